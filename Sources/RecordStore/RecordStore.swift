internal import Foundation
internal import Replication
package import Storage
internal import Synchronization

/// One replica's logs, merged records and read model, in one SQLite file.
///
/// Every change is one transaction over all of it: the entry, the merged record, the read model and
/// the assessment, or none of them. There is one writer; readers see complete transactions only.
/// Calls block; an owner that must not block calls from another thread (`SiteClient`,
/// `Aggregation`).
public final class RecordStore: Sendable {
  /// The store's file within its folder.
  public static let fileName = "store.sqlite"

  /// The folder of the store.
  public let folder: String
  let owner: StoreOwner
  package let environment: StoreEnvironment
  let database: Database
  /// What a centre keeps beside the records.
  let storeExtension: (any StoreExtension)?
  /// What it was opened for.
  let access: StoreAccess
  let continuity: Continuity
  /// What was beside it before it was opened.
  let kept: KeptTokens?
  /// Whether its tables were of another version and were made in memory, for this reading alone.
  package let isRemade: Bool
  /// What others seal to, with the state of the file that says so.
  let knownSealingKey = Mutex<(file: FileState, key: [UInt8])?>(nil)

  private init(
    folder: String, owner: StoreOwner, environment: StoreEnvironment,
    found: OpenedFile, access: StoreAccess, kept: KeptTokens?
  ) {
    self.folder = folder
    self.kept = kept
    isRemade = found.isRemade
    self.access = access
    continuity = Continuity(folder: folder)
    self.owner = owner
    self.environment = environment
    storeExtension = owner.identity.side == .centre ? environment.storeExtension : nil
    database = found.database
  }

  /// The store's identity.
  public var identity: StoreIdentity { owner.identity }
  var key: ReplicaKey { owner.key }

  /// Creates a store in a folder, which only its user can read, and this replica's key.
  public static func create(
    in folder: String, _ founding: NewStoreOptions, environment: StoreEnvironment
  ) throws(StoreError) -> RecordStore {
    let path = folder + "/" + fileName
    guard !FileManager.default.fileExists(atPath: path) else { throw .present(folder: folder) }
    try checkExtension(of: founding.side, environment)
    var generator = environment.generator
    guard let key = ReplicaKey(randomly: &generator) else {
      throw .inaccessible(detail: "no key could be made")
    }
    let database = try StoreFile.make(in: folder, key: key, for: founding.side, environment.domain)
    { db in
      try db.send(
        """
        INSERT INTO identity
          (id, side, publicKey, scope, trust, nation, name, author, createdAt, file)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, '')
        """,
        [
          founding.side.rawValue, key.publicBytes, founding.scope, founding.trust,
          founding.nation, founding.name, founding.author, environment.now(),
        ])
    }
    return try StoreFile.keeping(database, at: path) { () throws(StoreError) in
      let store = try opened(folder, OpenedFile(database: database), .writing, environment)
      try store.refreshReadModel()
      return store
    }
  }

  /// The path of the store's database; `nil` where that is on a server.
  var path: String? { database.isEngine ? nil : folder + "/" + Self.fileName }

  /// Opens the store in a folder.
  ///
  /// A store that was copied or restored continues in new logs, so that two copies never write the
  /// same numbers; the old logs are listed by ``forks()``.
  ///
  /// - Parameter access: for reading only, nothing is written to the folder, and a call that writes
  ///   fails.
  public static func open(
    in folder: String, for access: StoreAccess = .writing, environment: StoreEnvironment
  ) throws(StoreError) -> RecordStore {
    let path = folder + "/" + fileName
    if let place = try EngineStore(in: folder, environment) {
      let database = try place.database(for: access, into: folder)
      return try continued(opened(folder, OpenedFile(database: database), access, environment))
    }
    guard FileManager.default.fileExists(atPath: path) else { throw .absent(folder: folder) }
    if access != .verifying { try FileExamination.check(path) }
    guard access == .writing else {
      let kept = KeptTokens(of: folder)
      let found = try ReadOnlyStore.open(at: path, access: access, environment)
      return try opened(folder, found, access, kept: kept, environment)
    }
    try Disk.checkIsLocal(folder)
    StoreBackup.removeLeftovers(in: folder)
    let database = try StoreFile.open(at: path, environment.domain)
    database.afterCommit { try $0.erase(isOpening: true) }
    return try continued(opened(folder, OpenedFile(database: database), access, environment))
  }

