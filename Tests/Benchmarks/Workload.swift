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
    let day = Int.random(in: 11...28, using: &random)
    let modalities = ["ct", "plain-x-ray", "fluoroscopy", "nm-diagnostic", "pet-ct"]
    let modality = modalities.randomElement(using: &random) ?? "ct"
    let text = """
      {"discoveredOn":"2026-01-\(day)","modality":"\(modality)","clinicallySignificant":"no",
      "department":"Radiology","room":"Room \(Int.random(in: 1...9, using: &random))",
      "equipmentId":"SCANNER-\(Int.random(in: 1...12, using: &random))",
      "narrative":"\(narrative())",
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

  /// The records that ``change()`` would log, as a file of JSON lines, each with its identifier.
  mutating func plain(_ count: Int) throws -> [UInt8] {
    var lines: [UInt8] = []
    for _ in 0..<count {
      guard var object = document().object else { continue }
      object["id"] = .string("\(RecordID.make(using: &random))")
      lines += Array(JSONValue.object(object).serialized().utf8) + [10]
    }
    return lines
  }

  /// A few sentences, no two records with the same.
  private mutating func narrative() -> String {
    let count = Int.random(in: 24...48, using: &random)
    let words = (0..<count).map { _ in
      Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
    }
    return words.joined(separator: " ") + "."
  }

  private static let words = """
    the a of to and was for in on with not by before after patient request form operator referrer
    practitioner radiographer physicist scan image series chest abdomen pelvis knee spine head left
    right contrast protocol repeated wrong previous examination justified checked identity label
    worklist booking system cancelled duplicate noticed console dose report recorded ward theatre
    clinic porter transferred arrived later same day consultant informed apologised pregnancy
    status enquiry missed door open interlock fault engineer called exposure terminated early
    restarted collimation field size grid detector plate cassette lateral view additional projection
    requested unclear handwriting verbal handover shift busy interrupted training new staff
    supervision competency locum agency bank weekend night emergency trauma stroke pathway vetting
    """.split(whereSeparator: \.isWhitespace)

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

  /// Changes one field of a record, as its author sees it.
  mutating func edit(_ record: StoredRecord) -> Change {
    let path = Self.edited[Int.random(in: 0..<Self.edited.count, using: &random)]
    return Change(
      record: record.id, kind: record.kind, scope: record.scope, author: "radiographer",
      operations: [record.state.writing(.text("\(random.next() % 100_000)"), at: path)])
  }

  private static let edited = [
    FieldPath(literal: "room"), FieldPath(literal: "localLRMSRef"),
    FieldPath(literal: "department"),
  ]
}
