import Foundation
import IRMER
import RecordTables
import Records
import Replication
import Storage
import TestSupport
import Testing

@testable import RecordStore

/// An edit writes the rows that a record has several of only where one of them changed. `verify`
/// compares every row with the record.
@Suite("Digests of the read model's rows")
struct RowDigestTests {
  private static let now: Int64 = 1_772_366_400_000
  private let folder: TemporaryFolder
  private let id = RecordID(high: 0x019c_ae6b_661e_7000, low: 0x8000_0000_0000_0007)

  init() throws { folder = try TemporaryFolder() }

  private var environment: StoreEnvironment { StoreEnvironment(now: { Self.now }) }

  private func context(_ store: RecordStore) -> AuthorContext {
    AuthorContext(
      role: "operator", site: store.identity.scope, nation: .england,
      now: Moment(milliseconds: Self.now))
  }

  private func logged() throws -> RecordStore {
    let store = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD01")), nation: "england"),
      environment: environment)
    var generator = SeededGenerator(seed: 5)
    let draft = try Draft(
      .incident,
      document: [
        "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
        "individuals": [
          [
            "kind": "patient", "exposure": "accidental", "ageAtExposure": 40,
            "effectiveDose": ["total": "5"],
          ]
        ],
      ], id: id, context: context(store), using: &generator)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
    return store
  }

  /// Sets a field and expects that every row is what the record says.
  private func set(_ assignment: String, in store: RecordStore) throws {
    let stored = try #require(try store.record(id))
    let snapshot = RecordSnapshot(
      id: stored.id, kind: stored.kind, scope: stored.scope, state: stored.state)
    var generator = SeededGenerator(seed: 6)
    let edit = try Edit.parse(
      [assignment], on: snapshot, why: "measured again", context: context(store),
      using: &generator)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        reason: "measured again", operations: edit.operations)
    ])
    #expect(try store.verify().problems == [], "\(assignment)")
  }

  private func digests(_ store: RecordStore) throws -> Int? {
    try store.database.read { try $0.value("SELECT count(*) FROM rowDigest") }
  }

  private let dose = "individuals/0/effectiveDose/total"

  @Test func `rows follow an edit that changes them, and one that changes them back`() throws {
    let store = try logged()
    for assignment in ["room=CT 1", "\(dose)=6", "room=CT 2", "\(dose)=5", "\(dose)=6"] {
      try set(assignment, in: store)
    }
    #expect(try digests(store) == 1)
  }

  @Test func `no digest outlives the tables that another version of the rules makes anew`() throws {
    let store = try logged()
    try set("\(dose)=6", in: store)
    try store.database.write { try $0.send("UPDATE readModel SET version = 0") }
    try store.close()

    let later = try RecordStore.open(in: folder.path("store"), environment: environment)

    #expect(try digests(later) == 0)
    #expect(try later.verify().problems == [])
    for assignment in ["room=CT 1", "\(dose)=6.5", "\(dose)=6"] { try set(assignment, in: later) }
  }

  @Test func `a digest of an earlier copy is that of the copy's own rows`() throws {
    let store = try logged()
    try set("\(dose)=6", in: store)
    try store.close()
    try FileManager.default.copyItem(atPath: folder.path("store"), toPath: folder.path("copy"))
    let original = try RecordStore.open(in: folder.path("store"), environment: environment)
    try set("\(dose)=7", in: original)
    try original.close()

    let copy = try RecordStore.open(in: folder.path("copy"), environment: environment)

    for assignment in ["\(dose)=7", "\(dose)=6", "room=CT 1"] { try set(assignment, in: copy) }
  }

  @Test func `rows that were altered behind the digest are named, and the next edit of them mends`()
    throws
  {
    let store = try logged()
    try set("\(dose)=6", in: store)
    try store.database.write { try $0.send("DELETE FROM individual") }
    #expect(try store.verify().problems.isEmpty == false)

    try set("\(dose)=7", in: store)
  }
}
