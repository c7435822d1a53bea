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
  private let warnings: [IdentifierWarning]
  private let today: CalendarDate

  init(logged: Logged, warnings: [IdentifierWarning], today: CalendarDate) {
    snapshot = logged.snapshot
    self.logged = logged
    self.warnings = warnings
    self.today = today
  }

  init(draft: Draft, warnings: [IdentifierWarning], today: CalendarDate) {
    snapshot = draft.snapshot
    logged = nil
    self.warnings = warnings
    self.today = today
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
    object.append("warnings", .array(warnings.map(\.json)))
    if logged == nil { object.append("dryRun", true) }
    return .object(object)
  }

  func printLine(to output: Output) {
    if output.isJSON { return output.printLine(json) }
    for warning in warnings { Output.note(warning.words, .warning) }
    output.line("\(logged?.reference ?? "usable"): \(assessment.outcome.rawValue)")
  }

  func print(to output: Output) {
    if output.isJSON { return output.print(json) }
    for warning in warnings { Output.note(warning.words, .warning) }
    if let logged {
      output.line("\(logged.reference) saved on this device, not yet sent.", .good)
    } else {
      output.line("Usable. Nothing was written.", .good)
    }
    output.line(hint)
    AssessmentSummary(assessment.json, today: today).summary(to: output)
  }

  private var hint: String {
    let day = snapshot.date("discoveredOn").map { max($0.days(until: today), 0) } ?? 0
    switch assessment.outcome {
    case .notifiable: return "This must be notified: day \(day) of 14. Tell Medical Physics now."
    case .undetermined:
      return "This may need notifying: day \(day) of 14. Medical Physics can settle it."
    case .notNotifiable: return "By what is known it need not be notified; it is analysed locally."
    case .notIRMER: return "By what is known IR(ME)R does not apply; other duties may."
    }
  }
}
