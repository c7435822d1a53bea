internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Screens

/// Who read what and did what: by person, record and day, on the page and as CSV.
struct AccessLogPage: Sendable {
  private static let rowsMax = 200
  /// The most rows of one CSV file; for more, request fewer days at a time; the file says so.
  private static let tableRowsMax = 100_000

  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.accessPage, behind: accessControl) { try await show($0) }
    router.serve(.accessTable, behind: accessControl) { try await table($0) }
  }

  struct Row {
    let at: String
    let who: String
    let role: String
    let action: String
    let subject: String
  }

  struct Person {
    let id: String
    let text: String
    let isChosen: Bool
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let people: [Person]
    let record: String
    let from: String
    let to: String
    let query: String
    let next: String?
  }

  private func query(_ authorised: AuthorisedRequest) throws -> Centre.AccessQuery {
    let fields = try authorised.query()
    var query = Centre.AccessQuery()
    query.who = fields.text("who")
    query.record = fields.text("record")
    query.from = try Self.day("from", fields)
    query.to = try Self.day("to", fields)
    query.before = fields.text("before").flatMap { Int64($0) }
    return query
  }

  private static func day(_ name: String, _ fields: FormFields) throws -> CalendarDate? {
    guard let text = fields.text(name) else { return nil }
    guard let day = CalendarDate(text) else {
      throw Problem.badParameter(name, text, "a date. Type it as 2026-03-01.")
    }
    return day
  }

  /// Everybody whom the log may name, by identifier.
  private func names() async throws -> [String: String] {
    let people = try await pages.centre.people().map { ($0.id, $0.email) }
    let programs = try await pages.centre.tokens().map { ($0.id, "program: \($0.name)") }
    return Dictionary(people + programs, uniquingKeysWith: { first, _ in first })
  }

  private func rows(
    _ query: Centre.AccessQuery, _ names: [String: String], limit: Int
  ) async throws -> (rows: [Row], next: Int64?) {
    let found = try await pages.centre.accesses(query, limit: limit)
    let rows = found.rows.map { access in
      Row(
        at: Wording.moment(access.at), who: names[access.who] ?? access.who, role: access.role,
        action: access.action,
        subject: access.reference ?? names[access.subject] ?? access.subject)
    }
    return (rows, found.next)
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try query(authorised)
    let names = try await names()
    let found = try await rows(query, names, limit: Self.rowsMax)
    let text = Self.text(query)
    let content = Content(
      rows: found.rows, isEmpty: found.rows.isEmpty,
      people: names.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
        Person(id: $0.key, text: $0.value, isChosen: $0.key == query.who)
      }, record: query.record ?? "", from: query.from?.description ?? "",
      to: query.to?.description ?? "", query: text,
      next: found.next.map { text + (text.isEmpty ? "?" : "&") + "before=\($0)" })
    return pages.show("access", title: "Access log", content, authorised)
  }

  /// The filter as a query, without the page.
  private static func text(_ query: Centre.AccessQuery) -> String {
    let fields = [
      ("who", query.who), ("record", query.record), ("from", query.from?.description),
      ("to", query.to?.description),
    ]
    let pairs = fields.compactMap { name, value in
      value.map { "\(name)=\(FormFields.encoded($0))" }
    }
    return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
  }

  private func table(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try query(authorised)
    let found = try await rows(query, try await names(), limit: Self.tableRowsMax)
    var text = "when,who,role,what,of\r\n"
    for row in found.rows {
      text += CSVText.line([row.at, row.who, row.role, row.action, row.subject])
    }
    if found.next != nil { text += "\"There is more: ask for fewer days\",,,,\r\n" }
    pages.centre.note(try authorised.known(), "exported the access log", "all sites")
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8",
        .contentDisposition:
          "attachment; filename=\"candour-access-\(pages.centre.today).csv\"",
      ], body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
