#if Postgres
  import Foundation
  import RecordStore
  import Replication
  import Storage
  import TestStores
  import TestSupport

  /// The schema of a centre whose store is in PostgreSQL: how the world interrupts it and puts it back.
  final class SharedCentre {
    let engine: InterruptedEngine
    let environment: StoreEnvironment
    let store: RecordStore
    private let schema: String
    private let folder: TemporaryFolder
    /// Reads and writes beside the store's own code.
    private let database: Database

    init(in folder: TemporaryFolder, trust: Scope, environment: StoreEnvironment) throws {
      var found: InterruptedEngine?
      let made = try TestStores.makeCentre(
        in: folder.path("centre"), trust: trust, environment: environment, at: .postgres
      ) { base in
        let engine = InterruptedEngine(base)
        found = engine
        return engine
      }
      guard let engine = found, let find = made.environment.engine else { throw NoEngine() }
      (self.engine, self.folder) = (engine, folder)
      (self.environment, store) = (made.environment, made.store)
      schema = try find("").schema
      database = Database(engine.base, schema: schema)
    }

    struct NoEngine: Error {}

    /// The entries of the store, read with a query of the test's own.
    func read() throws -> [StandingEntry] {
      try database.read { db in
        try db.rows(
          """
          SELECT log.log, sequence, header, payload, digest, hash, state FROM entry
          JOIN log ON log.id = entry.log
          UNION ALL
          SELECT log, sequence, header, payload, digest, hash, -1 FROM forkedEntry
          """
        ).map {
          try StandingEntry(
            log: $0["log"], sequence: $0["sequence"], header: $0["header"], payload: $0["payload"],
            digest: $0["digest"], hash: $0["hash"], state: $0["state"])
        }
      }
    }

    /// Has the database refuse rows of a table, as it does when its disk is full.
    func refusingRows<T>(of table: String, at verb: String, _ work: () throws -> T) throws -> T {
      try database.write { db in
        try db.script(
          """
          CREATE FUNCTION noRoom() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$;
          CREATE TRIGGER noRoom BEFORE \(verb) ON \(table) FOR EACH ROW EXECUTE FUNCTION noRoom();
          """)
      }
      defer {
        try? database.write { db in
          try db.script("DROP TRIGGER noRoom ON \(table); DROP FUNCTION noRoom();")
        }
      }
      return try work()
    }

    // MARK: Copies

    /// What `pg_dump` writes of the schema.
    func dump() throws -> Data {
      let path = folder.path("\(UUID().uuidString).sql")
      defer { try? FileManager.default.removeItem(atPath: path) }
      try run("pg_dump", ["-d", TestStores.server(), "-n", schema, "-f", path])
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// Puts the schema back, as a DBA does, also under a server that runs.
    func putBack(_ dump: Data) throws {
      let path = folder.path("\(UUID().uuidString).sql")
      defer { try? FileManager.default.removeItem(atPath: path) }
      try dump.write(to: URL(fileURLWithPath: path))
      try run(
        "psql",
        [
          TestStores.server(), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c",
          "DROP SCHEMA \(schema) CASCADE", "-f", path,
        ])
    }

    private func run(_ program: String, _ arguments: [String]) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/\(program)")
      process.arguments = arguments
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw NoEngine() }
    }
  }

  extension World {
    /// Runs work at a centre in PostgreSQL that may be interrupted.
    ///
    /// - Returns: whether the work was done, as far as its owner knows.
    func interrupt(
      _ centre: SharedCentre, of node: Node, during work: () throws -> Void
    ) throws -> Bool {
      if random.once(in: 4) {
        let table = ["entry", "record", "log", "checkpoint"].randomElement(using: &random)!
        return try centre.refusingRows(of: table, at: table == "log" ? "UPDATE" : "INSERT") {
          do {
            try work()
            return true
          } catch is StoreError {
            note("no room for a row", node)
            return false
          }
        }
      }
      let calls = Int.random(in: 0..<40, using: &random)
      let kind = InterruptedEngine.Interruption.allCases.randomElement(using: &random)!
      centre.engine.interrupt(kind, after: calls)
      var isDone = true
      do {
        try work()
      } catch let error as StoreError {
        guard centre.engine.hasHappened else { throw error }
        isDone = false
      }
      guard centre.engine.stop() else { return isDone }
      note(kind.rawValue, node)
      if kind == .serverKilled { try node.restart() }
      return isDone
    }
  }
#endif