  /// Does what is due when a store is opened to write to it.
  static func continued(_ store: RecordStore) throws(StoreError) -> RecordStore {
    guard store.access == .writing else { return store }
    try store.refuseMoved()
    try store.adoptKey()
    try store.noticeDiscontinuity()
    try store.refreshReadModel()
    try store.mergeRelayed()
    return store
  }

  static func opened(
    _ folder: String, _ found: OpenedFile, _ access: StoreAccess, kept: KeptTokens? = nil,
    _ environment: StoreEnvironment
  ) throws(StoreError) -> RecordStore {
    let row = try translating {
      try found.database.read { try $0.first("SELECT * FROM identity") }
    }
    guard let row,
      let side = StoreIdentity.Side(rawValue: row.value("side", as: String.self) ?? ""),
      let scope = row.value("scope", as: Scope.self)
    else { throw .damaged(detail: "the store does not say whose it is") }
    if access == .writing { try checkExtension(of: side, environment) }
    let key =
      access == .writing
      ? try Self.key(in: folder, environment) : found.key ?? Self.keyToRead(in: folder)
    let identity = try translating {
      let publicKey = access == .writing ? key.publicBytes : try row["publicKey"] as [UInt8]? ?? []
      return try StoreIdentity(
        side: side, replica: ReplicaID(publicKey: publicKey), publicKey: publicKey, scope: scope,
        trust: row.value("trust", as: Scope.self), nation: row["nation"],
        name: row["name"], author: row["author"])
    }
    let store = RecordStore(
      folder: folder, owner: StoreOwner(identity, key), environment: environment,
      found: found, access: access, kept: kept)
    try store.prepareExtension()
    return store
  }

  /// A program without the centre's tables would write to its store and send no alert about it.
  private static func checkExtension(
    of side: StoreIdentity.Side, _ environment: StoreEnvironment
  ) throws(StoreError) {
    guard side == .centre, environment.storeExtension == nil else { return }
    throw .inaccessible(detail: "the store of a centre is written by its server alone")
  }

  /// Prepares the connection that writes to a file.
  private func prepareExtension() throws(StoreError) {
    guard let storeExtension, !database.isEngine, access == .writing || access == .copy else {
      return
    }
    try translating { try database.outsideTransaction { try $0.script(storeExtension.marks) } }
  }

  /// Brings the read-model tables up to this version, in one transaction.
  private func refreshReadModel() throws(StoreError) {
    if try read({ try ReadModelVersion.isCurrent($0, environment.domain) }) { return }
    let marks =
      database.isEngine ? Schema.engineReadModel : storeExtension?.readModelMarks ?? ""
    try write { try ReadModelVersion.refresh($0, marks: marks, environment.domain, storeExtension) }
  }

  /// The key for a store that is only read; a throwaway key where there is none, or where only
  /// another user may read it.
  private static func keyToRead(in folder: String) -> ReplicaKey {
    ((try? KeyFile.read(in: folder)) ?? nil) ?? ReplicaKey()
  }

  /// Continues in new logs where the store is not in the state in which it was left.
  private func noticeDiscontinuity() throws(StoreError) {
    let kept = continuity.kept()
    guard try read({ try continuity.difference(kept, $0) }) != nil else { return }
    // Any write does it, even an empty one.
    try write { _ in }
  }

