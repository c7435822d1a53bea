import RecordStore
import RecordTables
import Records
import Replication
import Storage
import Synchronization
import TestSupport
import Testing

@testable import CentreStore

/// Counts and themes are changed with the rows that they follow from, and with no others.
@Suite("Rows that counts and themes follow from")
struct FollowedRowsTests {
  /// A centre's tables, which note what they are told.
  private final class Told: StoreExtension {
    let tables = CentreTables()
    let changed = Mutex<[Int64]>([])

    var marks: String { tables.marks }
    var readModelMarks: String { tables.readModelMarks }
    var knownReplicas: String { tables.knownReplicas }

    func follows(from column: String, of table: String) -> Bool {
      tables.follows(from: column, of: table)
    }
    func rowsWillChange(of records: [Int64], _ db: Connection) throws {
      changed.withLock { $0 += records }
      try tables.rowsWillChange(of: records, db)
    }
    func rowsDidChange(of records: [Int64], new: [Int64], _ db: Connection) throws {
      try tables.rowsDidChange(of: records, new: new, db)
    }
    func remake(_ db: Connection) throws { try tables.remake(db) }
    func settle(at now: Int64, _ db: Connection) throws { try tables.settle(at: now, db) }
    func note(
      _ received: Ingested, from sender: ReplicaID, at now: Int64, _ db: Connection
    ) throws { try tables.note(received, from: sender, at: now, db) }
    func verify(_ result: inout Verification, _ db: Connection) throws {
      try tables.verify(&result, db)
    }
  }

  private let folder: TemporaryFolder
  private let told = Told()
  private let centre: RecordStore
  private let incident = RecordID(high: 1, low: 1)

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    var environment = StoreEnvironment(now: { 1_772_366_400_000 })
    environment.storeExtension = told
    centre = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: environment)
    try set([
      ("recordedAt", "2026-03-01T12:00:00Z"), ("discoveredOn", "2026-02-10"), ("modality", "ct"),
    ])
  }

  private func set(_ values: [(StaticString, String)]) throws {
    let state = try centre.record(incident)?.state ?? MergedRecord()
    try centre.write([
      Change(
        record: incident, kind: "incident", scope: centre.identity.scope, author: "operator",
        operations: values.map {
          state.writing(.text($0.1), at: FieldPath(literal: $0.0))
        })
    ])
  }

  @Test(
    arguments: [
      ("room", "CT 2"), ("department", "Main"), ("localLRMSRef", "W123"), ("summary", "as it was"),
    ] as [(StaticString, String)])
  func `a change of what nothing follows from changes no count`(
    field: StaticString, value: String
  ) throws {
    try set([(field, "before")])
    told.changed.withLock { $0 = [] }

    try set([(field, value)])

    #expect(told.changed.withLock { $0 } == [])
    #expect(try centre.verify().problems == [])
  }

  @Test(
    arguments: [
      ("discoveredOn", "2026-01-31"), ("modality", "fluoroscopy"), ("status", "closed"),
      ("nation", "wales"),
    ] as [(StaticString, String)])
  func `a change of what is counted is told`(field: StaticString, value: String) throws {
    try set([(field, value)])

    #expect(told.changed.withLock { $0 } == [1])
    #expect(try centre.verify().problems == [])
  }

  @Test func `a count follows the change`() throws {
    try set([("modality", "fluoroscopy")])

    #expect(told.changed.withLock { $0 } == [1])
    let counts = try centre.keptCounts(CountQuestion([.modality]))
    #expect(counts.map(\.value) == ["fluoroscopy"] && counts.map(\.number) == [1])
  }

  @Test func `every column that a count or a window reads is followed`() {
    let tables = told.tables
    for column in ["outcome", "status", "discoveredOn", "site", "modality", "nation"] {
      #expect(tables.follows(from: column, of: "incident"), "\(column)")
    }
    for table in ReadModel.tables where table.name == "themeSubject" {
      #expect(table.columns.allSatisfy { tables.follows(from: $0.name, of: table.name) })
    }
    for table in ["code", "route", "conflict", "action", "notification"] {
      let columns = ReadModel.tables.first { $0.name == table }?.columns ?? []
      #expect(columns.contains { tables.follows(from: $0.name, of: table) }, "\(table)")
    }
    #expect(!tables.follows(from: "room", of: "incident"))
  }
}
