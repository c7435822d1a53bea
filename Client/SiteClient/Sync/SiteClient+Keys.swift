internal import RecordStore
internal import Replication

extension SiteClient {
  static let keysPath = "/v1/keys"

  /// Brings this store's key to the centre, and takes whom to seal bundles to, where the centre
  /// says that it knows others than this store.
  ///
  /// The records are synchronised by then. Where this fails, the next synchronisation sees the same
  /// difference and tries again; until then bundles go to whom the store knew.
  func exchangeKeys(
    _ connection: CentreConnection, _ enrolment: Enrolment, check: String?
  ) async {
    guard let check, (try? store.recipients().check) != check,
      let own = try? store.sealingRecipient()
    else { return }
    let answer = try? await connection.post(own.encoded(), to: Self.keysPath, by: .token) {
      try SealingRecipients(decoding: $0)
    }
    // A list that lacks the centre which this store joined is not that centre's list.
    guard let recipients = answer?.message,
      recipients.all.contains(where: { $0.publicKey == enrolment.centrePublicKey })
    else { return }
    _ = try? store.noteRecipients(recipients)
  }
}
