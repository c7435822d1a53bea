internal import RecordStore
internal import Replication

extension SiteClient {
  static let keysPath = "/v1/keys"

  /// Sends this store's key to the centre and receives the keys to seal bundles to, where the
  /// centre reports other keys than this store has.
  ///
  /// The records are synchronised by then. Where this fails, the next synchronisation finds the
  /// same difference and tries again; until then bundles are sealed to the keys that the store has.
  func exchangeKeys(_ connection: CentreConnection, check: String?) async {
    guard let check, (try? store.recipients().check) != check,
      let own = try? store.sealingRecipient()
    else { return }
    let answer = try? await connection.post(own.encoded(), to: Self.keysPath, by: .token) {
      try SealingRecipients(decoding: $0)
    }
    guard let recipients = answer?.message else { return }
    _ = try? store.noteRecipients(recipients)
  }
}
