import RecordTables
import Records
import Replication
import Storage
import TestSupport
import Testing

@testable import RecordStore

@Suite("References of a store")
struct ReferenceTests {
  let folder: TemporaryFolder
  let store: RecordStore
  private var random = SeededGenerator(seed: 5)

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    store = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD02")), nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }))
  }

  private mutating func log() throws -> (id: RecordID, reference: String) {
    let id = RecordID.make(using: &random)
    let written = try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: [Operation(path: FieldPath(literal: "room"), value: .text("1"))],
        referenceYear: 2026)
    ])
    return (id, try #require(written.first?.reference))
  }

  /// Gives a record a chosen reference.
  private mutating func log(as reference: String) throws -> RecordID {
    let id = RecordID.make(using: &random)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: [Operation(path: FieldPath(literal: "reference"), value: .text(reference))])
    ])
    return id
  }

  @Test mutating func `each record gets nine digits that no other here has`() throws {
    var seen: Set<String> = []
    for _ in 0..<200 {
      let reference = try #require(RecordReference(try log().reference))
      #expect(reference.site == "RBD02" && reference.year == "2026" && reference.digits.count == 9)
      seen.insert(reference.description)
    }

    #expect(seen.count == 200)
  }

  @Test mutating func `the digits of two records have nothing in common but the site and year`()
    throws
  {
    let (one, other) = (try log().reference, try log().reference)

    #expect(one.dropLast(3) != other.dropLast(3))
  }

  @Test mutating func `a part that one record has names it, in any case and with spaces`() throws {
    let (id, reference) = try log()
    _ = try log(as: "RBD02-2026-111122223")
    let parsed = try #require(RecordReference(reference))

    for name in [
      reference, parsed.grouped, reference.lowercased(), parsed.digits,
      String(parsed.digits.suffix(6)), "2026-\(parsed.digits.prefix(6))",
    ] {
      #expect(try store.record(named: name).id == id)
    }
  }

  @Test mutating func `a part that two records have names neither, and both are said`() throws {
    let (one, other) = (try log(as: "RBD02-2026-555577771"), try log(as: "RBD02-2026-555588882"))

    let error = #expect(throws: StoreError.self) { try store.record(named: "5555") }

    let keys = [one, other].map { RecordKey(scope: store.identity.scope, record: $0) }
    guard case .ambiguous("5555", let records) = error else {
      Issue.record("expected an ambiguous name")
      return
    }
    #expect(Set(records) == Set(keys))
    #expect(throws: StoreError.unknown(identifier: "555")) { try store.record(named: "555") }
  }

  @Test mutating func `a reference that a log's block had stays valid`() throws {
    let id = try log(as: "RBD02-2026-4841721")

    #expect(try store.record(named: "RBD02-2026-4841721").id == id)
    #expect(try store.record(named: "484172 1").id == id)
  }

  @Test mutating func `two records under one reference are both kept, named and remarked on`()
    throws
  {
    let (one, other) = (try log(as: "RBD02-2026-555577771"), try log(as: "RBD02-2026-555577771"))

    let shared = try store.sharedReferences()

    #expect(shared.keys.sorted() == ["RBD02-2026-555577771"])
    #expect(Set(shared.values.joined().map(\.record)) == [one, other])
    #expect(throws: StoreError.self) { try store.record(named: "RBD02-2026-555577771") }
    let verification = try store.verify()
    #expect(verification.isSound && verification.remarks.count == 1)
  }

  @Test mutating func `a reference that is no longer shared is not listed`() throws {
    _ = try log(as: "RBD02-2026-555577771")
    let other = try log(as: "RBD02-2026-555577771")
    let shown = try #require(try store.record(other))

    try store.write([
      Change(
        record: other, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: [
          shown.state.writing(.text("RBD02-2026-555577772"), at: FieldPath(literal: "reference"))
        ])
    ])

    #expect(try store.sharedReferences().isEmpty)
    #expect(try store.verify().isSound)
  }

  @Test mutating func `verify finds that a shared reference is not listed`() throws {
    _ = (try log(as: "RBD02-2026-555577771"), try log(as: "RBD02-2026-555577771"))

    try store.database.write { try $0.send("DELETE FROM sharedReference") }

    #expect(try store.verify().problems.map(\.place) == ["RBD02-2026-555577771"])
  }

  @Test mutating func `references that records of an earlier store share are listed`() throws {
    _ = (try log(as: "RBD02-2026-555577771"), try log(as: "RBD02-2026-555577771"))
    try store.database.write { db in
      try db.send("DROP TABLE sharedReference")
      try db.send(
        "DELETE FROM grdb_migrations WHERE identifier = ?", ["0215 shared references"])
    }
    try store.close()

    let migrated = try RecordStore.open(
      in: folder.path("site"), environment: StoreEnvironment(now: { 1_772_366_400_000 }))

    #expect(try migrated.sharedReferences().keys.sorted() == ["RBD02-2026-555577771"])
    #expect(try migrated.verify().isSound)
    try migrated.close()
  }

  @Test mutating func `to find shared references, not all records are read`() throws {
    let plan = try store.database.read {
      try $0.rows("EXPLAIN QUERY PLAN " + SharedReferences.query).map { try $0["detail"] as String }
    }

    #expect(plan.contains { $0.hasPrefix("SEARCH own") })
    #expect(!plan.contains { $0.hasPrefix("SCAN own") || $0.hasPrefix("SCAN other") })
  }

  // MARK: Records too large for one entry

  @Test(arguments: [600, 2000])
  mutating func `an incident of many people becomes several entries of one record at once`(
    people: Int
  ) throws {
    let id = RecordID.make(using: &random)
    var operations = [Operation(path: FieldPath(literal: "recordedAt"), value: .text("now"))]
    for number in 0..<people {
      let identifier = FieldPath.elementIdentifier(using: &random)
      let element = try #require(FieldPath(literal: "individuals").appending(identifier))
      operations.append(Operation(path: element, value: .element))
      for key in ["kind", "exposure", "ageAtExposure", "note", "procedureFailure", "modality"] {
        operations.append(
          Operation(path: try #require(element.appending(key)), value: .text("\(number)")))
      }
    }

    let written = try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: operations, referenceYear: 2026)
    ])

    #expect(written.count == 1 && written[0].reference != nil)
    let entries = try store.history(of: id)
    #expect(entries.count > 1 && entries.count < 10)
    #expect(entries.first?.payload?.operations.contains { $0.path.text == "recordedAt" } == true)
    let state = try #require(try store.record(id)?.state)
    #expect(state.elements(of: FieldPath(literal: "individuals")).count == people)
    #expect(state.live.count == operations.count + 1)
    #expect(try store.verify().problems == [])
    try store.signHeads()
    let other = try RecordStore.create(
      in: folder.path("other"),
      NewStoreOptions(side: .site, scope: store.identity.scope, nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }))
    let limits = BatchLimits(entries: 100_000, bytes: 100_000_000)
    _ = try other.ingest(
      try store.outgoing(after: Frontier(), limits: limits).segments, onFork: .refuse,
      rules: .checked
    ) { _ in .merge }
    #expect(try other.record(id)?.state == state)
  }
}
