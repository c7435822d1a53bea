internal import Deidentification
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// The investigation report and the answers for the authority's form: to read, copy, print, confirm.
struct ReportPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/incidents/{id}/report") { try await report($0) }
    pages.get(router, "/incidents/{id}/report/print") { visit in
      let (_, report) = try await self.report(named: try visit.parameter("id"))
      return try ScreenRenderer.printed { () throws(ValidationError) in try report.html() }
    }
    pages.post(router, "/incidents/{id}/report/confirm") { try await confirm($0) }
    pages.get(router, "/incidents/{id}/answers") { try await answers($0) }
    pages.get(router, "/incidents/{id}/answers/print") { visit in
      let (_, sheet) = try await self.sheet(named: try visit.parameter("id"))
      return try ScreenRenderer.printed { () throws(ValidationError) in try sheet.html() }
    }
  }

  // MARK: The report

  struct Item {
    let text: String
    let state: Tag
    let quote: String
  }

  struct ReportContent {
    let id: String
    let name: String
    let version: String
    let items: [Item]
    let summary: String
    let isComplete: Bool
    let places: [String]
    let hasPlaces: Bool
    let sections: [InvestigationReport.Section]
    let doses: [InvestigationReport.DoseLine]
    let hasDoses: Bool
    let evidence: [EvidenceLine]
    let hasEvidence: Bool
    let isDraft: Bool
    let draftMark: String
    let readBy: String?
    let mayConfirm: Bool
  }

  private func report(
    named name: String
  ) async throws -> (RecordSnapshot, InvestigationReport) {
    let snapshot = try await pages.client.record(named: name, .incident)
    let report = try InvestigationReport(
      IncidentView(snapshot), now: pages.client.context().now, people: pages.client.knownPeople(),
      equipment: try await pages.client.registers().equipment)
    return (snapshot, report)
  }

  private func report(_ visit: Visit) async throws -> Response {
    let (snapshot, report) = try await report(named: try visit.parameter("id"))
    let places = report.identifiers.map(Self.displayText)
    let items = report.completeness.items.map(Self.item)
    let isFree = places.isEmpty
    return pages.show(
      "report", title: "Report",
      ReportContent(
        id: snapshot.name, name: RecordReference.grouped(report.reference),
        version: snapshot.version, items: items,
        summary:
          "\(report.completeness.items.count { !$0.isMissing }) of \(items.count) parts are there",
        isComplete: report.isComplete, places: places, hasPlaces: !isFree,
        sections: isFree ? report.sections : [], doses: isFree ? report.doses : [],
        hasDoses: isFree && !report.doses.isEmpty,
        evidence: isFree ? report.evidence.map { EvidenceLine($0) } : [],
        hasEvidence: isFree && !report.evidence.isEmpty, isDraft: report.isDraft,
        draftMark: report.draftMark ?? "", readBy: report.reading?.role,
        mayConfirm: isFree && report.isDraft), at: "/incidents/")
  }

  static func displayText(_ place: IdentifierPlace) -> String {
    "\(FieldLabel.displayText(place.path).capitalisedFirst): this seems to \(place.finding.kind.what). "
      + "Write “\(place.finding.replacement)” instead."
  }

  private static func item(_ item: CompletenessItem) -> Item {
    let state: Tag
    switch item.state {
    case .given: state = Tag("Given", "green")
    case .stated: state = Tag("Reason given", "blue")
    case .missing:
      state = item.strength == .warning ? Tag("Advised", "grey") : Tag("Missing", "red")
    }
    return Item(text: Wording.displayText(item.id), state: state, quote: item.quote)
  }

  private func confirm(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .incident)
    guard snapshot.version == visit.form["version"] else { throw ScreenProblem.changedMeanwhile }
    let people = try pages.client.knownPeople()
    let edit = try pages.client.edit(as: visit.role) {
      context, generator throws(ValidationError) in
      try Edit.confirmReading(
        on: snapshot, people: people, context: context, using: &generator)
    }
    try await pages.client.write(edit, to: snapshot, as: visit.role)
    pages.door.say([
      "Confirmed as read by \(visit.role). A later edit makes it a draft again."
    ])
    return ScreenRenderer.redirect(to: IncidentPages.path(of: snapshot) + "/report")
  }

  // MARK: The authority's answers

  struct Answer {
    let id: String
    let question: String
    let answer: String
    let isRecorded: Bool
  }

  struct Way {
    let channel: String
    let value: String
    let purpose: String
    let source: String
  }

  struct AnswersContent {
    let id: String
    let name: String
    let authority: String
    let answers: [Answer]
    let ways: [Way]
    let places: [String]
    let hasPlaces: Bool
    let missing: String?
  }

  private func sheet(named name: String) async throws -> (RecordSnapshot, AnswersSheet) {
    let snapshot = try await pages.client.record(named: name, .incident)
    let sheet = try AnswersSheet(
      IncidentView(snapshot), now: pages.client.context().now, people: pages.client.knownPeople(),
      equipment: try await pages.client.registers().equipment)
    return (snapshot, sheet)
  }

  private func answers(_ visit: Visit) async throws -> Response {
    let (snapshot, sheet) = try await sheet(named: try visit.parameter("id"))
    let missing = sheet.answers.count(where: \.isMissing)
    let isFree = sheet.identifiers.isEmpty
    return pages.show(
      "answers", title: "Answers for \(sheet.authority)",
      AnswersContent(
        id: snapshot.name, name: RecordReference.grouped(sheet.reference),
        authority: sheet.authority.rawValue,
        answers: isFree
          ? sheet.answers.enumerated().map { index, answer in
            Answer(
              id: "answer-\(index)", question: answer.question,
              answer: PersonsDates.displayText(answer.shown),
              isRecorded: answer.isRecorded)
          } : [],
        ways: sheet.contacts.map {
          Way(
            channel: $0.channel.rawValue.capitalisedFirst, value: $0.value, purpose: $0.purpose,
            source: $0.source)
        }, places: sheet.identifiers.map(Self.displayText), hasPlaces: !isFree,
        missing: missing == 0 ? nil : Wording.count(missing, "answer") + " not recorded"),
      at: "/incidents/")
  }
}
