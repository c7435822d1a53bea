import RecordStore
import Replication
import Storage
import TestSupport
import Testing

/// A lending log of lead aprons: another program's records, on the same logs, merge and exchange.
private struct ApronDomain: RecordDomain {
  let version = 1

  func isBefore(_ kind: String, _ other: String) -> Bool {
    kind.utf8.lexicographicallyPrecedes(other.utf8)
  }

  func isReference(_ text: String, of scope: Scope) -> Bool { text.hasPrefix("\(scope.code)/") }

  func drawReference(
    of scope: Scope, year: Int, using generator: inout StoreEnvironment.Generator
  ) -> String? { "\(scope.code)/\(year)/\(generator.next() % 1_000_000)" }

  func work(_ state: MergedRecord) -> Int { state.live.count }

  func makeTables(_ db: Connection) throws {
    try db.script(
      """
      DROP TABLE IF EXISTS apron;
      CREATE TABLE apron (
        ownerRow INTEGER PRIMARY KEY, reference TEXT, borrower TEXT, isDisputed INTEGER NOT NULL
      ) STRICT;
      """)
  }

  private func row(of record: Int64, _ state: MergedRecord) -> [any StoredValue] {
    let borrower = state.value(at: FieldPath(literal: "borrower"))?.text
    let reference = state.value(at: FieldPath(literal: "reference"))?.text
    return [record, reference, borrower, state.conflicts.isEmpty ? 0 : 1]
  }

  func prepare(_ records: [ChangedRecord]) -> RowWriting {
    { _, db in
      for record in records {
        try db.send("DELETE FROM apron WHERE ownerRow = ?", [record.row])
        try db.send("INSERT INTO apron VALUES (?, ?, ?, ?)", row(of: record.row, record.state))
      }
    }
  }

  func verify(_ result: inout Verification, _ db: Connection) throws {
    for found in try db.rows("SELECT \(StoredRecord.columns) FROM record") {
      let record = try StoredRecord(found, db)
      let wanted = row(of: try found["id"], record.state).map(\.columnValue)
      let stored = try db.first("SELECT * FROM apron WHERE ownerRow = ?", [wanted[0]])
      if stored?.values != wanted { result.note("read-model", "apron", "\(record.id)") }
    }
  }
}

/// A program whose centre keeps nothing beside the records.
private struct NoTables: StoreExtension {
  let marks = ""
  let readModelMarks = ""
  let knownReplicas = "SELECT replica FROM log"
  func follows(from column: String, of table: String) -> Bool { true }
  func rowsWillChange(of records: [Int64], _ db: Connection) {}
  func rowsDidChange(of records: [Int64], new: [Int64], _ db: Connection) {}
  func remake(_ db: Connection) {}
  func settle(at now: Int64, _ db: Connection) {}
  func note(_ received: Ingested, from sender: ReplicaID, at now: Int64, _ db: Connection) {}
  func verify(_ result: inout Verification, _ db: Connection) {}
}

@Suite("Another domain")
struct AnotherDomainTests {
  private static let borrower = FieldPath(literal: "borrower")

  private let folder: TemporaryFolder
  private let centre: RecordStore
  private let sites: [RecordStore]
  private let apron = RecordID(high: 1, low: 1)

  init() throws {
    let folder = try TemporaryFolder(inMemory: true)
    var environment = StoreEnvironment(now: { 1_770_000_000_000 }, domain: ApronDomain())
    environment.storeExtension = NoTables()
    func made(_ name: String, _ side: StoreIdentity.Side, _ scope: String) throws -> RecordStore {
      try RecordStore.create(
        in: folder.path(name),
        NewStoreOptions(
          side: side, scope: try #require(Scope(scope)), trust: Scope("RBD"), nation: "england"),
        environment: environment)
    }
    centre = try made("centre", .centre, "RBD")
    sites = try [made("theatre", .site, "RBD01"), made("clinic", .site, "RBD01")]
    self.folder = folder
  }

  /// What is new at one store is sent to another.
  private func send(from sender: RecordStore, to receiver: RecordStore) throws {
    try sender.signHeads()
    let segments = try sender.outgoing(after: receiver.frontier()).segments
    let isCentre = receiver.identity.side == .centre
    let taken = try receiver.ingest(
      segments, onFork: isCentre ? .refuse : .yield, rules: isCentre ? .checked : .judged
    ) { _ in .merge }
    #expect(taken.refused.isEmpty && taken.quarantined == 0 && taken.missing == 0)
  }

  private func synchronise() throws {
    for site in sites + sites {
      try send(from: site, to: centre)
      try send(from: centre, to: site)
    }
  }

  private func change(
    _ operations: [Replication.Operation], reason: String = "", year: Int? = nil
  ) throws -> Change {
    Change(
      record: apron, kind: "apron", scope: try #require(Scope("RBD01")), author: "radiographer",
      reason: reason, operations: operations, referenceYear: year)
  }

  private func state(_ store: RecordStore) throws -> MergedRecord {
    try #require(try store.record(apron)).state
  }

  private func lend(_ store: RecordStore, to borrower: String, reason: String = "") throws {
    let operation = try state(store).writing(.text(borrower), at: Self.borrower)
    try store.write([change([operation], reason: reason)])
  }

  private func rows(_ store: RecordStore) throws -> [[ColumnValue]] {
    try store.read {
      try $0.rows("SELECT reference, borrower, isDisputed FROM apron").map(\.values)
    }
  }

  @Test func `is synchronised by two sites and a centre, in conflict and settled`() throws {
    try sites[0].write([
      change(
        [
          Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-02-01T09:00:00Z")),
          Operation(path: Self.borrower, value: .text("theatre 1")),
        ], year: 2026)
    ])
    try synchronise()
    #expect(try rows(sites[1]) == rows(sites[0]) && rows(sites[1]).count == 1)

    try lend(sites[0], to: "theatre 2")
    try lend(sites[1], to: "endoscopy")
    try synchronise()
    for store in sites + [centre] {
      #expect(try state(store).conflicts.map(\.path) == [Self.borrower])
      #expect(try rows(store)[0][2] == .integer(1))
    }

    try lend(sites[1], to: "endoscopy", reason: "asked both")
    try synchronise()
    for store in sites + [centre] {
      #expect(try rows(store)[0][1...] == [.text("endoscopy"), .integer(0)])
      #expect(try store.verify().problems == [])
      #expect(try state(store) == state(centre))
    }
  }

  @Test func `a reference of another site waits at the centre`() throws {
    try sites[0].write([
      change([
        Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-02-01T09:00:00Z")),
        Operation(path: FieldPath(literal: "reference"), value: .text("RBD02/2026/1")),
      ])
    ])
    try sites[0].signHeads()

    let taken = try centre.ingest(
      sites[0].outgoing(after: Frontier()).segments, onFork: .refuse, rules: .checked
    ) { _ in .merge }

    #expect(taken.merged == 0 && taken.quarantined == 1)
    #expect(try rows(centre).isEmpty)
  }
}
