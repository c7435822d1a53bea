internal import Aggregation
internal import Deidentification
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The investigation report: its contents, what is missing, and what names a person in it.
struct ReportPage: Sendable {
  let pages: PageContext
  let makesPDF: Bool

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.reportPage, behind: accessControl) { try await show($0) }
    router.serve(.reportForm, behind: accessControl) { try await save($0) }
  }

  struct Part {
    let key: String
    let title: String
    let text: String
    /// A digest that shows whether it has changed since the page was shown.
    let mark: String
    /// The other person's text, where both changed it meanwhile.
    let theirs: String?
  }

  struct Item {
    let text: String
    let state: Tag
    let quote: String
    /// What is still missing.
    let lacks: [String]
  }

  struct Place {
    let label: String
    let kind: String
    let replacement: String
  }

  struct Section {
    let id: String
    let title: String
    let paragraphs: [String]
    let hasText: Bool
  }

  /// A copy of what was sent.
  struct Sent {
    let record: String
    let what: String
    let at: String
    let by: String
    let digest: String
    let isCurrent: Bool
  }

  struct Content {
    let id: String
    let copies: [Sent]
    let hasCopies: Bool
    let makesPDF: Bool
    let pdfReady: Bool
    let name: String
    let version: String
    let parts: [Part]
    let items: [Item]
    let done: Int
    let total: Int
    let isComplete: Bool
    let places: [Place]
    let hasPlaces: Bool
    let sections: [Section]
    let doses: [InvestigationReport.DoseLine]
    let mayEdit: Bool
    let isDraft: Bool
    let draftMark: String
    let readBy: String
    let mayConfirm: Bool
    let problem: String?
    let saved: Bool
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    try await show(authorised, kept: nil, clashes: [], problem: nil, status: .ok)
  }

  /// - Parameters:
  ///   - kept: what was sent and refused.
  ///   - clashes: parts that somebody else changed meanwhile.
  private func show(
    _ authorised: AuthorisedRequest, kept: FormFields?, clashes: Set<String>, problem: String?,
    status: HTTPResponse.Status
  ) async throws -> Response {
    let snapshot = try await pages.centre.snapshot(named: try authorised.parameter("id"))
    guard snapshot.kind == .incident else { throw UnknownRecord() }
    try pages.note(authorised, snapshot.name)
    let equipment = try await pages.centre.snapshots(of: .equipment)
      .filter { $0.scope == snapshot.scope }
    let report: InvestigationReport
    do throws(ValidationError) {
      report = try InvestigationReport(
        IncidentView(snapshot), now: pages.centre.moment,
        equipment: EquipmentRegister(equipment))
    } catch {
      return pages.refusal(
        "There is a problem", [error.message], "/incidents/\(snapshot.name)", authorised,
        status: .unprocessableContent)
    }
    let items = report.completeness.items.map(Self.item)
    let copies = IncidentView(snapshot).sentCopies.map(Self.sent)
    let mayEdit = Endpoint.reportForm.admits(try authorised.known().role)
    let content = Content(
      id: snapshot.name, copies: copies, hasCopies: !copies.isEmpty, makesPDF: makesPDF,
      pdfReady: makesPDF && !report.isDraft && report.identifiers.isEmpty,
      name: RecordReference.grouped(report.reference), version: snapshot.version,
      parts: Decisions.reportParts.map { part in
        let text = snapshot.fields["investigation/\(part.key)"].map(FormFields.text) ?? ""
        return Part(
          key: part.key, title: part.title, text: kept?[part.key] ?? text,
          mark: Decisions.mark(of: text), theirs: clashes.contains(part.key) ? text : nil)
      }, items: items, done: report.completeness.items.count { !$0.isMissing },
      total: items.count, isComplete: report.isComplete,
      places: report.identifiers.map {
        Place(
          label: Wording.displayText(FieldLabel.displayText($0.path)),
          kind: Wording.displayText($0.finding.kind.rawValue),
          replacement: $0.finding.replacement)
      }, hasPlaces: !report.identifiers.isEmpty,
      sections: report.identifiers.isEmpty ? report.sections.map(Self.section) : [],
      doses: report.doses,
      mayEdit: mayEdit, isDraft: report.isDraft, draftMark: report.draftMark ?? "",
      readBy: report.reading?.role ?? "",
      mayConfirm: mayEdit && report.isDraft && report.identifiers.isEmpty, problem: problem,
      saved: try authorised.query()["done"] == "saved")
    return pages.showWithCopying(
      "report", title: "Report: \(content.name)", content, authorised, status: status)
  }

  private static func section(_ section: InvestigationReport.Section) -> Section {
    Section(
      id: "part-\(section.id)", title: section.title, paragraphs: section.paragraphs,
      hasText: !section.paragraphs.isEmpty)
  }

  private static func sent(_ copy: SentCopy) -> Sent {
    Sent(
      record: copy.record, what: Wording.displayText(copy.subject.displayText),
      at: Moment(copy.at).map { Wording.moment($0) } ?? copy.at, by: copy.by, digest: copy.digest,
      isCurrent: copy.isCurrent)
  }

  private static func item(_ item: CompletenessItem) -> Item {
    let state: Tag
    switch item.state {
    case .given: state = Tag("Given", "green")
    case .stated: state = Tag("Reason given", "blue")
    case .missing:
      state = item.strength == .warning ? Tag("Advised", "grey") : Tag("Missing", "red")
    }
    var lacks: [String] = []
    if case .missing(let words) = item.state { lacks = words }
    return Item(text: Wording.displayText(item.id), state: state, quote: item.quote, lacks: lacks)
  }

  private func save(_ authorised: AuthorisedRequest) async throws -> Response {
    let id = try authorised.parameter("id")
    let fields = try authorised.form()
    let principal = try authorised.known()
    do {
      try await pages.decisions.writeReportParts(of: id, fields, by: principal)
    } catch let clash as Decisions.ReportClash {
      return try await show(
        authorised, kept: fields, clashes: Set(clash.parts),
        problem:
          "Somebody else changed \(Wording.count(clash.parts.count, "part")) while you wrote. "
          + "Both texts are shown below. Nothing of yours is lost; nothing was written yet.",
        status: .conflict)
    } catch EditRefusal.changedMeanwhile {
      return try await show(
        authorised, kept: fields, clashes: [],
        problem: "The record changed at this moment. Nothing was written: save again.",
        status: .conflict)
    } catch EditRefusal.invalid(let error) {
      let place = error.field.map { Wording.displayText(FieldLabel.displayText($0)) + ": " } ?? ""
      return try await show(
        authorised, kept: fields, clashes: [], problem: place + error.message,
        status: .unprocessableContent)
    }
    return PageRenderer.redirect(to: "/incidents/\(FormFields.encoded(id))/report?done=saved")
  }
}
