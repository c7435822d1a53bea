package import RecordStore
package import Replication
internal import Storage

// Whose keys are known: at the centre those of its devices.

extension Administration {
  /// Records a device's key. A key that is already recorded costs no write.
  package func noteSealingKey(_ recipient: SealingRecipient) throws(StoreError) {
    let known = try store.read { db in
      try RecipientTable.all(
        "SELECT * FROM sealingRecipient WHERE publicKey = ?", [recipient.publicKey], db)
    }
    guard known != [recipient] else { return }
    try store.write { try RecipientTable.put(recipient, $0) }
  }

  /// The centre's own key, unless it is only read and has none, and those of a site's devices that are
  /// not revoked.
  package func recipients(of site: Scope) throws(StoreError) -> SealingRecipients {
    let own = try store.sealingRecipientIfKnown()
    return SealingRecipients([own].compactMap(\.self) + (try devices(of: site)))
  }

  /// The check of this list, which says nothing of the signatures in it.
  package func recipientsCheck(of site: Scope) throws(StoreError) -> String {
    let own = try store.sealingKeyIfKnown().map {
      SealingRecipient(publicKey: store.identity.publicKey, sealingKey: $0, signature: [])
    }
    return SealingRecipients([own].compactMap(\.self) + (try devices(of: site))).check
  }

  private func devices(of site: Scope) throws(StoreError) -> [SealingRecipient] {
    try store.read { db in
      let query = Self.recipientsQuery(of: site.code)
      return try RecipientTable.all(query.sql, query.values, db)
    }
  }

  static func recipientsQuery(of site: String) -> Query {
    Query(
      """
      SELECT sealingRecipient.* FROM sealingRecipient
      JOIN device ON device.replica = sealingRecipient.replica
      WHERE device.site = ? AND device.revokedAt IS NULL
      """, [site])
  }
}
