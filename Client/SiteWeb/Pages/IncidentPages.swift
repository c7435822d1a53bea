internal import Deidentification
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// One incident: what happened, the next step, what the rules find and why, and its history.
struct IncidentPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/incidents/{id}") { try await show($0) }
    pages.post(router, "/incidents/{id}/note") { try await note($0) }
    pages.post(router, "/incidents/{id}/withdraw") { try await withdraw($0) }
  }

  struct Finding {
    let code: String
    let who: String
    let result: Tag
    let reason: String
    let margin: String?
    let quote: String
    let source: String
  }

  struct Route {
    let body: String
    let duty: String
    let reason: String
  }

  struct Pair {
    let name: String
    let value: String
  }

  struct Drawn {
    let picture: Picture
  }

  struct Content {
    let id: String
    let name: String
    let saved: String?
    let status: Tag
    let outcome: Tag
    let narrative: String?
    let immediateAction: String?
    let step: NextStep?
    let answer: RulesAnswer
    let checks: [String]
    let hasChecks: Bool
    let facts: [Pair]
    let findings: [Finding]
    let hasFindings: Bool
    let clocks: [Drawn]
    let strips: [Drawn]
    let routes: [Route]
    let prompts: [String]
    let hasPrompts: Bool
    let feedback: [Pair]
    let hasFeedback: Bool
    let evidence: [EvidenceLine]
    let hasEvidence: Bool
    let notes: [Pair]
    let hasNotes: Bool
    let changes: [HistoryWords]
    let isWithdrawn: Bool
    let version: String
  }

  private func show(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .incident)
    let history = try await pages.client.history(of: snapshot)
    let registers = try await pages.client.registers()
    let content = try content(
      snapshot, history, registers, isSaved: visit.query["saved"] != nil, role: visit.role)
    return pages.show("incident", title: content.name, content, at: "/incidents/")
  }

  private func content(
    _ snapshot: RecordSnapshot, _ history: [HistoryItem], _ registers: SiteRegisters,
    isSaved: Bool, role: String
  ) throws -> Content {
    let today = pages.client.context().today.day
    let view = IncidentView(snapshot)
    let rows = ReadModel.rows(for: snapshot)
    let json = view.assessment.json
    let lines = FindingLines(json, individuals: snapshot.elements("individuals").count)
    let checks = try checks(view, registers)
    let prompts = lines.prompts
    let name = RecordReference.grouped(snapshot.reference ?? snapshot.name)
    let findings = (json["findings"]?.array ?? []).map { Self.finding($0, snapshot) }
    let notes = snapshot.elements("notes").map { note in
      Pair(
        name: "\(Wording.day(note.text("at"))), \(note.text("by") ?? "")",
        value: note.text("text") ?? "")
    }
    return Content(
      id: snapshot.name, name: name, saved: isSaved ? name : nil,
      status: Tag(Wording.displayText(view.status.rawValue), "blue"),
      outcome: RulesAnswer(view, today: today).outcome, narrative: snapshot.text("narrative"),
      immediateAction: snapshot.text("immediateAction"),
      step: NextStep(view, today: today), answer: RulesAnswer(view, today: today),
      checks: checks, hasChecks: !checks.isEmpty, facts: Self.facts(snapshot),
      findings: findings, hasFindings: !findings.isEmpty,
      clocks: rows.notification.flatMap { Picture(clocksOf: $0, today: today) }.map {
        [Drawn(picture: $0)]
      } ?? [], strips: Self.strips(view),
      routes: (json["routes"]?.array ?? []).map(Self.route), prompts: prompts,
      hasPrompts: !prompts.isEmpty, feedback: Self.feedback(view),
      hasFeedback: !view.feedback.isEmpty, evidence: snapshot.evidence.map { EvidenceLine($0) },
      hasEvidence: !snapshot.evidence.isEmpty, notes: notes, hasNotes: !notes.isEmpty,
      changes: history.reversed().map { HistoryWords($0) }, isWithdrawn: snapshot.isWithdrawn,
      version: snapshot.version)
  }

  // MARK: What a person should check

  /// Text that names somebody, and the registers' remarks about equipment, licences and margins.
  private func checks(_ view: IncidentView, _ registers: SiteRegisters) throws -> [String] {
    let snapshot = view.snapshot
    var checks = try snapshot.identifiers(people: pages.client.knownPeople()).map { place in
      "\(FieldLabel.displayText(place.path).capitalisedFirst): this seems to \(place.finding.kind.what). "
        + "Write “\(place.finding.replacement)” instead."
    }
    checks += snapshot.unknownFields
    if let doubt = snapshot.text("clockDoubt") {
      checks.append("\(Wording.days(in: doubt)). Correct this computer's clock.")
    }
    checks += [registers.equipment.finding(for: snapshot)?.warning].compactMap { $0 }
    checks += registers.margins.warnings(for: snapshot)
    checks += view.licenceFindings(in: registers.licences).compactMap { found in
      switch found.finding {
      case .covered: nil
      case .breach(let reasons):
        "This may be a licence breach: \(reasons.joined(separator: "; "))."
      case .unknown(let missing):
        "Whether a licence covered it needs: \(missing.joined(separator: ", "))."
      }
    }
    return checks
  }

  // MARK: Parts

  /// Fields that the page shows elsewhere, or that no person wrote.
  private static let notListed: Set<String> = [
    "narrative", "immediateAction", "reference", "status",
  ]

  private static func facts(_ snapshot: RecordSnapshot) -> [Pair] {
    let fields = snapshot.fields
    return fields.members.compactMap { path, value in
      guard !notListed.contains(path), !path.hasPrefix("notes/"), !path.hasPrefix("reportReading"),
        !["withdrawals/", "sentCopies/", "feedback/", "evidence/"].contains(where: path.hasPrefix)
      else { return nil }
      return Pair(
        name: FieldLabel.displayText(path).capitalisedFirst,
        value: ValueWords.displayText(value, at: path, beside: fields))
    }
  }

  /// The feedback to the person who logged it.
  private static func feedback(_ view: IncidentView) -> [Pair] {
    view.feedback.map { item in
      let changed = item.changed.map { "\nWhat changed: \($0)" } ?? ""
      return Pair(
        name: [item.on.map { Wording.day("\($0)") }, item.by].compactMap(\.self)
          .joined(separator: ", "),
        value: "What was found: \(item.found ?? "not said")" + changed)
    }
  }

  private static func strips(_ view: IncidentView) -> [Drawn] {
    view.snapshot.elements("individuals").indices.compactMap {
      Picture(thresholdsOf: view.assessment.findings, individual: $0)
    }.map { Drawn(picture: $0) }
  }

  private static func finding(_ json: JSONValue, _ snapshot: RecordSnapshot) -> Finding {
    let result = json["result"]?.string ?? ""
    let isOne = snapshot.elements("individuals").count < 2
    let words = ["met": "Met", "excluded": "Not met", "undetermined": "Not yet decided"]
    return Finding(
      code: json["code"]?.string ?? "",
      who: isOne ? "" : "Individual \((json["individual"]?.integer ?? 0) + 1)",
      result: Tag(
        words[result] ?? result, ["met": "red", "undetermined": "amber"][result] ?? "grey"),
      reason: Wording.days(in: json["reason"]?.string ?? ""), margin: json["margin"]?.string,
      quote: json["quote"]?.string ?? "", source: json["source"]?.string ?? "")
  }

  private static func route(_ json: JSONValue) -> Route {
    Route(
      body: json["body"]?.string ?? "", duty: json["duty"]?.string ?? "",
      reason: json["reason"]?.string ?? "")
  }

  // MARK: Doing

  private func note(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"))
    try await pages.client.note(visit.form.text("text") ?? "", on: snapshot, as: visit.role)
    return ScreenRenderer.redirect(to: Self.path(of: snapshot))
  }

  private func withdraw(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"))
    guard snapshot.version == visit.form["version"] else { throw ScreenProblem.changedMeanwhile }
    try await pages.client.withdraw(snapshot, why: visit.form.text("why") ?? "", as: visit.role)
    return ScreenRenderer.redirect(to: Self.path(of: snapshot))
  }

  static func path(of snapshot: RecordSnapshot) -> String {
    path(of: snapshot.kind, named: snapshot.name)
  }

  /// The page of a record of any kind.
  static func path(of kind: RecordKind, named name: String) -> String {
    let place =
      switch kind {
      case .incident: "incidents"
      case .audit: "audits"
      default: "registers/\(kind.rawValue)"
      }
    return "/\(place)/\(FormFields.encoded(name))"
  }
}
