internal import Foundation
internal import Replication
internal import Storage

/// A store in a schema of a database server.
///
/// The data folder of each server that serves it holds one line that says where the database is,
/// and the files that belong to the store, which come from the database: its key, and the centre's
/// certificates.
package struct EngineStore {
  /// In the data folder, in place of the store's own file.
  package static let fileName = "store.url"

  let engine: any StorageEngine
  let schema: String
  let location: String
  private let domain: any RecordDomain

  /// - Returns: `nil` where the folder names no database.
  init?(in folder: String, _ environment: StoreEnvironment) throws(StoreError) {
    let path = "\(folder)/\(Self.fileName)"
    guard let file = try FileReader.ifPresent(at: path) else { return nil }
    let bytes = try file.bytes(at: 0, count: 4096)
    let line = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first
    try self.init(at: line.map(String.init) ?? "", environment)
  }

  init(at location: String, _ environment: StoreEnvironment) throws(StoreError) {
    guard let find = environment.engine else {
      throw .inaccessible(detail: "this program was built without PostgreSQL")
    }
    (engine, schema) = try translating { try find(location) }
    self.location = location
    domain = environment.domain
  }

  var rows: Database {
    Database(engine, schema: schema, writtenByTriggers: Schema.tablesOfTriggers)
  }

  /// The database, brought up to this version unless it is only read.
  func database(for access: StoreAccess, into folder: String) throws(StoreError) -> Database {
    let database = rows
    try translating {
      let migrator = Schema.migrator(for: .centre, domain)
      let state = try database.state(of: migrator)
      guard !state.applied.isEmpty else { throw StoreError.absent(folder: location) }
      if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
      if state.pending > 0 {
        guard access == .writing else {
          throw StoreError.inaccessible(
            detail: "the database was written by an earlier version: run upgrade first")
        }
        try database.migrate(migrator)
      }
      try StoredFiles.write(database, to: folder)
    }
    return database
  }
}

extension RecordStore {
  /// Whether the store is in a database, where several servers may work on it.
  package var isInDatabase: Bool { database.isEngine }

  /// Writes the files that the database keeps into the data folder of this server, where another
  /// server has changed them.
  package func fetchFiles() throws(StoreError) {
    guard database.isEngine else { return }
    try translating { try StoredFiles.write(database, to: folder) }
  }

  /// Keeps files of the data folder with the store, where that is in a database: the other servers, and
  /// this one at its next start, have them from there. A file's store has them beside it.
  package func keep(_ files: [String: [UInt8]]) throws(StoreError) {
    guard database.isEngine else { return }
    let known = try read(StoredFiles.read)
    let changed = files.filter { known[$0.key] != $0.value }
    guard !changed.isEmpty else { return }
    try write { try StoredFiles.keep(changed, $0) }
  }
}

/// The files of a store that is in a database server's schema: what a SQLite store has beside it.
enum StoredFiles {
  static func read(_ db: Connection) throws -> [String: [UInt8]] {
    let rows = try db.rows("SELECT name, bytes FROM storeFile ORDER BY name")
    return try Dictionary(
      rows.map { try ($0["name"] as String, $0["bytes"] as [UInt8]) }, uniquingKeysWith: { $1 })
  }

  static func keep(_ files: [String: [UInt8]], _ db: Connection) throws {
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      try db.send(
        """
        INSERT INTO storeFile (name, bytes) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes
        """, [name, bytes])
    }
  }

  /// Writes the files into the data folder of this server, which only its user can read.
  static func write(_ database: Database, to folder: String) throws {
    for (name, bytes) in try database.read(read) {
      guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
        throw StoreError.damaged(detail: "a stored file has the name of another place")
      }
      let path = "\(folder)/\(name)"
      if let present = try? FileReader(at: path).bytes(at: 0, count: bytes.count + 1),
        present == bytes
      {
        continue
      }
      try FileManager.default.createDirectory(
        atPath: String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)),
        withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try AtomicFileWriter.write(bytes, own: path)
    }
  }
}
