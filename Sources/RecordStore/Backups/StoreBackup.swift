internal import Foundation
internal import Glibc
package import Replication
internal import Storage

/// A complete copy of a centre in one file: its store as it is at one moment, and the files that
/// belong to it: its keys and certificates.
///
/// The file is a SQLite database like the store's own, with one more table for the files.
package enum StoreBackup {
  /// Writes a copy while the store is in use. It replaces an earlier file only when its chains are
  /// verified and it is complete and on the disk; until then the earlier file stays.
  ///
  /// - Parameters:
  ///   - files: files of the centre's folder by name, such as its certificates.
  ///   - recovery: the public half of the recovery key that it is sealed to, if there is one.
  ///     Unsealed bytes then never leave the data folder, which holds the same data.
  /// - Returns: the size of the file.
  /// - Throws: `StoreError.damaged` where the copy's hashes or signatures do not verify;
  ///   `.inaccessible` where the store was moved away: its copies would be of the past.
  @discardableResult
  package static func write(
    of store: RecordStore, to path: String, files: [String: [UInt8]],
    existing: ExistingFile = .kept, sealedTo recovery: [UInt8]? = nil
  ) throws(StoreError) -> Int {
    try store.refuseMoved()
    var files = files
    files[KeyFile.name] = try KeyFile.bytes(in: store.folder)
    let file = try AtomicFileWriter(at: path, existing: existing, needsName: recovery == nil)
    guard let recovery else {
      try fill(file, from: store, files)
      try file.commit()
      return file.byteCount
    }
    let draft = try AtomicFileWriter(own: "\(store.folder)/\(draftName)")
    try fill(draft, from: store, files)
    draft.hide()
    // The draft has no name: it exists only as long as its writer.
    try withExtendedLifetime(draft) { () throws(StoreError) in
      try SealedBackup.seal(draft.temporaryPath, into: file, for: recovery)
    }
    return file.byteCount
  }

  /// Removes what a process that was killed while sealing a copy left in the data folder.
  static func removeLeftovers(in folder: String) {
    TemporaryFile.removeLeftovers(of: draftName, in: folder)
  }

  private static let draftName = "backup-to-seal"

  private static func fill(
    _ file: AtomicFileWriter, from store: RecordStore, _ files: [String: [UInt8]]
  ) throws(StoreError) {
    try translating(at: file.path) {
      if store.database.isEngine {
        try RecordStore.write(
          store.database, to: file.temporaryPath, store.environment.domain)
      } else {
        try store.database.copy(to: file.temporaryPath)
      }
      let copy = try SQLiteFile.openCopy(at: file.temporaryPath)
      try copy.write { db in
        try db.script(
          "CREATE TABLE backupFile (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)")
        for (name, bytes) in files {
          try db.send("INSERT INTO backupFile (name, bytes) VALUES (?, ?)", [name, bytes])
        }
      }
      try copy.read(prove)
      try copy.close()
    }
  }

  /// - Throws: `StoreError.damaged` where a hash or signature does not verify.
  private static func prove(_ db: Connection) throws {
    let found = try RecordStore.verifyChains(db)
    guard let problem = found.problems.first else { return }
    throw StoreError.damaged(
      detail: "\(problem.code) at \(problem.place): \(problem.text); no backup was made and the "
        + "last one stays")
  }

  /// Restores a store from a backup, into a folder that is absent or empty.
  ///
  /// The backup is verified before any part of it has a name in the folder. The store is put in
  /// place last, so that an interrupted restore can be run again. The store continues in new logs:
  /// its sites may already have what it wrote after the backup.
  ///
  /// - Parameters:
  ///   - key: opens a sealed backup.
  ///   - takeFiles: receives the files that were backed up with it, before the store is in place.
  /// - Returns: these files.
  /// - Throws: `StoreError.damaged` unless the file is a complete backup of a centre.
  @discardableResult
  package static func restore(
    from path: String, into folder: String, openedBy key: SealingKey? = nil,
    takeFiles: (_ files: [String: [UInt8]]) throws -> Void = { _ in }
  ) throws(StoreError) -> [String: [UInt8]] {
    try checkFolder(folder)
    guard FileManager.default.fileExists(atPath: path) else { throw .unknown(identifier: path) }
    try Disk.checkIsLocal(folder)
    if let key {
      // Checked before anything is written: every piece is authentic, and none is missing.
      try SealedBackup.open(path, by: key) { _ throws(StoreError) in }
    } else {
      _ = try contents(of: path)
    }
    let isNew = !FileManager.default.fileExists(atPath: folder)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError(writing: folder)
    }
    do throws(StoreError) {
      let turn = try FolderTurn(in: folder)
      defer { turn.end() }
      return try place(path, in: folder, openedBy: key, takeFiles: takeFiles)
    } catch {
      // A folder that is not empty, or that is somebody else's by now, is left unchanged.
      if isNew, error != .present(folder: folder) { rmdir(folder) }
      throw error
    }
  }

  private static func place(
    _ path: String, in folder: String, openedBy key: SealingKey?,
    takeFiles: (_ files: [String: [UInt8]]) throws -> Void
  ) throws(StoreError) -> [String: [UInt8]] {
    let draft = try AtomicFileWriter(own: "\(folder)/\(RecordStore.fileName)")
    if let key {
      try SealedBackup.open(path, by: key) { piece throws(StoreError) in try draft.write(piece) }
    } else {
      try copy(path, to: draft)
    }
    var files = try contents(of: draft.temporaryPath)
    let ownKey = files.removeValue(forKey: KeyFile.name)
    try translating(at: draft.path) {
      let restored = try SQLiteFile.openCopy(at: draft.temporaryPath)
      // The files hold keys: no page may keep the table's contents.
      try restored.outsideTransaction { try $0.script("DROP TABLE backupFile; VACUUM;") }
      try restored.close()
      if let ownKey { try AtomicFileWriter.write(ownKey, own: "\(folder)/\(KeyFile.name)") }
      try takeFiles(files)
    }
    try draft.commit()
    return files
  }

  /// What an interrupted restore or `init` may have left, and what a new disk has.
  private static let leftovers: Set<String> = [
    "lost+found", "tls", "settings.json", KeyFile.name, SealingKeyFile.name,
    RecoveryKey.publicName,
  ]

  private static func checkFolder(_ folder: String) throws(StoreError) {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard !present.contains(RecordStore.fileName) else { throw .present(folder: folder) }
    let others = present.filter { name in
      !leftovers.contains(name)
        && !(leftovers.union([RecordStore.fileName])).contains {
          name.hasPrefix($0 + ".partial-")
        }
    }
    guard let other = others.sorted().first else { return }
    throw .notOverwritten(
      detail: "\(folder) is not empty: it holds \(other)"
        + (others.count > 1 ? " and \(others.count - 1) more" : ""))
  }

  /// Verifies a backup and returns the files in it.
  private static func contents(of path: String) throws(StoreError) -> [String: [UInt8]] {
    return try translating {
      let backup = try SQLiteFile.openToRead(path, isImmutable: true)
      defer { try? backup.close() }
      return try backup.read { db in
        guard try db.inconsistencies(limit: 1).isEmpty,
          try db.hasTable("identity"), try db.hasTable("backupFile"),
          try db.value("SELECT side FROM identity") == "centre",
          try RecordStore.verifyChains(db).isSound
        else { throw StoreError.damaged(detail: "the file is not a whole backup of a centre") }
        let rows = try db.rows("SELECT name, bytes FROM backupFile")
        let pairs = try rows.map { try ($0["name"] as String, $0["bytes"] as [UInt8]) }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
      }
    }
  }

  private static func copy(_ path: String, to draft: AtomicFileWriter) throws(StoreError) {
    let source = try FileReader(at: path)
    var offset: UInt64 = 0
    while true {
      let bytes = try source.bytes(at: offset, count: 1 << 20)
      if bytes.isEmpty { return }
      try draft.write(bytes)
      offset += UInt64(bytes.count)
    }
  }
}
