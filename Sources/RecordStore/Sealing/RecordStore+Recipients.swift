internal import Foundation
internal import GRDB
package import Replication

// Whose keys are known: at a site those that the last sync named, at the centre its devices'.

extension Schema {
  static func registerSealing(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0027 keys to seal to") { db in
      try db.execute(
        sql: """
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
      try db.execute(sql: "DELETE FROM sealingRecipient")
      for recipient in recipients.all { try RecipientTable.put(recipient, db) }
    }
  }
}

extension Administration {
  /// Records a device's key. A key that is already recorded costs no write.
  package func noteSealingKey(_ recipient: SealingRecipient) throws(StoreError) {
    let known = try store.read { db in
      try RecipientTable.all(
        "SELECT * FROM sealingRecipient WHERE publicKey = ?", [Data(recipient.publicKey)], db)
    }
    guard known != [recipient] else { return }
    try store.write { try RecipientTable.put(recipient, $0) }
  }

  /// The centre's own key, and those of a site's devices that are not revoked.
  package func recipients(of site: Scope) throws(StoreError) -> SealingRecipients {
    let own = try store.sealingRecipient()
    let devices = try store.read { db in
      try RecipientTable.all(
        """
        SELECT sealingRecipient.* FROM sealingRecipient
        JOIN device ON device.replica = sealingRecipient.replica
        WHERE device.site = ? AND device.revokedAt IS NULL
        """, [site.code], db)
    }
    return SealingRecipients([own] + devices)
  }
}

private enum RecipientTable {
  static func all(
    _ sql: String, _ arguments: StatementArguments, _ db: Database
  ) throws -> [SealingRecipient] {
    try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
      SealingRecipient(
        publicKey: Array(row["publicKey"] as Data), sealingKey: Array(row["sealingKey"] as Data),
        signature: Array(row["signature"] as Data))
    }
  }

  static func put(_ recipient: SealingRecipient, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO sealingRecipient (publicKey, replica, sealingKey, signature)
        VALUES (?, ?, ?, ?)
        """,
      arguments: [
        Data(recipient.publicKey), Data(recipient.replica.bytes), Data(recipient.sealingKey),
        Data(recipient.signature),
      ])
  }
}
