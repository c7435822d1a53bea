#if Postgres
  import Foundation
  import PostgresStorage
  import RecordStore
  import Replication
  import Storage
  import TestSupport
  import Testing

  /// A centre's store in a schema, as `candour-server` opens it.
  final class ScratchStore {
    let folder: TemporaryFolder
    let scratch: ScratchDatabase
    let environment: StoreEnvironment
    let store: RecordStore

    /// - Parameter repeating: whether every transaction's body is run twice.
    init(repeating: Bool = false) throws {
      let trust = try #require(Scope("RBD"))
      let (folder, scratch) = (try TemporaryFolder(), try ScratchDatabase())
      var environment = StoreEnvironment(now: { 1_800_000_000_000 })
      let engine: any StorageEngine =
        repeating ? RepeatingEngine(engine: scratch.engine) : scratch.engine
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
      store = try RecordStore.open(in: folder.path("centre"), environment: environment)
    }

    /// How often the work waits for the database.
    func roundTrips(_ work: () throws -> Void) rethrows -> Int {
      let before = scratch.engine.roundTrips
      try work()
      return scratch.engine.roundTrips - before
    }
  }

  /// Breaks every transaction off before its first commit and runs it again, as an engine does where
  /// the database went away.
  struct RepeatingEngine: StorageEngine {
    private struct BrokenOff: Error {}

    let engine: PostgresEngine

    func transaction<T>(
      _ kind: TransactionKind, in schema: String, _ body: (any EngineConnection) throws -> T
    ) throws -> T {
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
