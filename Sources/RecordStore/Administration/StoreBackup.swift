internal import Foundation
internal import GRDB

/// A whole copy of a centre in one file: its store as it is at one moment, and the files that
/// stand beside it.
///
/// The file is a SQLite database like the store's own, with one table more for the files.
package enum StoreBackup {
  /// Writes a copy while the store is in use. What was there under that name is replaced at once
  /// when the copy is complete, or stays as it was.
  ///
  /// - Parameter files: files of the centre's folder by name, such as its certificates.
  package static func write(
    of store: RecordStore, to path: String, files: [String: [UInt8]]
  ) throws(StoreError) {
    try NewFile.checkPlace(path)
    let draft = path + ".partial"
    try? FileManager.default.removeItem(atPath: draft)
    defer { try? FileManager.default.removeItem(atPath: draft) }
    guard
      FileManager.default.createFile(
        atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw .inaccessible(detail: "\(path) cannot be written") }
    try translating {
      try store.pool.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM INTO ?", arguments: [draft])
      }
      let copy = try DatabaseQueue(path: draft)
      try copy.write { db in
        try db.execute(
          sql: "CREATE TABLE backupFile (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)")
        for (name, bytes) in files {
          try db.execute(
            sql: "INSERT INTO backupFile (name, bytes) VALUES (?, ?)",
            arguments: [name, Data(bytes)])
        }
      }
      try copy.close()
      guard rename(draft, path) == 0 else {
        throw StoreError.inaccessible(detail: "\(path) cannot be written")
      }
    }
  }

  /// Makes a store of a backup, in a folder that is absent or empty.
  ///
  /// The store goes on in new logs: what it wrote after the backup may be at its sites already.
  ///
  /// - Returns: the files that were kept with it.
  /// - Throws: `StoreError.damaged` unless the file is a whole backup of a centre.
  package static func restore(
    from path: String, into folder: String
  ) throws(StoreError) -> [String: [UInt8]] {
    let manager = FileManager.default
    let present = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
    guard present.isEmpty else { throw .present(folder: folder) }
    guard manager.fileExists(atPath: path) else { throw .unknown(identifier: path) }
    let draft = folder + "/" + RecordStore.fileName + ".partial"
    defer { try? manager.removeItem(atPath: draft) }
    do {
      try manager.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try manager.copyItem(atPath: path, toPath: draft)
      try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: draft)
    } catch {
      throw .inaccessible(detail: "\(folder) cannot be written")
    }
    return try translating {
      let copy = try DatabaseQueue(path: draft)
      let files = try copy.write { db in
        guard try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok",
          try db.tableExists("identity"), try db.tableExists("backupFile"),
          try String.fetchOne(db, sql: "SELECT side FROM identity") == "centre"
        else { throw StoreError.damaged(detail: "the file is not a whole backup of a centre") }
        let rows = try Row.fetchAll(db, sql: "SELECT name, bytes FROM backupFile")
        let pairs = rows.map { ($0["name"] as String, Array($0["bytes"] as Data)) }
        try db.execute(sql: "DROP TABLE backupFile")
        return Dictionary(pairs, uniquingKeysWith: { $1 })
      }
      try copy.close()
      guard rename(draft, folder + "/" + RecordStore.fileName) == 0 else {
        throw StoreError.inaccessible(detail: "\(folder) cannot be written")
      }
      return files
    }
  }
}
