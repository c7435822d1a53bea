internal import Foundation
package import Replication
package import Storage

// Whose keys are known: at a site those that the last sync named.

extension RecordStore {
  /// The replicas that this site's store seals to, by the last sync.
  package func recipients() throws(StoreError) -> SealingRecipients {
    try read { db in
      SealingRecipients(try RecipientTable.all("SELECT * FROM sealingRecipient", [], db))
    }
  }

  /// Records the recipients that the centre named, replacing the former ones.
  ///
  /// A list without the centre that this store has joined by now is not that centre's list, and changes
  /// nothing. A device that the centre names has joined: what it did not take of that one is offered again.
  package func noteRecipients(_ recipients: SealingRecipients) throws(StoreError) {
    try write { db in
      let centre = try db.value("SELECT centrePublicKey FROM enrolment", as: [UInt8].self)
      guard recipients.all.contains(where: { $0.publicKey == centre }) else { return }
      try RecipientTable.replace(by: recipients, db)
      try db.send(
        """
        DELETE FROM notTaken WHERE subject IN (
          SELECT log FROM log WHERE replica IN (SELECT replica FROM sealingRecipient))
        """)
    }
  }
}

/// The table of keys that a store seals to.
package enum RecipientTable {
  package static func all(
    _ sql: String, _ arguments: [any StoredValue], _ db: Connection
  ) throws -> [SealingRecipient] {
    try db.rows(sql, arguments).map { row in
      try SealingRecipient(
        publicKey: row["publicKey"] as [UInt8], sealingKey: row["sealingKey"] as [UInt8],
        signature: row["signature"] as [UInt8])
    }
  }

  static func replace(by recipients: SealingRecipients, _ db: Connection) throws {
    try db.send("DELETE FROM sealingRecipient")
    for recipient in recipients.all { try put(recipient, db) }
  }

  package static func put(_ recipient: SealingRecipient, _ db: Connection) throws {
    try db.send(
      """
      INSERT INTO sealingRecipient (publicKey, replica, sealingKey, signature)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (publicKey) DO UPDATE SET replica = excluded.replica,
        sealingKey = excluded.sealingKey, signature = excluded.signature
      """,
      [
        recipient.publicKey, recipient.replica, recipient.sealingKey, recipient.signature,
      ])
  }
}