  /// The key of the key file, or a new one where there is none.
  private static func key(
    in folder: String, _ environment: StoreEnvironment
  ) throws(StoreError) -> ReplicaKey {
    for name in [KeyFile.name, SealingKeyFile.name] { KeyFile.protect("\(folder)/\(name)") }
    if let key = try KeyFile.read(in: folder) { return key }
    var generator = environment.generator
    guard let key = ReplicaKey(randomly: &generator) else {
      throw .inaccessible(detail: "no key could be made")
    }
    try KeyFile.write(key, in: folder)
    return key
  }

  /// Closes the file. Nothing may be called afterwards.
  public func close() throws(StoreError) {
    try translating { try database.close() }
  }

  // MARK: Access for this module and extensions

  package func read<T>(_ body: (Connection) throws -> T) throws(StoreError) -> T {
    try translating(at: path) { try database.read(body) }
  }

  /// One transaction: all of it is durable when this returns, or nothing happened.
  ///
  /// A database server may break the transaction off before its commit; then the body is run again.
  /// So a body changes nothing but the database: what it works with, it makes itself.
  ///
  /// It includes what follows for the tables of the ``StoreExtension``.
  package func write<T>(_ body: (Connection) throws -> T) throws(StoreError) -> T {
    try translating(at: path) {
      if database.isInTransaction { return try database.write(body) }
      let (result, token) = try database.write { db in
        let token = access == .writing ? try continuity.renew(at: environment.now, db) : nil
        if database.isEngine {
          try db.refuseOtherSchema(than: Schema.migrator(for: .centre, environment.domain))
        }
        let result = try body(db)
        try storeExtension?.settle(at: environment.now(), db)
        if try db.isErasureDue {
          database.afterCommit { try $0.erase(isOpening: false) }
        }
        return (result, token)
      }
      continuity.settle(token, database)
      return result
    }
  }
}

extension RecordStore {
  /// Runs several calls as one transaction, which is durable when this returns: one flush instead
  /// of one for each. If the body throws, none of them has happened.
  ///
  /// Calls of this store inside the body, including those that read, are part of it and see what
  /// the ones before them wrote. If one of them fails, none of them has happened, even where the
  /// body continues.
  package func inOneTransaction<T>(
    _ body: () throws(StoreError) -> T
  ) throws(StoreError) -> T {
    try write { _ in try body() }
  }

  /// Several calls that read one consistent state. The body does not write.
  package func inOneReading<T>(
    _ body: () throws(StoreError) -> T
  ) throws(StoreError) -> T {
    try translating(at: path) { try database.readTogether { _ in try body() } }
  }

  /// One transaction that does not wait for the disk: a power cut may undo all of it. For what has not
  /// been reported and is found again: when a device last exchanged, which request tokens it used.
  package func writeUnflushed<T>(_ body: (Connection) throws -> T) throws(StoreError) -> T {
    try translating(at: path) { try database.writeUnflushed(body) }
  }
}

/// Decodes bytes that this store holds.
///
/// - Throws: ``StoreError/damaged(detail:)``, so that a stored row that cannot be read is never taken for
///   a fault of an entry that arrives.
func decodingStored<T>(
  _ what: String, _ body: () throws(MalformedBytes) -> T
) throws(StoreError) -> T {
  do { return try body() } catch { throw .damaged(detail: "\(what): \(error)") }
}

/// Runs work of a database and translates its errors to ``StoreError``.
///
/// - Parameter path: the database that it is about, for the error's text.
func translating<T>(at path: String? = nil, _ body: () throws -> T) throws(StoreError) -> T {
  do {
    return try body()
  } catch let error as StoreError {
    throw error
  } catch let error as StorageError {
    throw StoreError(error, at: path)
  } catch let error as MalformedBytes {
    throw .damaged(detail: error.description)
  } catch is DecodingError {
    throw .damaged(detail: "a stored document")
  } catch {
    // Its type only: the text of an unknown error might quote a record.
    throw .inaccessible(detail: "\(type(of: error))")
  }
}
