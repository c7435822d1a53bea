public import Deidentification
public import IRMER
import Replication

/// The anonymised investigation report: the eight contents that the SAUE guidance asks for, the dose assessment,
/// and what is still missing.
///
/// Missing contents can be justified; a named person stops the report: “The report must be
/// anonymised and must not include any patient identifiable information in line with GDPR.” (SAUE guidance)
public struct InvestigationReport: Sendable {
  /// One of the contents.
  public struct Section: Hashable, Sendable {
    /// A stable identifier for use by screens.
    public let id: String
    /// The section's heading.
    public let title: String
    /// The source's own words for what belongs here.
    public let quote: String
    /// The text of the record.
    public let paragraphs: [String]
    /// What the section still needs.
    public let missing: [String]
  }

  /// The dose of one individual.
  public struct DoseLine: Hashable, Sendable {
    /// “individual 1”, never a name.
    public let individual: String
    /// How the exposure relates to what was intended.
    public let exposure: String
    /// The intended dose with its unit.
    public let intended: String
    /// The dose received with its unit.
    public let received: String
    /// How it was estimated, and by which role.
    public let method: String
  }

  /// The incident's reference.
  public let reference: String
  /// The site's code.
  public let site: String
  /// The facts at the head of the report.
  public let header: [Fact]
  /// The ten parts in their order.
  public let sections: [Section]
  /// One for each dose of each individual.
  public let doses: [DoseLine]
  /// What shows what happened and is kept outside the record, with its hash.
  public let evidence: [EvidenceItem]
  /// What the report requires, and what is missing.
  public let completeness: Completeness
  /// Where the text names a person; the report must not be sent with one.
  public let identifiers: [IdentifierPlace]
  /// How many entries of the record it is based on.
  public let version: Int
  /// When it was made.
  public let madeAt: Moment
  /// Who confirmed having read it; `nil` until somebody does. Until somebody has read it in its
  /// present form, it is a draft.
  public let reading: ReportReading?

  /// - Parameters:
  ///   - people: people whom the caller knows by name or number; they are searched for too.
  ///   - equipment: the site's register, which supplies what the incident does not say of its
  ///     equipment.
  /// - Throws: ``ValidationError`` where a text cannot be searched.
  public init(
    _ incident: IncidentView, now: Moment, people: [KnownPerson] = [],
    equipment: EquipmentRegister = .empty
  ) throws(ValidationError) {
    let snapshot = incident.snapshot
    reference = snapshot.reference ?? "\(snapshot.id)"
    site = snapshot.scope.code
    header = Self.header(of: incident, equipment)
    version = snapshot.entryCount
    madeAt = now
    reading = snapshot.reportReading
    identifiers = try snapshot.identifiers(people: people)
    completeness = incident.reportFacts(identifiersFound: identifiers.count).completeness
    doses = incident.exposedIndividuals.flatMap { Self.doses(of: $0.individual, at: $0.position) }
    evidence = snapshot.evidence
    sections = ReportContents(incident: incident, completeness: completeness).sections
  }

  /// Whether the reading of this text is still unconfirmed.
  public var isDraft: Bool { !(reading?.isCurrent ?? false) }

  /// Whether nothing required is missing.
  public var isComplete: Bool { completeness.isComplete }

  /// The keys of what is missing, as `report` prints them.
  public var missing: [String] { completeness.missing.map(\.id) }

  private static func header(
    of incident: IncidentView, _ register: EquipmentRegister
  ) -> [Fact] {
    let (snapshot, assessment) = (incident.snapshot, incident.assessment)
    let codes = FinalCodes(incident)
    return [
      Fact("Local reference", snapshot.reference),
      Fact("Authority's reference", snapshot.text("authorityRef") ?? incident.authorityReference),
      Fact("Site", snapshot.scope.code),
      Fact("Nation", snapshot.text("nation").flatMap(Nation.init(rawValue:))?.name),
      Fact("Modality", snapshot.text("modality").flatMap(Modality.init(rawValue:))?.name),
      Fact("Equipment", incident.equipmentWords(in: register)),
      Fact("Exposed on", snapshot.date("exposureAt/first").map { "\($0)" }),
      Fact("Discovered on", snapshot.date("discoveredOn").map { "\($0)" }),
      Fact("Codes", codes.all.joined(separator: ", ")),
      Fact("Codes decided by", codes.decision),
      Fact(
        "Edition of the criteria",
        Edition(id: assessment.edition)?.title ?? assessment.edition),
      Fact("Notification due", assessment.notifyBy.map { "\($0)" }),
      Fact("Notified on", incident.submittedOn.map { "\($0)" }),
      Fact("Report due", assessment.reportBy.map { "\($0)" }),
      Fact("Investigated by", investigators(of: snapshot)),
      Fact(
        "Authority's last step known", AuthoritySteps(incident).latest.map(Self.displayText(of:))),
    ]
  }

