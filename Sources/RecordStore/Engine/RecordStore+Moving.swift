internal import Foundation
internal import Replication
internal import Storage

/// Moves a store between a data folder and a database server's schema. Its replica, key and
/// authority stay the same, so its sites notice nothing; it continues in new logs.
///
///     copied in one transaction ─▶ counted ─▶ verified ─▶ the source is marked and serves no more
extension RecordStore {
  /// - Throws: `StoreError.inaccessible` where this store was moved: whoever wrote here would write
  ///   what nobody reads.
  func refuseMoved() throws(StoreError) {
    let place = try read { try $0.value("SELECT place FROM movedStore", as: String.self) }
    guard let place else { return }
    throw .inaccessible(
      detail: "this store was moved to \(place) and is kept unchanged: use that one")
  }

  private func noteMoved(to place: String) throws(StoreError) {
    try write { db in
      try db.send(
        "INSERT INTO movedStore (id, place, at) VALUES (1, ?, ?)", [place, environment.now()])
    }
  }

  /// Moves the store of a folder into a schema that is absent or empty.
  ///
  /// - Parameters:
  ///   - location: of the database, as ``StoreEnvironment/engine`` reads it.
  ///   - files: of the folder by name, such as certificates. The key is always among them.
  /// - Returns: how many rows were copied.
  @discardableResult
  package static func move(
    from folder: String, to location: String, files: [String: [UInt8]],
    environment: StoreEnvironment
  ) throws(StoreError) -> Int {
    let place = try EngineStore(at: location, environment)
    let source = try open(in: folder, environment: environment)
    guard !source.database.isEngine else {
      throw .inaccessible(detail: "\(folder) is in a database already")
    }
    var files = files
    files[KeyFile.name] = try KeyFile.bytes(in: folder)
    let target = place.rows
    let counts = try translating {
      try place.engine.createSchema(place.schema)
      try target.migrate(Schema.migrator(for: .centre, environment.domain))
      return try source.database.read { file in
        let copy = try StoreCopy(tablesOf: file)
        try target.write { db in
          guard try db.first("SELECT 1 FROM identity") == nil else {
            throw StoreError.present(folder: location)
          }
          try ReadModelVersion.refresh(
            db, marks: Schema.engineReadModel, environment.domain, nil)
          try copy.copy(from: file, to: db)
          try StoredFiles.keep(files, db)
        }
        return (try copy.counts(file), try target.read(copy.counts))
      }
    }
    try check(counts.0, counts.1, target)
    try source.noteMoved(to: location)
    try source.close()
    return counts.0.values.reduce(0, +)
  }

  private static func check(
    _ source: [String: Int], _ target: [String: Int], _ database: Database
  ) throws(StoreError) {
    for (table, count) in source where target[table] != count {
      throw .damaged(detail: "\(target[table] ?? 0) of \(count) rows of \(table) were copied")
    }
    let found = try translating { try database.read(verifyChains) }
    guard let problem = found.problems.first else { return }
    throw .damaged(detail: "\(problem.code) at \(problem.place): \(problem.text)")
  }

  /// Moves the store of a database into a folder that is absent or has no store.
  ///
  /// - Returns: how many rows were copied.
  @discardableResult
  package static func move(
    from location: String, into folder: String, environment: StoreEnvironment
  ) throws(StoreError) -> Int {
    let path = "\(folder)/\(fileName)"
    guard !FileManager.default.fileExists(atPath: path) else { throw .present(folder: folder) }
    let place = try EngineStore(at: location, environment)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError(writing: folder)
    }
    try Disk.checkIsLocal(folder)
    let turn = try FolderTurn(in: folder)
    defer { turn.end() }
    let source = try continued(
      opened(folder, place.database(for: .writing, into: folder), .writing, environment))
    let file = try AtomicFileWriter(own: path)
    let count = try write(source.database, to: file.temporaryPath, environment.domain)
    try file.commit()
    try source.noteMoved(to: folder)
    return count
  }

  /// Writes every row of an engine's store to a new SQLite file.
  @discardableResult
  static func write(
    _ source: Database, to path: String, _ domain: any RecordDomain
  ) throws(StoreError) -> Int {
    try translating(at: path) {
      let target = try SQLiteFile.create(at: path, functions: [])
      try target.migrate(Schema.migrator(for: .centre, domain))
      let counts = try source.read { db in
        try target.write { file in
          try ReadModelVersion.refresh(file, marks: "", domain, nil)
          let copy = try StoreCopy(tablesOf: file)
          try copy.copy(from: db, to: file)
          return (try copy.counts(db), try copy.counts(file))
        }
      }
      try check(counts.0, counts.1, target)
      try target.close()
      return counts.1.values.reduce(0, +)
    }
  }
}
