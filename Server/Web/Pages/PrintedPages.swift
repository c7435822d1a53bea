internal import Aggregation
internal import Deidentification
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Screens

/// Documents for the authority: the answers to copy into its form, report and answers for printing,
/// as PDF where WeasyPrint is installed, and unchanged copies of what was sent.
struct PrintedPages: Sendable {
  let pages: PageContext
  /// `nil` where WeasyPrint is not installed.
  let pdf: PDFMaker?

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.answersPage, behind: accessControl) { try await answers($0) }
    router.serve(.answersPrint, behind: accessControl) { authorised in
      try await printed(authorised) { try await sheet(authorised, $0).html() }
    }
    router.serve(.reportPrint, behind: accessControl) { authorised in
      try await printed(authorised) { try await report($0).html() }
    }
    router.serve(.reportPDF, behind: accessControl) { try await reportPDF($0) }
    router.serve(.sentCopy, behind: accessControl) { Self.page(try await sent($0).page) }
    router.serve(.sentCopyPDF, behind: accessControl) { authorised in
      let (copy, page) = try await sent(authorised)
      return try await document(
        of: page, named: "\(copy.subject.rawValue)-as-sent", at: copy.at)
    }
  }

  // MARK: What was sent

  private func incident(_ authorised: AuthorisedRequest) async throws -> RecordSnapshot {
    let snapshot = try await pages.centre.snapshot(named: try authorised.parameter("id"))
    guard snapshot.kind == .incident else { throw UnknownRecord() }
    try pages.note(authorised, snapshot.name)
    return snapshot
  }

  private func sent(_ authorised: AuthorisedRequest) async throws -> (copy: SentCopy, page: String)
  {
    let name = try authorised.parameter("copy")
    let copies = IncidentView(try await incident(authorised)).sentCopies
    guard let copy = copies.first(where: { $0.record == name }) else { throw UnknownRecord() }
    let record = try await pages.centre.snapshot(named: copy.record)
    guard let page = SentCopy.page(in: record), record.text("sha256") == copy.digest else {
      throw Problem(
        status: .internalServerError, code: "copy-damaged",
        detail: "What is kept is not what was sent, or has not come whole. Run verify.")
    }
    return (copy, page)
  }

  // MARK: Present form

  private func register(_ snapshot: RecordSnapshot) async throws -> EquipmentRegister {
    EquipmentRegister(
      try await pages.centre.snapshots(of: .equipment).filter { $0.scope == snapshot.scope })
  }

  private func report(_ snapshot: RecordSnapshot) async throws -> InvestigationReport {
    try InvestigationReport(
      IncidentView(snapshot), now: pages.centre.moment, equipment: try await register(snapshot))
  }

  private func sheet(_ authorised: AuthorisedRequest, _ snapshot: RecordSnapshot) async throws
    -> AnswersSheet
  {
    try AnswersSheet(
      IncidentView(snapshot), now: pages.centre.moment, equipment: try await register(snapshot))
  }

  private func printed(
    _ authorised: AuthorisedRequest, _ html: (RecordSnapshot) async throws -> String
  ) async throws -> Response {
    let snapshot = try await incident(authorised)
    do {
      return Self.page(try await html(snapshot))
    } catch let error as ValidationError {
      return pages.refusal(
        "Not produced", [error.message], "/incidents/\(snapshot.name)/report", authorised,
        status: .unprocessableContent)
    }
  }

  /// A PDF looks final: it is made only of a text that somebody has read.
  private func reportPDF(_ authorised: AuthorisedRequest) async throws -> Response {
    let snapshot = try await incident(authorised)
    let report = try await report(snapshot)
    guard !report.isDraft else {
      return pages.refusal(
        "It is a draft", ["\(report.draftMark ?? "") Read it and confirm it first."],
        "/incidents/\(snapshot.name)/report", authorised, status: .conflict)
    }
    return try await document(
      of: try report.html(), named: report.reference, at: "\(report.madeAt)")
  }

  func document(
    of html: String, named name: String, at moment: String
  ) async throws -> Response {
    guard let pdf else { throw Problem.notFound }
    let second = (Moment(moment) ?? pages.centre.moment).milliseconds / 1000
    do throws(PDFMaker.Failure) {
      let bytes = try await pdf.pdf(of: html, at: second)
      return Response(
        status: .ok,
        headers: [
          .contentType: "application/pdf",
          .contentDisposition: "attachment; filename=\"\(name).pdf\"",
        ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    } catch .busy {
      throw Problem(
        status: .serviceUnavailable, code: "pdf-busy",
        detail: "Many PDFs are being made. Try again in a minute; nothing was lost.")
    } catch {
      throw Problem(
        status: .serviceUnavailable, code: "pdf-not-made",
        detail: "WeasyPrint made no PDF. Print the page instead; nothing was lost.")
    }
  }

  /// A document with only its own style.
  static func page(_ html: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: PrintedDocument.securityPolicy(of: html),
      ], body: .init(byteBuffer: ByteBuffer(string: html)))
  }
}

