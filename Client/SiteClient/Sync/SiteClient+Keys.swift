internal import RecordStore
internal import Replication

extension SiteClient {
  static let keysPath = "/v1/keys"

  /// Sends this store's key to the centre and receives the keys to seal bundles to, where the
  /// centre reports other keys than this store has.
  ///
  /// The records are synchronised by then. Where this fails, the next synchronisation finds the
  /// same difference and tries again; until then bundles are sealed to the keys that the store has.
  func exchangeKeys(
    _ connection: CentreConnection, _ enrolment: Enrolment, check: String?
  ) async {
    guard let check, (try? store.recipients().check) != check,
      let own = try? store.sealingRecipient()
    else { return }
    let answer = try? await connection.post(own.encoded(), to: Self.keysPath, by: .token) {
      try SealingRecipients(decoding: $0)
    }
    // A list without the centre that this store joined is not that centre's list.
    guard let recipients = answer?.message,
      recipients.all.contains(where: { $0.publicKey == enrolment.centrePublicKey })
    else { return }
    _ = try? store.noteRecipients(recipients)
  }
}
