#if Postgres
  import CentreStore
  import Foundation
  import PostgresStorage
  import RecordStore
  import RecordTables
  import Replication
  import Storage
  import Synchronization
  import TestSupport
  import Testing

  /// A centre's store in a schema, as `candour-server` opens it.
  final class ScratchStore {
    let folder: TemporaryFolder
    let scratch: ScratchDatabase
    let environment: StoreEnvironment
    let store: RecordStore
    let watched: WatchedEngine

    /// - Parameter repeating: whether every transaction's body is run twice.
    init(repeating: Bool = false) throws {
      let trust = try #require(Scope("RBD"))
      let (folder, scratch) = (try TemporaryFolder(), try ScratchDatabase())
      var environment = StoreEnvironment(now: { 1_800_000_000_000 }).forCentre
      let engine = WatchedEngine(scratch.engine, isRepeating: repeating)
      environment.engine = { _ in (engine, scratch.schema) }
      let new = try RecordStore.create(
        in: folder.path("new"),
        NewStoreOptions(side: .centre, scope: trust, trust: trust, nation: "england"),
        environment: environment)
      try new.close()
      try RecordStore.move(
        from: folder.path("new"), to: "the test's", files: [:], environment: environment)
      try FileManager.default.createDirectory(
        atPath: folder.path("centre"), withIntermediateDirectories: false)
      try Data("the test's\n".utf8).write(
        to: URL(filePath: folder.path("centre") + "/" + EngineStore.fileName))
      (self.folder, self.scratch, self.environment) = (folder, scratch, environment)
      watched = engine
      store = try RecordStore.open(in: folder.path("centre"), environment: environment)
    }

    /// How often the work waits for the database.
    func roundTrips(_ work: () throws -> Void) rethrows -> Int {
      let before = scratch.engine.roundTrips
      try work()
      return scratch.engine.roundTrips - before
    }
  }

  /// Counts the transactions, and breaks each off before its first commit to run it again where a
  /// test wants that, as an engine does where the database went away.
  final class WatchedEngine: StorageEngine {
    private struct BrokenOff: Error {}

    private let engine: PostgresEngine
    private let isRepeating: Bool
    private let ledgers = Atomic<Int>(0)

    init(_ engine: PostgresEngine, isRepeating: Bool) {
      (self.engine, self.isRepeating) = (engine, isRepeating)
    }

    /// Those whose commit waits for the disk.
    var ledgerTransactions: Int { ledgers.load(ordering: .relaxed) }

    func transaction<T>(
      _ kind: TransactionKind, in schema: String, _ body: (any EngineConnection) throws -> T
    ) throws -> T {
      if kind == .ledger { ledgers.add(1, ordering: .relaxed) }
      guard isRepeating else { return try engine.transaction(kind, in: schema, body) }
      do {
        return try engine.transaction(kind, in: schema) { connection in
          _ = try body(connection)
          throw BrokenOff()
        }
      } catch is BrokenOff {
        return try engine.transaction(kind, in: schema, body)
      }
    }

    func createSchema(_ schema: String) throws { try engine.createSchema(schema) }
    func instance(of schema: String) throws -> String { try engine.instance(of: schema) }
    func close() throws { try engine.close() }
  }
#endif
