internal import Foundation
package import Replication
internal import Storage

// Whose keys are known: at a site those that the last sync named, at the centre its devices'.

extension Schema {
  static func registerSealing(_ migrator: inout Migrator) {
    migrator.register("0027 keys to seal to") { db in
      try db.script(
        """
        CREATE TABLE sealingRecipient (
          publicKey BLOB PRIMARY KEY CHECK (length(publicKey) = 32),
          replica BLOB NOT NULL CHECK (length(replica) = 16),
          sealingKey BLOB NOT NULL CHECK (length(sealingKey) = 32),
          signature BLOB NOT NULL CHECK (length(signature) = 64)
        ) STRICT, WITHOUT ROWID;
        """)
    }
  }
}

extension RecordStore {
  /// The replicas that this site's store seals to, by the last sync.
  package func recipients() throws(StoreError) -> SealingRecipients {
    try read { db in
      SealingRecipients(try RecipientTable.all("SELECT * FROM sealingRecipient", [], db))
    }
  }

  /// Records the recipients that the centre named, replacing the former ones.
  package func noteRecipients(_ recipients: SealingRecipients) throws(StoreError) {
    try write { db in
      try db.send("DELETE FROM sealingRecipient")
      for recipient in recipients.all { try RecipientTable.put(recipient, db) }
    }
  }
}

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
    let devices = try store.read { db in
      try RecipientTable.all(
        """
        SELECT sealingRecipient.* FROM sealingRecipient
        JOIN device ON device.replica = sealingRecipient.replica
        WHERE device.site = ? AND device.revokedAt IS NULL
        """, [site.code], db)
    }
    return SealingRecipients([own].compactMap(\.self) + devices)
  }
}

private enum RecipientTable {
  static func all(
    _ sql: String, _ arguments: [any StoredValue], _ db: Connection
  ) throws -> [SealingRecipient] {
    try db.rows(sql, arguments).map { row in
      try SealingRecipient(
        publicKey: row["publicKey"] as [UInt8], sealingKey: row["sealingKey"] as [UInt8],
        signature: row["signature"] as [UInt8])
    }
  }

  static func put(_ recipient: SealingRecipient, _ db: Connection) throws {
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
