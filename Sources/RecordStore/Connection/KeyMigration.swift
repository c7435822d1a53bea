internal import Foundation
internal import GRDB
internal import Replication

/// Moves the private key of a store that an earlier version created out of its database.
///
///     key file written and flushed ──▶ column dropped, public key recorded ──▶ file rewritten
enum KeyMigration {
  static let name = "0018 key file"

  static func register(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration(name) { db in
      let bytes = try Data.fetchOne(db, sql: "SELECT privateKey FROM identity")
      try db.execute(
        sql: """
          ALTER TABLE identity DROP COLUMN privateKey;
          ALTER TABLE identity ADD COLUMN publicKey BLOB
            CHECK (publicKey IS NULL OR length(publicKey) = 32);
          """)
      guard let bytes else { return }
      let key = ReplicaKey(privateBytes: Array(bytes))
      try db.execute(
        sql: "UPDATE identity SET publicKey = ?", arguments: [key.map { Data($0.publicBytes) }])
      // No page may keep the column's contents.
      try SecureErasure.noteRedaction(db)
    }
  }

  /// Writes the key file of a store whose database still holds the key.
  ///
  /// - Parameter path: of the database.
  static func writeKeyFile(for pool: DatabasePool, path: String) throws {
    guard let key = try pool.read(key) else { return }
    let folder = String(path.dropLast(RecordStore.fileName.count + 1))
    try KeyFile.write(key, in: folder)
    for copy in try FileManager.default.contentsOfDirectory(atPath: folder)
    where copy.hasPrefix(RecordStore.fileName + ".before-") && !copy.contains(".partial-") {
      try removeKey(fromCopy: "\(folder)/\(copy)")
    }
  }

  /// The key that a database of an earlier version holds.
  static func key(_ db: Database) throws -> ReplicaKey? {
    guard try db.tableExists("identity"),
      try db.columns(in: "identity").contains(where: { $0.name == "privateKey" })
    else { return nil }
    let bytes = try Data.fetchOne(db, sql: "SELECT privateKey FROM identity")
    return bytes.flatMap { ReplicaKey(privateBytes: Array($0)) }
  }

  /// Removes the key from a copy of a database that an earlier version wrote.
  static func removeKey(fromCopy path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      guard try key(db) != nil else { return }
      try db.execute(
        sql: """
          PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON;
          UPDATE identity SET privateKey = zeroblob(32);
          VACUUM;
          """)
    }
    try queue.close()
  }
}
