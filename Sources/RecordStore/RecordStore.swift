internal import Foundation
internal import GRDB
internal import Replication

/// One replica's logs, merged records and read model, in one SQLite file.
///
/// Every change is one transaction over all of it: the entry, the merged record, the read model
/// and the assessment, or none of them. There is one writer; readers see whole transactions.
/// Calls block; an owner that must not block calls from elsewhere (`SiteClient`, `Aggregation`).
public final class RecordStore: Sendable {
  public static let fileName = "store.sqlite"

  public let folder: String
  public let identity: StoreIdentity
  let key: ReplicaKey
  let environment: StoreEnvironment
  let pool: DatabasePool

  private init(
    folder: String, identity: StoreIdentity, key: ReplicaKey, environment: StoreEnvironment,
    pool: DatabasePool
  ) {
    self.folder = folder
    self.identity = identity
    self.key = key
    self.environment = environment
    self.pool = pool
  }

  /// Makes a store in a folder, which only its user can read, and this replica's key.
  public static func create(
    in folder: String, _ founding: StoreFounding, environment: StoreEnvironment
  ) throws(StoreError) -> RecordStore {
    let path = folder + "/" + fileName
    guard !FileManager.default.fileExists(atPath: path) else { throw .present(folder: folder) }
    let pool = try StoreFile.make(in: folder)
    var generator = environment.generator
    guard let key = ReplicaKey(privateBytes: Array((0..<4).flatMap { _ in bytes(&generator) }))
    else { throw .inaccessible(detail: "no key could be made") }
    try translating {
      try pool.write { db in
        try db.execute(
          sql: """
            INSERT INTO identity
              (id, side, privateKey, scope, trust, nation, name, author, createdAt, file)
            VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            founding.side.rawValue, Data(key.privateBytes), founding.scope.code,
            founding.trust?.code, founding.nation, founding.name, founding.author,
            environment.now(), FileIdentity.of(path) ?? "",
          ])
      }
    }
    let store = try opened(folder, pool, environment)
    try store.refreshReadModel()
    return store
  }

  /// Opens the store in a folder.
  ///
  /// A store that was copied or restored goes on in new logs, so that two copies never write the
  /// same numbers; the old logs are listed by ``forks()``.
  public static func open(
    in folder: String, environment: StoreEnvironment
  ) throws(StoreError) -> RecordStore {
    let path = folder + "/" + fileName
    guard FileManager.default.fileExists(atPath: path) else { throw .absent(folder: folder) }
    let pool = try StoreFile.open(at: path)
    FreedBytes.overwrite(in: pool, isOpening: true)
    let store = try opened(folder, pool, environment)
    try store.noticeCopy(path)
    try store.refreshReadModel()
    try store.mergeCarried()
    return store
  }

  private static func opened(
    _ folder: String, _ pool: DatabasePool, _ environment: StoreEnvironment
  ) throws(StoreError) -> RecordStore {
    let row = try translating {
      try pool.read { try Row.fetchOne($0, sql: "SELECT * FROM identity") }
    }
    guard let row, let key = ReplicaKey(privateBytes: Array(row["privateKey"] as Data)),
      let side = StoreIdentity.Side(rawValue: row["side"]), let scope = Scope(row["scope"])
    else { throw .damaged(detail: "the store does not say whose it is") }
    let identity = StoreIdentity(
      side: side, replica: key.replica, publicKey: key.publicBytes, scope: scope,
      trust: (row["trust"] as String?).flatMap(Scope.init), nation: row["nation"],
      name: row["name"], author: row["author"])
    if side == .centre {
      try translating {
        try pool.writeWithoutTransaction { try $0.execute(sql: TellingSchema.marks) }
      }
    }
    return RecordStore(
      folder: folder, identity: identity, key: key, environment: environment, pool: pool)
  }

  private static func bytes(_ generator: inout StoreEnvironment.Generator) -> [UInt8] {
    EntryPayload.salt(using: &generator)
  }

  /// Closes the file. Nothing may be called afterwards.
  public func close() throws(StoreError) {
    try translating { try pool.close() }
  }

  // MARK: Access for this module

  func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    try translating { try pool.read(body) }
  }

  /// One transaction: all of it is durable when this returns, or none of it ever was.
  ///
  /// At a centre it holds the messages that tell people of what it changed, too.
  func write<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    try translating {
      let (result, work) = try pool.write { db in
        let result = try body(db)
        if identity.side == .centre { try Telling(now: environment.now()).settle(db) }
        return (result, try FreedBytes.work(db))
      }
      if work == .due { FreedBytes.overwrite(in: pool, isOpening: false) }
      return result
    }
  }
}

extension RecordStore {
  /// One transaction that does not wait for the disk: a power cut may undo it, whole. For what nobody
  /// was told of and is found again: when a device last exchanged, which request tokens it used.
  func writeUnflushed<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    try translating {
      try pool.writeWithoutTransaction { db in
        try WriterSettings.withoutFlushing(db) { try body(db) }
      }
    }
  }
}

/// Runs database work and says in Candour's words what went wrong.
func translating<T>(_ body: () throws -> T) throws(StoreError) -> T {
  do {
    return try body()
  } catch let error as StoreError {
    throw error
  } catch let error as DatabaseError {
    throw StoreError(error)
  } catch let error as MalformedBytes {
    throw .damaged(detail: error.description)
  } catch {
    throw .inaccessible(detail: "\(error)")
  }
}
