public import IRMER
import Replication

/// How the authority processes a notification, step by step, and which steps are recorded.
public struct AuthoritySteps: Hashable, Sendable {
  /// One step and its recorded day.
  public struct Line: Hashable, Sendable {
    /// The authority's step.
    public let step: RegulatorStep
    /// The recorded day; `nil` where there is none.
    public let on: CalendarDate?
  }

  /// The authority whose steps they are.
  public let authority: Authority
  /// In the order of the process.
  public let lines: [Line]
  /// Where the process is published.
  public let source: String
  /// What is uncertain about the list.
  public let note: String?

  init(_ incident: IncidentView) {
    authority = incident.assessment.authority
    let process = RegulatorProcess.of(authority)
    (source, note) = (process.source, process.note)
    lines = process.steps.map { Line(step: $0, on: Self.day(of: $0, in: incident)) }
  }

  /// A step is recorded by its identifier, its number or its words; closure and review also have
  /// fields of their own.
  private static func day(of step: RegulatorStep, in incident: IncidentView) -> CalendarDate? {
    let names = [step.id, "\(step.number)", step.text].map { $0.lowercased() }
    let recorded = incident.snapshot.elements("regulator/steps").filter { element in
      element.text("step").map { names.contains($0.lowercased()) } ?? false
    }.compactMap { $0.date("on") }.min()
    switch step.id {
    case "review": return recorded ?? incident.withAuthorityOn
    case "closure": return recorded ?? incident.closureOn
    default: return recorded
    }
  }

  /// The step that was recorded last in the list's order.
  var latest: Line? { lines.last { $0.on != nil } }

  var json: JSONValue {
    [
      "authority": .string(authority.rawValue), "source": .string(source),
      "note": JSONValue(note),
      "steps": .array(
        lines.map { line in
          [
            "step": .string(line.step.id), "number": .number(JSONNumber(line.step.number)),
            "text": .string(line.step.text), "quoted": .bool(line.step.isQuoted),
            "seenByEmployer": .bool(line.step.isSeenByEmployer),
            "needsReport": .bool(line.step.needsReport), "on": JSONValue(line.on),
          ]
        }),
    ]
  }

  func print(on page: inout PrintedPage) {
    page.heading("What \(authority.rawValue) does with it")
    page.table(
      ["Step", "What the authority does", "Told to the employer", "Recorded on"],
      lines.map { line in
        [
          "\(line.step.number)", line.step.text, line.step.isSeenByEmployer ? "yes" : "no",
          line.on.map { "\($0)" } ?? "–",
        ]
      })
    page.paragraph("Source: \(source).\(note.map { " \($0)" } ?? "")")
  }
}