  /// SAUE guidance: “Carry out a detailed investigation … or arrange for this to happen.”
  private static func investigators(of snapshot: RecordSnapshot) -> String? {
    let roles =
      [snapshot.text("investigation/lead")].compactMap { $0 }
      + snapshot.elements("investigation/team").compactMap { $0.value?.text }
    guard !roles.isEmpty else { return nil }
    let method =
      snapshot.text("investigation/method").map {
        " (\(ChoiceWords.displayText($0)))"
      } ?? ""
    return roles.joined(separator: ", ") + method
  }

  private static func displayText(of line: AuthoritySteps.Line) -> String {
    "\(line.step.number), \(line.step.text)" + (line.on.map { " (\($0.displayText))" } ?? "")
  }

  /// The dose as first recorded, then each estimate with its own method and estimator, including
  /// superseded ones.
  private static func doses(of individual: RecordElement, at position: Int) -> [DoseLine] {
    func line(_ intended: String?, _ received: String?, _ method: String) -> DoseLine {
      DoseLine(
        individual:
          "Individual \(position + 1) (\(ChoiceWords.displayText(individual.text("kind") ?? "patient")))",
        exposure: ChoiceWords.displayText(individual.text("exposure") ?? "not recorded"),
        intended: intended
          ?? (individual.text("exposure") == "accidental" ? "none" : "not recorded"),
        received: received ?? "not estimated", method: method)
    }
    let estimates = individual.doseEstimates.filter { $0.total != nil || $0.hasRange }
    var lines: [DoseLine] = []
    if estimates.isEmpty || individual.node("effectiveDose") != nil {
      let facts = IncidentView.reportDose(of: individual, position: position)
      lines.append(line(facts.intended, facts.received, "not recorded"))
    }
    return lines
      + estimates.map { estimate in
        let method = [
          estimate.method, estimate.estimator.map { "by \($0)" }, estimate.date?.displayText,
          estimate.supersededBecause.map { "superseded: \($0)" },
        ].compactMap { $0 }
        return line(
          estimate.value("intended").map { "\($0) \(estimate.quantity.unit)" }, estimate.received,
          method.isEmpty ? "not recorded" : method.joined(separator: ", "))
      }
  }

  /// A line of the report's head.
  public struct Fact: Hashable, Sendable {
    /// What it is.
    public let name: String
    /// The value as it is shown.
    public let value: String

    init(_ name: String, _ value: String?) {
      self.name = name
      self.value = value.flatMap { $0.isEmpty ? nil : $0 } ?? "not recorded"
    }
  }
}

extension InvestigationReport {
  /// `report --format json`: `complete`, `missing`, `identifiers`, and the report itself.
  public var json: JSONObject {
    var result = JSONObject()
    result.append("reference", .string(reference))
    result.append("complete", .bool(isComplete))
    result.append("missing", JSONValue(missing))
    result.append("draft", .bool(isDraft))
    result.append("readBy", JSONValue(isDraft ? nil : reading?.role))
    result.append("identifiers", .array(identifiers.map(\.json)))
    result.append("completeness", .array(completeness.items.map(\.json)))
    guard identifiers.isEmpty else { return result }
    result.append("madeAt", .string("\(madeAt)"))
    result.append("version", .number(JSONNumber(version)))
    result.append(
      "header", .object(JSONObject(header.map { ($0.name, .string($0.value)) })))
    result.append("doses", .array(doses.map(\.json)))
    result.append("sections", .array(sections.map(\.json)))
    result.append("evidence", .array(evidence.map { .object($0.json) }))
    return result
  }
}

extension CompletenessItem {
  var json: JSONValue {
    var item = JSONObject()
    item.append("id", .string(id))
    item.append("strength", .string(strength.rawValue))
    switch state {
    case .given: item.append("state", "given")
    case .stated(let reason):
      item.append("state", "stated")
      item.append("reason", .string(reason))
    case .missing(let what):
      item.append("state", "missing")
      item.append("missing", JSONValue(what))
    }
    item.append("quote", .string(quote))
    item.append("source", .string(source))
    return .object(item)
  }
}

extension InvestigationReport.DoseLine {
  var json: JSONValue {
    [
      "individual": .string(individual), "exposure": .string(exposure),
      "intended": .string(intended), "received": .string(received), "method": .string(method),
    ]
  }
}

extension InvestigationReport.Section {
  var json: JSONValue {
    [
      "id": .string(id), "title": .string(title), "quote": .string(quote),
      "paragraphs": JSONValue(paragraphs), "missing": JSONValue(missing),
    ]
  }
}

extension RecordSnapshot {
  /// How many entries the record is based on: its version.
  public var entryCount: Int { state.entries.count }
}
