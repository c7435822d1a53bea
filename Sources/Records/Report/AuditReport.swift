public import Deidentification
public import IRMER
import Replication

/// A report of a clinical audit to the Employer, in the order of the audit procedure.
///
/// First: “basic information about the audit, audit results and the plan to implement change as
/// required”, with “a review date or anticipated timeline of change”. Second: “the progress of
/// actions”.
public struct AuditReport: Sendable {
  /// The first report gives the results, the second the progress of the actions.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    case first
    case second
  }

  /// A standard against its result.
  public struct Result: Hashable, Sendable {
    /// The standard's identifier.
    public let standard: String
    /// The standard in words.
    public let text: String
    /// The target with its unit.
    public let target: String
    /// Numerator and denominator.
    public let counts: String
    /// The share with its 95 % Wilson interval, in percent.
    public let share: String
    /// The confidence interval of the proportion.
    public let interval: String
    /// Whether the standard is met.
    public let verdict: AuditStandard.Verdict
  }

  /// First or second report.
  public let part: Part
  /// The audit's reference.
  public let reference: String
  /// What is audited.
  public let title: String
  /// Objectives, team, method and period.
  public let basics: [(name: String, value: String)]
  /// One for each standard.
  public let results: [Result]
  /// Results that disagree with the recorded cases.
  public let disagreements: [String]
  /// Findings besides the numbers.
  public let findings: [(type: String, text: String)]
  /// The actions that follow from the results.
  public let actions: [ActionView]
  /// Why no action is needed.
  public let noChangeRequired: String?
  /// The day on which the actions are reviewed.
  public let reviewDate: CalendarDate?
  /// The stages of the audit with their days.
  public let timeline: String?
  /// The cycle before, standard by standard; `nil` where there was none or it is not known here.
  public let comparison: AuditComparison?
  /// What shows what was found and is kept outside the record, with its hash.
  public let evidence: [EvidenceItem]
  /// The paths of what is missing before this report is complete.
  public let missing: [String]
  /// The same for its reader: what it is, and why it is missing.
  public let missingWords: [String]
  /// Where the text names a person; the report must not be sent with one.
  public let identifiers: [IdentifierPlace]
  /// How many entries the record had when it was made.
  public let version: Int
  /// When it was made.
  public let madeAt: Moment

  /// The audit procedure: “IRMER, Regulation 6, Employer's Procedures, Schedule 2, 1.(o)”, and Regulation 7.
  public static let basis =
    "Ionising Radiation (Medical Exposure) Regulations, Regulation 6, Employer's Procedures, "
    + "Schedule 2, 1.(o); Regulation 7"

  /// - Parameter previous: the audit of which this is the re-audit.
  /// - Throws: ``ValidationError`` where a text cannot be searched for identifiers.
  public init(
    _ audit: AuditView, _ part: Part, now: Moment, people: [KnownPerson] = [],
    previous: AuditView? = nil
  ) throws(ValidationError) {
    let snapshot = audit.snapshot
    self.part = part
    reference = snapshot.reference ?? "\(snapshot.id)"
    title = audit.title
    let tally = audit.tally
    basics = Self.basics(of: audit, cases: tally.cases)
    results = audit.standards.map(Self.result)
    disagreements = tally.disagreements.map(\.disagreement)
    findings = snapshot.elements("findings").map {
      ($0.text("type") ?? "finding", $0.text("text") ?? "")
    }
    actions = audit.actions
    noChangeRequired = snapshot.text("noChangeRequired")
    reviewDate = snapshot.date("reviewDate")
    timeline = snapshot.text("timeline")
    evidence = snapshot.evidence
    comparison = previous.map { AuditComparison(from: $0, to: audit) }
    let status: AuditStatus = part == .first ? .firstReportIssued : .secondReportIssued
    let required = AuditProcess.requirements(for: status, of: audit)
    missing = required.map(\.field)
    missingWords = required.map { "\(FieldLabel.displayText($0.field, in: .audit)): \($0.message)" }
    identifiers = try snapshot.identifiers(people: people)
    version = snapshot.entryCount
    madeAt = now
  }

  private static func basics(
    of audit: AuditView, cases: Int
  ) -> [(name: String, value: String)] {
    let snapshot = audit.snapshot
    func list(_ path: StaticString) -> String? {
      let items = snapshot.elements(path).compactMap { $0.value?.text }
      return items.isEmpty ? nil : items.joined(separator: "; ")
    }
    let rows: [(String, String?)] = [
      ("Audit", audit.title), ("Reference", snapshot.reference),
      ("Site", snapshot.scope.code), ("Programme year", snapshot.text("programmeYear")),
      ("Cycle", String(audit.cycle)), ("Objectives", list("objectives")),
      ("Modality", snapshot.text("modality").map(ChoiceWords.displayText)),
      ("Lead clinician", snapshot.text("team/leadClinician")),
      ("Lead modality radiographer", snapshot.text("team/leadModalityRadiographer")),
      ("Medical Physics Expert", snapshot.text("team/medicalPhysicsExpert")),
      ("Topic from", snapshot.text("topicOrigin").map(ChoiceWords.displayText)),
      ("Method", snapshot.text("method").map(ChoiceWords.displayText)),
      ("Population", snapshot.text("population")),
      ("Sampling", snapshot.text("sampling").map(ChoiceWords.displayText)),
      ("Sample size", snapshot.text("sampleSize")),
      ("Cases recorded", cases == 0 ? nil : String(cases)), ("Data items", list("dataItems")),
      ("Period", period(of: snapshot)), ("Previous cycle", snapshot.text("previousCycle")),
    ]
    return rows.map { ($0.0, $0.1 ?? "not recorded") }
  }

  private static func period(of snapshot: RecordSnapshot) -> String? {
    if let text = snapshot.text("period") { return text }
    guard let from = snapshot.text("period/from"), let to = snapshot.text("period/to") else {
      return nil
    }
    return "\(from) to \(to)"
  }

  private static func result(of standard: AuditStandard) -> Result {
    Result(
      standard: standard.id, text: standard.text, target: standard.targetWords ?? "not agreed",
      counts: standard.resultWords ?? "no result",
      share: standard.proportion?.shareWords ?? "",
      interval: standard.proportion?.intervalWords ?? "", verdict: standard.verdict)
  }

  /// Whether nothing is missing and no person is named.
  public var isComplete: Bool { missing.isEmpty && identifiers.isEmpty }
}

