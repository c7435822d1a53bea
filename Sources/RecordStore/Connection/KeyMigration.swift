internal import Foundation
internal import Replication
internal import Storage

/// Moves the private key of a store that an earlier version created out of its database.
///
///     key file written and flushed ──▶ column dropped, public key recorded ──▶ file rewritten
enum KeyMigration {
  static func apply(_ db: Connection) throws {
    let bytes = try db.value("SELECT privateKey FROM identity", as: [UInt8].self)
    try db.script(
      """
      ALTER TABLE identity DROP COLUMN privateKey;
      ALTER TABLE identity ADD COLUMN publicKey BLOB
        CHECK (publicKey IS NULL OR length(publicKey) = 32);
      """)
    guard let bytes else { return }
    let key = ReplicaKey(privateBytes: Array(bytes))
    try db.send("UPDATE identity SET publicKey = ?", [key.map { $0.publicBytes }])
    // No page may keep the column's contents.
    try db.noteErasure()
  }

  /// Writes the key file of a store whose database still holds the key.
  ///
  /// - Parameter path: of the database.
  static func writeKeyFile(for database: Database, path: String) throws {
    guard let key = try database.read(key) else { return }
    let folder = String(path.dropLast(RecordStore.fileName.count + 1))
    try KeyFile.write(key, in: folder)
    for copy in try FileManager.default.contentsOfDirectory(atPath: folder)
    where copy.hasPrefix(RecordStore.fileName + ".before-") && !copy.contains(".partial-") {
      try removeKey(fromCopy: "\(folder)/\(copy)")
    }
  }

  /// The key that a database of an earlier version holds.
  static func key(_ db: Connection) throws -> ReplicaKey? {
    guard try db.hasTable("identity"),
      try db.hasColumn("privateKey", in: "identity")
    else { return nil }
    let bytes = try db.value("SELECT privateKey FROM identity", as: [UInt8].self)
    return bytes.flatMap { ReplicaKey(privateBytes: Array($0)) }
  }

  /// Removes the key from a copy of a database that an earlier version wrote.
  static func removeKey(fromCopy path: String) throws {
    let file = try SQLiteFile.openCopy(at: path)
    try file.outsideTransaction { db in
      guard try key(db) != nil else { return }
      try db.script("UPDATE identity SET privateKey = zeroblob(32); VACUUM;")
    }
    try file.close()
  }
}
