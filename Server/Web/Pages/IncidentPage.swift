internal import Aggregation
internal import Deidentification
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// One incident: what the rules find, where its clocks stand, what is in conflict, what was ever
/// changed, and what can be done next.
struct IncidentPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.incidentPage, behind: gate) { try await show($0) }
    router.serve(.incidentEdit, behind: gate) { try await edit($0) }
  }

  struct Finding {
    let individual: String
    let code: String
    let result: Tag
    let reason: String
    let margin: String
    let quote: String
    let missing: String?
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

  struct Change {
    let at: String
    let who: String
    let words: String
    let why: String?
    let isAhead: Bool
  }

  struct Content {
    let id: String
    let name: String
    let site: String
    let status: String
    let outcome: Tag
    let state: Tag?
    let summary: [Pair]
    let clocks: [TrendsPage.Drawn]
    let strips: [TrendsPage.Drawn]
    let findings: [Finding]
    let hasFindings: Bool
    let routes: [Route]
    let prompts: [String]
    let hasPrompts: Bool
    let conflicts: [String]
    let inConflict: Bool
    let isWithdrawn: Bool
    let named: [String]
    let isNamed: Bool
    let fields: [Pair]
    let changes: [Change]
    let mayEdit: Bool
    let version: String
    let today: String
    let licences: [String]
    let duplicates: [Pair]
    let hasDuplicates: Bool
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let snapshot = try await pages.centre.snapshot(named: try admitted.parameter("id"))
    if snapshot.kind == .theme { return PageRenderer.redirect(to: "/themes/\(snapshot.name)") }
    guard snapshot.kind == .incident else { throw UnknownRecord() }
    try pages.note(admitted, snapshot.name)
    let history = try await pages.centre.history(of: snapshot)
    let twins = try await pages.centre.possibleDuplicates(of: snapshot)
    let content = Self.content(
      snapshot, history, twins, pages.centre.today,
      mayEdit: Endpoint.incidentEdit.admits(try admitted.known().role))
    return pages.show("incident", title: content.name, content, admitted)
  }

  private static func content(
    _ snapshot: RecordSnapshot, _ history: [HistoryItem], _ twins: [IncidentRow],
    _ today: CalendarDate, mayEdit: Bool
  ) -> Content {
    let view = IncidentView(snapshot)
    let rows = ReadModel.rows(for: snapshot)
    let notification = rows.notification
    let days = notification?.daysLeft(on: today)
    let json = view.assessment.json
    let findings = (json["findings"]?.array ?? []).map(finding)
    let named = ((try? snapshot.identifiers()) ?? []).map {
      "\($0.path): a role, such as “\($0.finding.replacement)”"
    }
    let prompts = (json["prompts"]?.array ?? []).compactMap(\.string)
    return Content(
      id: snapshot.name, name: snapshot.reference ?? snapshot.name,
      site: snapshot.scope.code, status: Wording.words(view.status.rawValue),
      outcome: Tag(outcome: view.assessment.outcome.rawValue),
      state: notification.map { Tag($0.state(on: today), daysLeft: days) },
      summary: summary(view, notification, today),
      clocks: notification.flatMap { Picture(clocksOf: $0, today: today) }.map {
        [TrendsPage.Drawn(picture: $0)]
      } ?? [], strips: strips(snapshot, json["findings"]?.array ?? []), findings: findings,
      hasFindings: !findings.isEmpty, routes: (json["routes"]?.array ?? []).map(route),
      prompts: prompts, hasPrompts: !prompts.isEmpty,
      conflicts: snapshot.conflicts.map(\.displayPath), inConflict: !snapshot.conflicts.isEmpty,
      isWithdrawn: snapshot.isWithdrawn, named: named, isNamed: !named.isEmpty,
      fields: snapshot.fields.members.map { Pair(name: $0.key, value: text($0.value)) },
      changes: history.map(change), mayEdit: mayEdit, version: snapshot.version,
      today: "\(today)", licences: [],
      duplicates: twins.map { Pair(name: $0.id, value: "\($0.reference ?? $0.id) at \($0.site)") },
      hasDuplicates: !twins.isEmpty)
  }

  private static func summary(
    _ view: IncidentView, _ row: NotificationRow?, _ today: CalendarDate
  ) -> [Pair] {
    let assessment = view.assessment
    var pairs = [
      Pair(name: "Discovered", value: Wording.day(view.snapshot.text("discoveredOn"))),
      Pair(name: "Notify by", value: Wording.day(assessment.notifyBy?.description)),
      Pair(name: "Report by", value: Wording.day(assessment.reportBy?.description)),
      Pair(
        name: "Codes",
        value: (assessment.codes + assessment.complementary).joined(separator: " ")),
      Pair(name: "Authority", value: assessment.authority),
      Pair(name: "Edition", value: assessment.edition),
    ]
    guard let row else { return pairs }
    pairs.insert(
      Pair(name: "Next deadline", value: Wording.daysLeft(row.daysLeft(on: today))), at: 0)
    let reasons = (try? JSONValue(parsing: row.reasons))?.array?.compactMap(\.string) ?? []
    pairs.append(Pair(name: "Why it may be notifiable", value: reasons.joined(separator: " ")))
    pairs.append(Pair(name: "Notified on", value: Wording.day(row.submittedOn)))
    pairs.append(Pair(name: "Report sent on", value: Wording.day(row.reportSentOn)))
    return pairs
  }

  /// The dose of each individual beside the thresholds, where it is known in mSv.
  private static func strips(
    _ snapshot: RecordSnapshot, _ findings: [JSONValue]
  ) -> [TrendsPage.Drawn] {
    snapshot.elements("individuals").enumerated().compactMap { index, individual in
      Picture(
        thresholdsOf: findings.filter { $0["individual"]?.integer == index },
        intended: individual.text("effectiveDose/intended"),
        total: individual.text("effectiveDose/total"), individual: index)
    }.map { TrendsPage.Drawn(picture: $0) }
  }

  private static func finding(_ json: JSONValue) -> Finding {
    let result = json["result"]?.string ?? ""
    let missing = (json["missing"]?.array ?? []).compactMap(\.string)
    let colour = ["met": "red", "undetermined": "amber"][result] ?? "grey"
    return Finding(
      individual: String((json["individual"]?.integer ?? 0) + 1),
      code: json["code"]?.string ?? "", result: Tag(Wording.words(result), colour),
      reason: json["reason"]?.string ?? "", margin: json["margin"]?.string ?? "–",
      quote: json["quote"]?.string ?? "",
      missing: missing.isEmpty ? nil : missing.joined(separator: ", "))
  }

  private static func route(_ json: JSONValue) -> Route {
    Route(
      body: json["body"]?.string ?? "", duty: json["duty"]?.string ?? "",
      reason: json["reason"]?.string ?? "")
  }

  static func change(_ item: HistoryItem) -> Change {
    Change(
      at: Wording.moment(item.at), who: "\(item.author) at \(item.site)",
      words: item.deed(showing: 60),
      why: item.why.isEmpty ? nil : item.why, isAhead: item.skewMilliseconds != nil)
  }

  static func text(_ json: JSONValue) -> String {
    switch json {
    case .string(let text): text
    case .bool(let flag): flag ? "yes" : "no"
    default: json.serialized()
    }
  }

  // MARK: Doing

  private func edit(_ admitted: Admitted) async throws -> Response {
    let id = try admitted.parameter("id")
    let fields = try admitted.form()
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/incidents/\(FormFields.encoded(id))") {
      try await pages.decisions.act(
        on: id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}
