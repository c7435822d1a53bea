internal import Foundation
internal import GRDB

/// The SQLite file: how it is made, opened and protected.
enum StoreFile {
  static func make(in folder: String) throws(StoreError) -> DatabasePool {
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .inaccessible(detail: "the folder \(folder) cannot be made")
    }
    let path = folder + "/" + RecordStore.fileName
    guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw .inaccessible(detail: "\(path) cannot be written") }
    return try open(at: path)
  }

  static func open(at path: String) throws(StoreError) -> DatabasePool {
    try translating {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction(WriterSettings.apply)
      try migrate(pool, path: path)
      return pool
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;
          PRAGMA wal_autocheckpoint = 4000;
          """)
    }
    return configuration
  }

  /// Brings an older file up to date; a copy of it is kept beside it first.
  private static func migrate(_ pool: DatabasePool, path: String) throws {
    let migrator = Schema.migrator
    let (applied, superseded) = try pool.read { db in
      (try migrator.appliedIdentifiers(db), try migrator.hasBeenSuperseded(db))
    }
    if superseded { throw StoreError.tooNew(version: applied.max() ?? "") }
    guard applied.count < migrator.migrations.count else { return }
    if !applied.isEmpty {
      let copy = path + ".before-\(applied.count)"
      if !FileManager.default.fileExists(atPath: copy) {
        try pool.writeWithoutTransaction { db in
          try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
        }
      }
    }
    try migrator.migrate(pool)
  }
}