extension AuditReport {
  /// `audit report --json`.
  public var json: JSONObject {
    var result = JSONObject()
    result.append("report", .string(part.rawValue))
    result.append("reference", .string(reference))
    result.append("title", .string(title))
    result.append("complete", .bool(isComplete))
    result.append("missing", JSONValue(missing))
    result.append("identifiers", .array(identifiers.map(\.json)))
    guard identifiers.isEmpty else { return result }
    result.append("madeAt", .string("\(madeAt)"))
    result.append("version", .number(JSONNumber(version)))
    result.append("basis", .string(Self.basis))
    result.append("basics", .object(JSONObject(basics.map { ($0.name, .string($0.value)) })))
    result.append("results", .array(results.map(\.json)))
    result.append("disagreements", JSONValue(disagreements))
    result.append("comparison", comparison?.json ?? .null)
    result.append(
      "findings",
      .array(findings.map { ["type": .string($0.type), "text": .string($0.text)] }))
    result.append("actions", .array(actions.map(\.json)))
    result.append("noChangeRequired", JSONValue(noChangeRequired))
    result.append("reviewDate", JSONValue(reviewDate))
    result.append("timeline", JSONValue(timeline))
    result.append("evidence", .array(evidence.map { .object($0.json) }))
    return result
  }

  /// The report as a page that prints on A4.
  ///
  /// - Throws: ``ValidationError`` `identifiers-found` while it names anybody.
  public func html() throws(ValidationError) -> String {
    if let first = identifiers.first {
      throw ValidationError(
        "identifiers-found", "write a role instead of each identifier", field: first.path)
    }
    let name = part == .first ? "First report" : "Second report: progress of actions"
    var page = PrintedPage(title: "\(name) — \(title)", version: version, madeAt: madeAt)
    page.paragraph(Self.basis)
    page.heading("Basic information")
    page.facts(basics)
    page.heading("Results")
    page.table(
      ["Standard", "Text", "Target", "Result", "Share", "95 % interval", "Verdict"],
      results.map { result in
        // No line break between a number and its per cent sign.
        let amounts = [result.target, result.counts, result.share, result.interval]
          .map { $0.replacing(" %", with: "\u{a0}%") }
        return [result.standard, result.text] + amounts + [result.verdict.displayText]
      })
    for words in disagreements { page.paragraph("To be settled — \(words).") }
    if let comparison { page.compare(comparison) }
    for finding in findings {
      page.paragraph("\(ChoiceWords.displayText(finding.type)): \(finding.text)")
    }
    page.heading(part == .first ? "Plan to implement change" : "Progress of actions")
    if let noChangeRequired { page.paragraph("No change required: \(noChangeRequired)") }
    page.table(
      ["Change", "Owner", "Due", "Done", "State"],
      actions.map {
        [
          $0.description, $0.owner ?? "", $0.due?.description ?? "", $0.done?.description ?? "",
          $0.isOpen ? "open" : ChoiceWords.displayText($0.status ?? "done"),
        ]
      })
    page.heading("Review")
    page.paragraph(
      reviewDate.map { "Review on \($0.displayText)" } ?? timeline
        ?? "No review date or timeline is recorded.")
    page.evidence(evidence)
    page.missing(missingWords)
    return page.html
  }
}

extension AuditReport.Result {
  var json: JSONValue {
    [
      "standard": .string(standard), "text": .string(text), "target": .string(target),
      "counts": .string(counts), "share": .string(share), "interval": .string(interval),
      "verdict": .string(verdict.rawValue),
    ]
  }
}

extension ActionView {
  var json: JSONValue {
    [
      "description": .string(description), "owner": JSONValue(owner), "due": JSONValue(due),
      "done": JSONValue(done), "strength": JSONValue(strength?.rawValue), "open": .bool(isOpen),
    ]
  }
}
