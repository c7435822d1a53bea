internal import Foundation
internal import Replication
internal import Storage

/// Moves a store between a data folder and a database server's schema. Its replica, key and
/// authority stay the same, so its sites notice nothing; it continues in new logs.
///
///     copied in one transaction ─▶ counted ─▶ verified ─▶ the source is marked and serves no more
///
/// Until the source is marked, the copy is marked as unfinished and refuses to be written, so that
/// there are never two that can be. A move that was interrupted is finished by the same command.
extension RecordStore {
  /// - Throws: `StoreError.inaccessible` where this store was moved, or is a copy that was not
  ///   finished: no other replica would receive what is written here.
  func refuseMoved() throws(StoreError) {
    guard let mark = try read(MoveMark.init) else { return }
    switch mark {
    case .moved(let place):
      throw .inaccessible(
        detail: "this store was moved to \(place) and is kept unchanged: use that one")
    case .unfinished(let source):
      throw .inaccessible(
        detail: "this is a copy of \(source) that was interrupted: run the command that makes it "
          + "again, and it is finished")
    }
  }

  private func note(_ mark: MoveMark) throws(StoreError) {
    try write { try mark.write(at: environment.now(), $0) }
  }

  /// Moves the store of a folder into a schema that is absent or empty, or holds an unfinished copy
  /// of it.
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
    if let count = try finishedMove(from: folder, to: place, environment) { return count }
    let source = try open(in: folder, environment: environment)
    guard !source.database.isEngine else {
      throw .inaccessible(detail: "\(folder) is in a database already")
    }
    var files = files
    files[KeyFile.name] = try KeyFile.bytes(in: folder)
    let counts = try source.copy(to: place, files)
    try check(counts.0, counts.1, place.rows)
    try source.note(.moved(to: location))
    try source.close()
    try translating { try place.rows.write(MoveMark.remove) }
    return counts.0.values.reduce(0, +)
  }

  /// Copies every row, and marks the copy as unfinished, in one transaction.
  private func copy(
    to place: EngineStore, _ files: [String: [UInt8]]
  ) throws(StoreError) -> ([String: Int], [String: Int]) {
    try translating {
      let target = place.rows
      try place.engine.createSchema(place.schema)
      try target.migrate(Schema.migrator(for: .centre, environment.domain))
      return try database.read { file in
        let copy = try StoreCopy(tablesOf: file)
        return try target.write { db in
          try refuseOther(than: identity, at: place.location, db)
          try ReadModelVersion.refresh(
            db, marks: Schema.engineReadModel, environment.domain, nil)
          try copy.copy(from: file, to: db)
          try StoredFiles.keep(files, db)
          let counts = (try copy.counts(file), try copy.counts(db))
          try MoveMark.unfinished(of: folder).write(at: environment.now(), db)
          return counts
        }
      }
    }
  }

  /// - Throws: `StoreError.present` where a store is there that is no unfinished copy of this one.
  private func refuseOther(
    than own: StoreIdentity, at location: String, _ db: Connection
  ) throws {
    guard let found = try db.first("SELECT publicKey FROM identity") else { return }
    guard case .unfinished? = try MoveMark(db), try found["publicKey"] as [UInt8]? == own.publicKey
    else { throw StoreError.present(folder: location) }
  }

  /// Finishes a move that was interrupted after its source was marked.
  ///
  /// - Returns: the rows of the copy; `nil` where there is none to finish.
  private static func finishedMove(
    from folder: String, to place: EngineStore, _ environment: StoreEnvironment
  ) throws(StoreError) -> Int? {
    // Where the source cannot be read, opening it to write says why.
    guard let source = try? open(in: folder, for: .reading, environment: environment) else {
      return nil
    }
    defer { try? source.close() }
    guard try source.read(MoveMark.init) == .moved(to: place.location) else { return nil }
    return try translating {
      let file = source.database
      return try place.rows.write { db in
        guard case .unfinished? = try MoveMark(db) else { return nil }
        try MoveMark.remove(db)
        return try file.read { try StoreCopy(tablesOf: $0).counts(db).values.reduce(0, +) }
      }
    }
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

  /// Moves the store of a database into a folder that is absent or has no store, or an unfinished
  /// copy of it.
  ///
  /// - Returns: how many rows were copied.
  @discardableResult
  package static func move(
    from location: String, into folder: String, environment: StoreEnvironment
  ) throws(StoreError) -> Int {
    let path = "\(folder)/\(fileName)"
    let place = try EngineStore(at: location, environment)
    if let count = try finishedMove(from: place, into: folder, environment) { return count }
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
      opened(
        folder, OpenedFile(database: place.database(for: .writing, into: folder)), .writing,
        environment))
    let file = try AtomicFileWriter(own: path)
    let count = try write(
      source.database, to: file.temporaryPath, environment.domain,
      (.unfinished(of: location), environment.now()))
    try file.commit()
    try source.note(.moved(to: folder))
    try finish(path, environment)
    return count
  }

  /// Finishes a move that was interrupted after its source was marked; what was written before that
  /// is removed, to be written anew.
  ///
  /// - Returns: the rows of the copy; `nil` where there is none to finish.
  /// - Throws: `StoreError.present` where a store is in the folder that is no unfinished copy.
  private static func finishedMove(
    from place: EngineStore, into folder: String, _ environment: StoreEnvironment
  ) throws(StoreError) -> Int? {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let copy = try open(in: folder, for: .reading, environment: environment)
    let mark = try copy.read(MoveMark.init)
    let count = try translating {
      try copy.database.read { try StoreCopy(tablesOf: $0).counts($0).values.reduce(0, +) }
    }
    try copy.close()
    let (source, key) = try translating {
      try place.rows.read { db in
        (try MoveMark(db), try db.value("SELECT publicKey FROM identity", as: [UInt8].self))
      }
    }
    guard case .unfinished? = mark, key == copy.identity.publicKey else {
      throw .present(folder: folder)
    }
    guard source == .moved(to: folder) else {
      StoreFile.remove(path)
      return nil
    }
    try finish(path, environment)
    // The mark of the copy was among them.
    return count - 1
  }

  private static func finish(
    _ path: String, _ environment: StoreEnvironment
  ) throws(StoreError) {
    let file = try StoreFile.open(at: path, environment.domain)
    try translating {
      try file.write(MoveMark.remove)
      try file.close()
    }
  }

  /// Writes every row of an engine's store to a new SQLite file.
  ///
  /// - Parameter mark: what is noted in the file, and when.
  @discardableResult
  static func write(
    _ source: Database, to path: String, _ domain: any RecordDomain,
    _ mark: (mark: MoveMark, at: Int64)? = nil
  ) throws(StoreError) -> Int {
    try translating(at: path) {
      let target = try SQLiteFile.create(at: path, functions: [])
      try target.migrate(Schema.migrator(for: .centre, domain))
      let counts = try source.read { db in
        try target.write { file in
          try ReadModelVersion.refresh(file, marks: "", domain, nil)
          let copy = try StoreCopy(tablesOf: file)
          try copy.copy(from: db, to: file)
          let counts = (try copy.counts(db), try copy.counts(file))
          if let mark { try mark.mark.write(at: mark.at, file) }
          return counts
        }
      }
      try check(counts.0, counts.1, target)
      try target.close()
      return counts.1.values.reduce(0, +)
    }
  }
}

/// What a store notes about its move: it is not written any more, or not yet.
enum MoveMark: Hashable {
  case moved(to: String)
  case unfinished(of: String)

  private static let unfinished = "unfinished copy of "

  /// - Returns: `nil` where the store may be written.
  init?(_ db: Connection) throws {
    guard let place = try db.value("SELECT place FROM movedStore", as: String.self) else {
      return nil
    }
    self =
      place.hasPrefix(Self.unfinished)
      ? .unfinished(of: String(place.dropFirst(Self.unfinished.count))) : .moved(to: place)
  }

  func write(at now: Int64, _ db: Connection) throws {
    let place =
      switch self {
      case .moved(let place): place
      case .unfinished(let source): Self.unfinished + source
      }
    try db.send("INSERT INTO movedStore (id, place, at) VALUES (1, ?, ?)", [place, now])
  }

  static func remove(_ db: Connection) throws { try db.send("DELETE FROM movedStore") }
}
