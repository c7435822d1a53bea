internal import CentreStore
package import RecordStore
package import Replication
package import Storage
package import TestSupport

#if Postgres
  internal import Foundation
  internal import PostgresStorage
#endif

/// Where the stores of tests are: in files, or in schemas of PostgreSQL where `CANDOUR_TEST_STORE` says
/// `postgres` (a scratch cluster) or names a database.
package enum TestStores {
  package enum Place: Sendable { case file, postgres }

  package static let place: Place = {
    #if Postgres
      environment == nil ? .file : .postgres
    #else
      .file
    #endif
  }()

  /// A centre's store.
  package struct Made: Sendable {
    package let store: RecordStore
    package let environment: StoreEnvironment
    /// How often the work on it has waited for the database; 0 for a file.
    package let waits: @Sendable () -> Int
  }

  package static func makeCentre(
    in folder: String, trust: Scope, environment: StoreEnvironment, at place: Place = place,
    through wrapped: (any StorageEngine) -> any StorageEngine = { $0 }
  ) throws -> Made {
    let environment = environment.forCentre
    let options = NewStoreOptions(
      side: .centre, scope: trust, trust: trust, nation: "england", name: trust.code,
      author: "governance")
    switch place {
    case .file:
      let store = try RecordStore.create(in: folder, options, environment: environment)
      return Made(store: store, environment: environment, waits: { 0 })
    case .postgres:
      #if Postgres
        return try makeSchema(in: folder, options, environment, wrapped)
      #else
        preconditionFailure("built without PostgreSQL")
      #endif
    }
  }

  #if Postgres
    private static let environment = ProcessInfo.processInfo.environment["CANDOUR_TEST_STORE"]
      .flatMap { $0.isEmpty ? nil : $0 }

    /// The database in which the schemas of tests are.
    package static func server() throws -> String {
      try environment.flatMap { $0.contains("://") ? $0 : nil } ?? ScratchCluster.shared.get().url()
    }

    private static func engine() throws -> PostgresEngine {
      var options = PostgresEngine.Options()
      // Tests run side by side, each with a centre or two.
      options.connectionsMax = 4
      return PostgresEngine(
        try PostgresLocation(server()), options: options)
    }

    private static func schemaName() -> String {
      "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    private static func makeSchema(
      in folder: String, _ options: NewStoreOptions, _ given: StoreEnvironment,
      _ wrapped: (any StorageEngine) -> any StorageEngine
    ) throws -> Made {
      let (engine, schema) = (try engine(), schemaName())
      let used = wrapped(engine)
      var environment = given
      environment.engine = { _ in (used, schema) }
      let new = folder + ".new"
      try RecordStore.create(in: new, options, environment: environment).close()
      try RecordStore.move(from: new, to: schema, files: [:], environment: environment)
      try FileManager.default.removeItem(atPath: new)
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data("\(schema)\n".utf8).write(to: URL(filePath: folder + "/" + EngineStore.fileName))
      return Made(
        store: try RecordStore.open(in: folder, environment: environment),
        environment: environment, waits: { engine.roundTrips })
    }
  #endif

  /// An empty database.
  package static func makeDatabase(in folder: TemporaryFolder) throws -> Database {
    #if Postgres
      if place == .postgres {
        let (engine, schema) = (try engine(), schemaName())
        try engine.createSchema(schema)
        return Database(engine, schema: schema)
      }
    #endif
    return try SQLiteFile.open(at: folder.path("facts.sqlite"), functions: [])
  }
}
