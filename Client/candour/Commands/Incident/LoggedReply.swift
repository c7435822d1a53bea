import Screens
import SiteClient

/// The output after an incident was logged: its reference first, that it is saved and not yet sent,
/// and what may follow.
struct LoggedReply {
  private let snapshot: RecordSnapshot
  /// `nil` where nothing was written.
  private let logged: Logged?
  private let identifiers: [IdentifierPlace]
  private let licences: [LicenceRemark]
  private let equipment: EquipmentFinding?
  private let margins: [(path: String, finding: MarginFinding)]
  /// How values were understood that are stored in other words than they were written.
  private let readings: [String]
  private let today: CalendarDate

  init(
    _ snapshot: RecordSnapshot, logged: Logged?, readings: [String] = [],
    registers: SiteRegisters, people: [KnownPerson] = [], today: CalendarDate
  ) throws {
    self.snapshot = snapshot
    self.logged = logged
    self.readings = readings
    self.today = today
    identifiers = try snapshot.identifiers(people: people)
    equipment = registers.equipment.finding(for: snapshot)
    margins = registers.margins.findings(for: snapshot)
    licences = IncidentView(snapshot).licenceFindings(in: registers.licences).map(
      LicenceRemark.init)
  }

  private var warnings: [String] {
    readings + identifiers.map { $0.warning(in: logged?.reference) } + snapshot.unknownFields
      + [equipment?.warning, clockDoubt].compactMap { $0 }
      + margins.compactMap { $0.finding.warning(at: $0.path) }
  }

  private var clockDoubt: String? {
    snapshot.text("clockDoubt").map { "\(Wording.days(in: $0)). Correct this computer's clock." }
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
    object.append("missing", JSONValue(IncidentView(snapshot).missing))
    object.append("unknownFields", JSONValue(snapshot.unknownFields))
    object.append("readings", JSONValue(readings))
    if logged == nil { object.append("dryRun", true) }
    return .object(object)
  }

  var outcome: String { assessment.outcome.rawValue }

  /// The report on one line of several.
  ///
  /// - Parameter isBrief: lines that need no attention are only counted.
  func print(line: Int, to output: Output, isBrief: Bool) {
    if output.isJSON { return output.printLine(json) }
    for warning in warnings { Output.note("line \(line): \(warning)", .warning) }
    if !isBrief { output.written("line \(line): \(logged?.reference ?? "usable"): \(outcome)") }
  }

  func print(to output: Output) {
    if output.isJSON { return output.print(json) }
    for warning in warnings { Output.note(warning, .warning) }
    if let logged {
      let aloud = RecordReference.grouped(logged.reference)
      output.written(
        "Saved on this computer as \(logged.reference), not yet sent. To read aloud: \(aloud).",
        .good)
    } else {
      output.line("Can be saved as it is. Nothing was saved (--dry-run).", .good)
    }
    output.line(OutcomeAdvice(assessment, today: today).displayText)
    significance(to: output)
    for licence in licences { if let words = licence.displayText { output.line(words, .warning) } }
    AssessmentSummary(
      assessment.json, individuals: snapshot.elements("individuals").count, today: today
    ).summary(to: output)
    if let logged, output.terminal.isInteractive {
      let word = ShellWord(logged.reference)
      output.line(
        "To correct it: candour incident set \(word) FIELD=VALUE (candour fields lists the "
          + "fields). Entered in error: candour incident withdraw \(word) --why TEXT",
        .faint)
    }
  }

  private func significance(to output: Output) {
    let incident = IncidentView(snapshot)
    guard let words = incident.significanceRemark else { return }
    output.line(words, .warning)
    guard let logged else { return }
    let fields = incident.unsupportedSignificance.map { "\($0)=…" }.joined(separator: " ")
    output.line("  candour incident set \(ShellWord(logged.reference)) \(fields)", .faint)
  }
}

/// The licence register's result for an administration: proposed, for a person to record.
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

  var displayText: String? {
    switch finding {
    case .covered: nil
    case .breach(let reasons):
      "This may be a licence breach: \(reasons.joined(separator: "; ")). "
        + "If it is one, set licence/breach=true."
    case .unknown(let missing):
      "Whether a licence covered it needs: "
        + missing.map { FieldLabel.displayText("individuals/-/nuclearMedicine/\($0)") }
        .joined(separator: ", ") + "."
    }
  }
}
