#if Postgres
  import CentreStore
  import Foundation
  import PostgresStorage
  import RecordTables
  import Replication
  import Storage
  import TestSupport
  import Testing

  @testable import RecordStore

  /// A move between a folder and a database that ends between its steps, as by `kill -9`: at no time
  /// can both stores be written, and the same move, repeated, is finished.
  @Suite("An interrupted move of a store")
  struct InterruptedMoveTests {
    private let folder: TemporaryFolder
    private let environment: StoreEnvironment
    private let scratch: ScratchDatabase
    private let database = "the test's"

    init() throws {
      let (folder, scratch) = (try TemporaryFolder(), try ScratchDatabase())
      var environment = StoreEnvironment(now: { 1_800_000_000_000 }).forCentre
      environment.engine = { _ in (scratch.engine, scratch.schema) }
      (self.folder, self.scratch, self.environment) = (folder, scratch, environment)
      try make("file")
      try FileManager.default.createDirectory(
        atPath: folder.path("served"), withIntermediateDirectories: false)
      try Data("\(database)\n".utf8).write(
        to: URL(filePath: folder.path("served") + "/" + EngineStore.fileName))
    }

    private func make(_ name: String) throws {
      let trust = try #require(Scope("RBD"))
      try RecordStore.create(
        in: folder.path(name),
        NewStoreOptions(side: .centre, scope: trust, trust: trust, nation: "england"),
        environment: environment
      ).close()
    }

    private func toDatabase(_ name: String = "file") throws {
      try RecordStore.move(
        from: folder.path(name), to: database, files: [:], environment: environment)
    }

    private func toFolder() throws {
      try RecordStore.move(
        from: database, into: folder.path("back"), environment: environment)
    }

    /// Writes the marks that an interrupted move leaves.
    private func leave(_ mark: MoveMark?, in name: String) throws {
      let database =
        name == "served"
        ? Database(scratch.engine, schema: scratch.schema)
        : try StoreFile.open(
          at: "\(folder.path(name))/\(RecordStore.fileName)", environment.domain)
      try database.write { db in
        try MoveMark.remove(db)
        try mark?.write(at: 1, db)
      }
      if name != "served" { try database.close() }
    }

    /// Whether a store can be written; adds a record to it.
    private func write(_ seed: UInt64, to name: String) throws -> Bool {
      let store: RecordStore
      do throws(StoreError) {
        store = try RecordStore.open(in: folder.path(name), environment: environment)
      } catch .inaccessible {
        return false
      }
      var log = WrittenLog(seed: seed)
      log.write("CT")
      _ = try store.ingest([try log.segment()], onFork: .refuse) { _ in .merge }
      if name != "served" { try store.close() }
      return true
    }

    private func records(in name: String) throws -> Int {
      let store = try RecordStore.open(
        in: folder.path(name), for: .verifying, environment: environment)
      let found = try store.verify()
      #expect(found.isSound, "\(found.problems)")
      if name != "served" { try store.close() }
      return found.records
    }

    @Test func `until its source is marked, a copy in a database is not written`() throws {
      try toDatabase()
      try leave(nil, in: "file")
      try leave(.unfinished(of: folder.path("file")), in: "served")

      #expect(try !write(1, to: "served"))
      #expect(try write(2, to: "file"))
      try toDatabase()

      #expect(try !write(3, to: "file"))
      #expect(try write(4, to: "served"))
      #expect(try records(in: "served") == 2)
    }

    @Test func `a move into a database that ended after the mark of its source is finished`() throws
    {
      #expect(try write(1, to: "file"))
      try toDatabase()
      try leave(.unfinished(of: folder.path("file")), in: "served")
      #expect(try !write(2, to: "file") && !write(2, to: "served"))

      try toDatabase()

      #expect(try !write(3, to: "file") && write(4, to: "served"))
      #expect(try records(in: "served") == 2)
    }

    /// Makes writing the mark of a moved store fail, as where the process ends before it, or mends it.
    private func hinderMark(of name: String, _ statement: String) throws {
      let database =
        name == "served"
        ? Database(scratch.engine, schema: scratch.schema)
        : try StoreFile.open(
          at: "\(folder.path(name))/\(RecordStore.fileName)", environment.domain)
      try database.write { try $0.script(statement) }
      if name != "served" { try database.close() }
    }

    @Test func `a move whose source could not be marked leaves a copy that is not written`() throws
    {
      try hinderMark(
        of: "file",
        "CREATE TRIGGER hindered BEFORE INSERT ON movedStore BEGIN SELECT RAISE(ABORT, 'x'); END")
      #expect(throws: StoreError.self) { try toDatabase() }

      #expect(try !write(1, to: "served"))
      try hinderMark(of: "file", "DROP TRIGGER hindered")
      #expect(try write(2, to: "file"))
      try toDatabase()

      #expect(try !write(3, to: "file") && write(4, to: "served"))
      #expect(try records(in: "served") == 2)
    }

    @Test func `a move whose database could not be marked leaves a folder that is not written`()
      throws
    {
      try toDatabase()
      try hinderMark(
        of: "served", "ALTER TABLE movedStore ADD CONSTRAINT hindered CHECK (id = 0) NOT VALID")
      #expect(throws: StoreError.self) { try toFolder() }

      #expect(try !write(1, to: "back"))
      try hinderMark(of: "served", "ALTER TABLE movedStore DROP CONSTRAINT hindered")
      #expect(try write(2, to: "served"))
      try toFolder()

      #expect(try !write(3, to: "served") && write(4, to: "back"))
      #expect(try records(in: "back") == 2)
    }

    @Test func `an unfinished copy is not overwritten by another centre, nor a finished one`()
      throws
    {
      try make("other")
      try toDatabase()
      #expect(throws: StoreError.present(folder: database)) { try toDatabase("other") }
      try leave(.unfinished(of: folder.path("file")), in: "served")

      #expect(throws: StoreError.present(folder: database)) { try toDatabase("other") }
      #expect(try write(1, to: "other"))
    }

    @Test func `until the database is marked, a copy in a folder is not written`() throws {
      try toDatabase()
      try toFolder()
      try leave(nil, in: "served")
      try leave(.unfinished(of: database), in: "back")

      #expect(try !write(1, to: "back"))
      #expect(try write(2, to: "served"))
      try toFolder()

      #expect(try !write(3, to: "served"))
      #expect(try write(4, to: "back"))
      #expect(try records(in: "back") == 2)
    }

    @Test func `a move into a folder that ended after the mark of its source is finished`() throws {
      try toDatabase()
      #expect(try write(1, to: "served"))
      try toFolder()
      try leave(.unfinished(of: database), in: "back")
      #expect(try !write(2, to: "served") && !write(2, to: "back"))

      try toFolder()

      #expect(try !write(3, to: "served") && write(4, to: "back"))
      #expect(try records(in: "back") == 2)
      #expect(throws: StoreError.present(folder: folder.path("back"))) { try toFolder() }
    }
  }
#endif
