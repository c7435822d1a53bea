import CentreStore
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import TestSupport
import Testing

@Suite("Several writes of a centre in one transaction")
struct WritesInOneTransactionTests {
  private let folder: TemporaryFolder
  private let store: RecordStore

  init() throws {
    folder = try TemporaryFolder()
    let trust = try #require(Scope("RBD"))
    store = try RecordStore.create(
      in: folder.path("centre"),
      NewStoreOptions(side: .centre, scope: trust, trust: trust, nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }).forCentre)
  }

  private func logged() throws -> Change {
    var random = SeededGenerator(seed: 3)
    let id = RecordID.make(using: &random)
    let draft = try Draft(
      .incident,
      document: [
        "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
        "individuals": [
          ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
        ],
      ], id: id,
      context: AuthorContext(
        role: "operator", site: store.identity.scope, nation: .england,
        now: Moment(milliseconds: 1_772_366_400_000)), using: &random)
    return Change(
      record: id, kind: "incident", scope: store.identity.scope, author: "operator",
      operations: draft.operations, referenceYear: draft.referenceYear)
  }

  private func write(_ room: String) throws(StoreError) {
    guard let record = try store.records(kind: "incident").first else { return }
    try store.write([
      Change(
        record: record.id, kind: record.kind, scope: record.scope, author: "operator",
        operations: [
          record.state.writing(.text(room), at: FieldPath(literal: "department"))
        ])
    ])
  }

  /// The marks of changed rows for alerts and lists meet themselves here.
  @Test func `may change a notifiable incident again and again`() throws {
    let logged = try logged()

    try store.inOneTransaction { () throws(StoreError) in
      try store.write([logged])
      for number in 1...3 { try write("CT \(number)") }
    }
    try store.inOneTransaction { () throws(StoreError) in
      for number in 4...6 { try write("CT \(number)") }
    }

    let record = try #require(try store.records(kind: "incident").first)
    #expect(record.state.value(at: FieldPath(literal: "department"))?.text == "CT 6")
    #expect(try store.verify().isSound)
  }
}
