import IRMER
import RecordStore
import Records
import Replication
import TestSupport

/// Incidents of about thirty fields, from a seed.
struct Workload {
  private var random: SeededGenerator
  private let site: Scope

  init(site: Scope, seed: UInt64) {
    (self.site, random) = (site, SeededGenerator(seed: seed))
  }

  mutating func document() -> JSONValue {
    let dose = Int.random(in: 1...400, using: &random)
    let age = Int.random(in: 1...95, using: &random)
    let day = Int.random(in: 10...28, using: &random)
    let modalities = ["ct", "plain-x-ray", "fluoroscopy", "nm-diagnostic", "pet-ct"]
    let modality = modalities.randomElement(using: &random) ?? "ct"
    let text = """
      {"discoveredOn":"2026-01-\(day)","modality":"\(modality)","clinicallySignificant":"no",
      "department":"Radiology","room":"Room \(Int.random(in: 1...9, using: &random))",
      "equipmentId":"SCANNER-\(Int.random(in: 1...12, using: &random))",
      "narrative":"The request was for another examination; the wrong region was scanned first.",
      "exposureAt":{"first":"2026-01-\(day - 1)T10:0\(dose % 10):00+00:00"},
      "howDiscovered":"staff","localLRMSRef":"W\(Int.random(in: 10000...99999, using: &random))",
      "individuals":[{"kind":"patient","ageAtExposure":\(age),"sex":"female",
      "exposure":"unintended","procedureFailure":true,
      "differenceKinds":["anatomy","dose"],
      "effectiveDose":{"intended":"\(dose / 10).\(dose % 10)","over":"\(dose / 20).5","repeats":"1.2"}}],
      "preliminary":{"outcome":"not-excluded","by":"operator"}}
      """
    guard let value = try? JSONValue(parsing: text) else {
      preconditionFailure("the benchmark's own document")
    }
    return value
  }

  mutating func change() throws -> Change {
    let context = AuthorContext(
      role: "radiographer", site: site, nation: .england,
      now: Moment(milliseconds: 1_770_000_000_000))
    let id = RecordID.make(using: &random)
    let draft = try Draft(.incident, document: document(), id: id, context: context, using: &random)
    return Change(
      record: id, kind: RecordKind.incident.rawValue, scope: site, author: "radiographer",
      operations: draft.operations, referenceYear: draft.referenceYear)
  }

  /// Changes two fields of a record, as its author sees it.
  mutating func edit(_ record: StoredRecord) -> Change {
    let room = FieldPath(literal: "room")
    let reference = FieldPath(literal: "localLRMSRef")
    return Change(
      record: record.id, kind: record.kind, scope: record.scope, author: "radiographer",
      operations: [
        record.state.writing(.text("Room \(random.next() % 1000)"), at: room),
        record.state.writing(.text("W\(random.next() % 100_000)"), at: reference),
      ])
  }
}