// MARK: The answers

extension PrintedPages {
  struct Answer {
    let id: String
    let question: String
    let answer: String
    let isMissing: Bool

    init(
      _ id: String, _ question: String, _ answer: String?, otherwise: String = "Not recorded"
    ) {
      (self.id, self.question, isMissing) = (id, question, answer == nil)
      self.answer = answer ?? otherwise
    }
  }

  struct Way {
    let channel: String
    let value: String
    let purpose: String
    let source: String
    let asOf: String
  }

  struct Answers {
    let id: String
    let name: String
    let authority: String
    /// Whether they follow the form that the trust imported.
    let isOfForm: Bool
    let answers: [Answer]
    let ways: [Way]
    let places: [String]
    let hasPlaces: Bool
    let missing: String?
    let isDraft: Bool
    let draftMark: String
  }

  /// In the order of the report.
  private static func answers(_ sheet: AnswersSheet) -> [Answer] {
    sheet.answers.enumerated().map {
      Answer(
        "answer-\($0)", $1.question, $1.isRecorded ? $1.answer : nil, otherwise: $1.shown)
    }
  }

  /// In the order of the authority's form, as the trust imported it.
  private static func answers(
    _ sheet: AnswersSheet, _ snapshot: RecordSnapshot, _ form: AnswerForm
  ) -> [Answer] {
    form.questions.enumerated().map { index, question in
      let id = "answer-\(index)"
      switch question.source {
      case .sheet(let name):
        let answer = sheet.answers.first { $0.question == name && $0.isRecorded }
        return Answer(id, question.text, answer?.answer)
      case .field(let path):
        let value = snapshot.fields[path].map { ValueWords.displayText($0, at: path) }
        return Answer(id, question.text, value)
      case .hand: return Answer(id, question.text, nil, otherwise: "To be answered by hand")
      }
    }
  }

  private func answers(_ authorised: AuthorisedRequest) async throws -> Response {
    let snapshot = try await incident(authorised)
    let sheet = try await sheet(authorised, snapshot)
    let form = try await pages.centre.answerForm(of: sheet.authority)
    let shown = form.map { Self.answers(sheet, snapshot, $0) } ?? Self.answers(sheet)
    let missing = sheet.answers.count(where: \.isMissing)
    let mark = sheet.draftMark
    let content = Answers(
      id: snapshot.name, name: RecordReference.grouped(sheet.reference),
      authority: sheet.authority.rawValue,
      isOfForm: form != nil, answers: sheet.identifiers.isEmpty ? shown : [],
      ways: sheet.contacts.map {
        Way(
          channel: $0.channel.rawValue.prefix(1).uppercased() + $0.channel.rawValue.dropFirst(),
          value: $0.value, purpose: $0.purpose,
          source: $0.source,
          asOf: $0.from.map { Wording.day("\($0)") } ?? "no date given")
      },
      places: sheet.identifiers.map {
        "\(Wording.displayText(FieldLabel.displayText($0.path))): write “\($0.finding.replacement)”"
      }, hasPlaces: !sheet.identifiers.isEmpty,
      missing: missing == 0 ? nil : "\(Wording.count(missing, "answer")) not recorded",
      isDraft: mark != nil, draftMark: mark ?? "")
    return pages.showWithCopying(
      "answers", title: "Answers for \(sheet.authority)", content, authorised)
  }
}
