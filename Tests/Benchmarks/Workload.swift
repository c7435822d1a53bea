import IRMER
import RecordStore
import Records
import Replication
import TestSupport

/// A trust's incidents, of about thirty fields each, from a seed: one every few minutes, with identifiers
/// in order of time, as a site makes them.
struct Workload {
  private static let step: Int64 = 5 * 60_000

  private var incidents: TrustIncidents
  private var loggedAt: Int64 = 1_770_000_000_000
  private var random: SeededGenerator
  private let site: Scope

  init(site: Scope, seed: UInt64) {
    (self.site, random) = (site, SeededGenerator(seed: seed))
    incidents = TrustIncidents(seed: seed, year: 2025)
  }

  mutating func document() -> JSONValue { .object(incidents.next()) }

  /// The records that ``change()`` would log, as a file of JSON lines, each with its identifier.
  mutating func plain(_ count: Int) throws -> [UInt8] {
    var lines: [UInt8] = []
    for _ in 0..<count {
      guard var object = document().object else { continue }
      object["id"] = .string("\(nextID())")
      lines += Array(JSONValue.object(object).serialized().utf8) + [10]
    }
    return lines
  }

  mutating func change() throws -> Change {
    let context = AuthorContext(
      role: "radiographer", site: site, nation: .england,
      now: Moment(milliseconds: 1_770_000_000_000))
    let id = nextID()
    let draft = try Draft(.incident, document: document(), id: id, context: context, using: &random)
    return Change(
      record: id, kind: RecordKind.incident.rawValue, scope: site, author: "radiographer",
      operations: draft.operations, referenceYear: draft.referenceYear)
  }

  private mutating func nextID() -> RecordID {
    loggedAt += Self.step
    return RecordID.make(at: loggedAt, using: &random)
  }

  /// Changes one field of a record, as its author sees it.
  mutating func edit(_ record: StoredRecord) -> Change {
    let path = Self.edited[Int.random(in: 0..<Self.edited.count, using: &random)]
    return Change(
      record: record.id, kind: record.kind, scope: record.scope, author: "radiographer",
      // Nobody settles a conflict without a reason.
      reason: record.state.candidates(at: path).count > 1 ? "checked in the rota" : "",
      operations: [record.state.writing(.text("\(random.next() % 100_000)"), at: path)])
  }

  private static let edited = [
    FieldPath(literal: "room"), FieldPath(literal: "localLRMSRef"),
    FieldPath(literal: "department"),
  ]
}
