import Foundation
import GRDB
import Replication
import TestSupport

@testable import RecordStore

/// One store in the world, with what its people have in front of them.
final class Node {
  let name: String
  let scope: Scope
  let isCentre: Bool
  let environment: NodeEnvironment
  private(set) var folder: String
  /// What it runs on; nil: its store is in PostgreSQL.
  private(set) var machine: Machine?
  private(set) var store: RecordStore
  /// A second connection to the file, independent of the store's code.
  private var reader: DatabaseQueue?
  /// Forms that were opened some time ago.
  var views: [RecordID: MergedRecord] = [:]
  /// Older states of the disk that somebody may restore.
  var images: [DiskImage] = []
  #if Postgres
    /// Of a centre whose store is in PostgreSQL.
    let shared: SharedCentre?
    /// Older states of its schema.
    var dumps: [Data] = []
  #endif
  /// Every entry that was ever durable here since the last restore.
  var held: Set<EntryReference> = []

  init(
    _ name: String, in folder: String, on machine: Machine, environment: NodeEnvironment,
    store: RecordStore
  ) {
    self.name = name
    self.folder = folder
    self.machine = machine
    self.environment = environment
    self.store = store
    scope = store.identity.scope
    isCentre = store.identity.side == .centre
    #if Postgres
      shared = nil
    #endif
  }

  #if Postgres
    init(_ centre: SharedCentre, environment: NodeEnvironment) {
      (name, folder, machine) = ("centre", centre.store.folder, nil)
      (self.environment, store, shared) = (environment, centre.store, centre)
      (scope, isCentre) = (centre.store.identity.scope, true)
    }

    /// Continues after its schema was put back while it ran.
    func putBack(_ dump: Data) throws { try shared?.putBack(dump) }
  #endif

  private var storeEnvironment: StoreEnvironment {
    #if Postgres
      if let shared { return shared.environment }
    #endif
    return environment.store
  }

  /// The scopes of which this store has the records.
  func reads(_ scope: Scope, trust: Scope) -> Bool {
    isCentre || scope == self.scope || scope == trust
  }

  func close() throws {
    try reader?.close()
    reader = nil
    try store.close()
  }

  /// Continues after a power cut with what the disk kept.
  func restart() throws {
    try close()
    machine?.turnOn()
    store = try RecordStore.open(in: folder, environment: storeEnvironment)
  }

  /// Continues from another state of the same disk.
  func resume(from image: DiskImage) throws {
    try close()
    try image.overwrite(folder)
    store = try RecordStore.open(in: folder, environment: environment.store)
  }

  /// Continues from another state of the disk in a file that is visibly a different one.
  func move(to folder: String, with image: DiskImage) throws {
    try close()
    try FileManager.default.removeItem(atPath: self.folder)
    try image.make(folder)
    self.folder = folder
    machine = Machine(folder: folder)
    store = try RecordStore.open(in: folder, environment: environment.store)
  }

  /// Also independent of the store's code.
  func checkpoint() throws {
    let queue = try reader ?? DatabaseQueue(path: folder + "/" + RecordStore.fileName)
    reader = queue
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      _ = try db.checkpoint(.passive)
    }
  }

  /// The entries in the store, read independently of its code: each by its name.
  func read() throws -> [StandingEntry] {
    #if Postgres
      if let shared { return try shared.read() }
    #endif
    let queue = try reader ?? DatabaseQueue(path: folder + "/" + RecordStore.fileName)
    reader = queue
    return try queue.read { db in
      let entries = try Row.fetchAll(
        db,
        sql: """
          SELECT log.log, sequence, header, payload, digest, hash, state FROM entry
          JOIN log ON log.id = entry.log
          UNION ALL
          SELECT log, sequence, header, payload, digest, hash, -1 FROM forkedEntry
          """)
      return try entries.map(StandingEntry.init)
    }
  }
}

/// One row of a store's log.
struct StandingEntry {
  let name: EntryReference
  let header: EntryHeader
  let payload: [UInt8]?
  let digest: Digest
  var hasPayload: Bool { payload != nil }
  /// 0: merged, 1: quarantined, 2: relayed, 3: kept out, -1: left its log at a fork.
  let state: Int

  init(_ row: Row) throws {
    func bytes(_ name: String) -> [UInt8]? { (row[name] as Data?).map(Array.init) }
    try self.init(
      log: bytes("log") ?? [], sequence: row["sequence"], header: bytes("header") ?? [],
      payload: bytes("payload"), digest: bytes("digest"), hash: bytes("hash") ?? [],
      state: row["state"])
  }

  init(
    log: [UInt8], sequence: Int64, header bytes: [UInt8], payload: [UInt8]?, digest kept: [UInt8]?,
    hash: [UInt8], state: Int
  ) throws {
    guard let log = LogID(bytes: log), let hash = Digest(bytes: hash)
    else { throw MalformedBytes("a row of the store") }
    let place = EntryReference(log: log, sequence: UInt64(sequence), check: hash.check)
    header = try EntryHeader(decoding: bytes)
    name = header.origin ?? place
    self.state = state
    // What left its log is kept as it came.
    if let payload = try state < 0 ? payload : payload.map(PackedBytes.unpacked) {
      (digest, self.payload) = (Digest(of: payload), payload)
    } else if let kept = kept.flatMap({ Digest(bytes: $0) }) {
      (digest, self.payload) = (kept, nil)
    } else {
      throw MalformedBytes("a row of the store")
    }
  }
}
