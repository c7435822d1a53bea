import IRMER
import RecordStore
import Records
import Replication
import SiteClient

/// What is said once an incident is logged: its reference at once, that it is saved and not yet
/// sent, and what may follow.
struct LoggedReply {
  private let snapshot: RecordSnapshot
  /// `nil` where nothing was written.
  private let logged: Logged?
  private let identifiers: [IdentifierPlace]
  private let licences: [LicenceRemark]
  private let equipment: EquipmentFinding?
  private let margins: [(path: String, finding: MarginFinding)]
  private let today: CalendarDate

  init(
    _ snapshot: RecordSnapshot, logged: Logged?, registers: SiteRegisters, today: CalendarDate
  ) throws {
    self.snapshot = snapshot
    self.logged = logged
    self.today = today
    identifiers = try snapshot.identifiers()
    equipment = registers.equipment.finding(for: snapshot)
    margins = registers.margins.findings(for: snapshot)
    licences = IncidentView(snapshot).licenceFindings(in: registers.licences).map(
      LicenceRemark.init)
  }

  private var warnings: [String] {
    identifiers.map(\.warning) + snapshot.unknownFields
      + [equipment?.warning, clockDoubt].compactMap { $0 }
      + margins.compactMap { $0.finding.warning(at: $0.path) }
  }

  private var clockDoubt: String? {
    snapshot.text("clockDoubt").map { "\($0): set this device's clock" }
  }

  private var assessment: IncidentAssessment { IncidentView(snapshot).assessment }

  var json: JSONValue {
    var object = JSONObject()
    object.append("id", logged == nil ? .null : .string("\(snapshot.id)"))
    object.append("reference", JSONValue(logged?.reference))
    object.append("site", .string(snapshot.scope.code))
    object.append("status", JSONValue(snapshot.text("status")))
    object.append("entry", JSONValue(logged?.entry.name))
    object.append("assessment", assessment.json)
    object.append("identifiers", .array(identifiers.map(\.json)))
    object.append("licences", .array(licences.map(\.json)))
    object.append("equipment", equipment?.json ?? .null)
    object.append("margins", .array(margins.map { $0.finding.json(at: $0.path) }))
    object.append("clockDoubt", JSONValue(snapshot.text("clockDoubt")))
    object.append("unknownFields", JSONValue(snapshot.unknownFields))
    if logged == nil { object.append("dryRun", true) }
    return .object(object)
  }

  var outcome: String { assessment.outcome.rawValue }

  /// The answer to one line of several.
  ///
  /// - Parameter isBrief: what needs no look is only counted.
  func print(line: Int, to output: Output, isBrief: Bool) {
    if output.isJSON { return output.printLine(json) }
    for warning in warnings { Output.note("line \(line): \(warning)", .warning) }
    if !isBrief { output.line("line \(line): \(logged?.reference ?? "usable"): \(outcome)") }
  }

  func print(to output: Output) {
    if output.isJSON { return output.print(json) }
    for warning in warnings { Output.note(warning, .warning) }
    if let logged {
      output.line("\(logged.reference) saved on this device, not yet sent.", .good)
    } else {
      output.line("Usable. Nothing was written.", .good)
    }
    output.line(hint)
    for licence in licences { if let words = licence.words { output.line(words, .warning) } }
    AssessmentSummary(
      assessment.json, individuals: snapshot.elements("individuals").count, today: today
    ).summary(to: output)
    if let logged, output.terminal.isInteractive {
      let word = ShellWord(logged.reference)
      output.line(
        "Something wrong? candour incident set \(word) PATH=VALUE (candour fields lists "
          + "the paths), or candour incident withdraw \(word) --why TEXT", .faint)
    }
  }

  private var hint: String {
    let day = snapshot.date("discoveredOn").map { max($0.days(until: today), 0) } ?? 0
    let clock =
      day <= 14 ? "day \(day) of 14" : "the 14 days ended \((day - 14).of("day", "days")) ago"
    switch assessment.outcome {
    case .notifiable: return "This must be notified: \(clock). Tell Medical Physics now."
    case .undetermined: return "This may need notifying: \(clock). Medical Physics can settle it."
    case .notNotifiable: return "By what is known it need not be notified; it is analysed locally."
    case .notIRMER: return "By what is known IR(ME)R does not apply; other duties may."
    }
  }
}

/// What the licence register says of an administration: proposed, for a person to record.
struct LicenceRemark {
  let path: String
  let finding: LicenceFinding

  init(_ found: (path: String, finding: LicenceFinding)) {
    (path, finding) = found
  }

  var json: JSONValue {
    switch finding {
    case .covered: ["path": .string(path), "result": "covered"]
    case .breach(let reasons):
      ["path": .string(path), "result": "breach", "reasons": JSONValue(reasons)]
    case .unknown(let missing):
      ["path": .string(path), "result": "unknown", "missing": JSONValue(missing)]
    }
  }

  var words: String? {
    switch finding {
    case .covered: nil
    case .breach(let reasons):
      "This may be a licence breach: \(reasons.joined(separator: "; ")). "
        + "If it is one, set licence/breach=true."
    case .unknown(let missing):
      "Whether a licence covered it needs: \(missing.joined(separator: ", "))."
    }
  }
}
