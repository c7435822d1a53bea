internal import Aggregation
internal import CentreStore
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Screens

/// One kind of page for every list: filtered, ordered, counted, saved under a name, and exported.
///
/// The address contains all of it: anybody who receives the address sees the same list.
struct ListPages: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    let lists: [(ListKind, Endpoint, Endpoint)] = [
      (.incidents, .incidentsPage, .incidentsTable),
      (.notifications, .notificationsPage, .notificationsTable),
      (.audits, .auditsPage, .auditsTable), (.actions, .actionsPage, .actionsTable),
    ]
    for (kind, page, table) in lists {
      router.serve(page, behind: accessControl) { try await show(kind, $0) }
      router.serve(table, behind: accessControl) { try await export(kind, $0) }
    }
    router.serve(.viewForm, behind: accessControl) { try await save($0) }
    router.serve(.endViewForm, behind: accessControl) { try await forget($0) }
  }

  struct Content {
    let title: String
    let lead: String
    let path: String
    let silent: String?
    let form: ListForm
    let problem: String?
    let total: String
    let place: String?
    let columns: [String]
    let rows: [ListTable.Row]
    let isEmpty: Bool
    let isFiltered: Bool
    let earlier: String?
    let later: String?
    let export: String
    let address: String
    let views: [View]
    let hasViews: Bool
  }

  struct View {
    let name: String
    let href: String
    let number: Int
  }

  private func show(_ kind: ListKind, _ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query().withoutBlanks()
    let centre = pages.centre
    var (table, problem): (ListTable?, String?) = (nil, nil)
    var cut = PageCut(of: 0, start: nil)
    do {
      let filter = try Self.filter(kind, query, centre)
      (table, cut) = try await Self.page(kind, filter, query.text("start"), centre)
    } catch let refused as Problem {
      problem = refused.detail
    }
    let narrowed = ListForm.pairs(kind, query)
    let person = try authorised.known().id
    let (coverage, saved) = try await centre.together([.coverage, .savedViews(of: person)]) {
      (try $0.coverage(), try $0.savedViews(of: person))
    }
    // A site of which nothing is known is a slip, not a list without rows.
    if problem == nil, let site = query["site"], table?.total == 0,
      !coverage.contains(where: { $0.site == site })
    {
      problem = Problem.noSite(site).detail
    }
    let views = saved.filter { $0.path.hasPrefix(kind.path) }
    try pages.note(authorised, query["site"] ?? "all sites")
    let content = Content(
      title: kind.title, lead: kind.lead, path: kind.path,
      silent: TodayPage.silence(coverage),
      form: ListForm(kind, query, sites: coverage),
      problem: problem,
      total: Self.displayText(table?.total ?? 0, kind), place: cut.displayText,
      columns: table?.columns ?? [],
      rows: table?.shownRows ?? [], isEmpty: table?.rows.isEmpty ?? true,
      isFiltered: narrowed.contains { $0.0 != "sort" && $0.1 != nil },
      earlier: cut.earlier.map { PageCut.link(kind.path, narrowed, start: $0) },
      later: cut.later.map { PageCut.link(kind.path, narrowed, start: $0) },
      export: Self.address("\(kind.path).csv", narrowed),
      address: Self.address(kind.path, narrowed),
      views: views.enumerated().map { View(name: $1.name, href: $1.path, number: $0) },
      hasViews: !views.isEmpty)
    return pages.show(
      "list", title: kind.title, content, authorised, status: problem == nil ? .ok : .badRequest)
  }

  private static func filter(
    _ kind: ListKind, _ query: FormFields, _ centre: Centre
  ) throws -> Filter {
    var fields = query
    if query["sort"] == nil { fields.append("sort", kind.standardSort) }
    return try Filter(fields, kind.shape, today: centre.today)
  }

  private static func page(
    _ kind: ListKind, _ filter: Filter, _ start: String?, _ centre: Centre
  ) async throws -> (ListTable, PageCut) {
    var filter = filter
    filter.limit = PageCut.rowsMax
    filter.offset = max(0, start.flatMap(Int.init) ?? 0)
    let table = try await ListTable(kind, filter, centre)
    return (table, PageCut(of: table.total, start: start))
  }

  private static func displayText(_ total: Int, _ kind: ListKind) -> String {
    switch kind {
    case .incidents: Wording.count(total, "incident")
    case .notifications: Wording.count(total, "notification")
    case .audits: Wording.count(total, "audit")
    case .actions: Wording.count(total, "action")
    }
  }

  static func address(_ path: String, _ narrowed: [(String, String?)]) -> String {
    let pairs = narrowed.compactMap { name, value in
      value.map { "\(name)=\(FormFields.encoded($0))" }
    }
    return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
  }

  // MARK: Export

  /// The most rows of an exported list: as many as a spreadsheet opens easily.
  static let exportedMax = 100_000

  private func export(_ kind: ListKind, _ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query().withoutBlanks()
    var filter = try Self.filter(kind, query, pages.centre)
    filter.limit = Filter.limitMax
    try pages.note(authorised, query["site"] ?? "all sites")
    var text = ""
    repeat {
      let table = try await ListTable(kind, filter, pages.centre)
      if filter.offset == 0 { text = CSVText.line(table.exported) }
      for row in table.rows { text += CSVText.line(row.line) }
      filter.offset += table.rows.count
      guard table.rows.count == filter.limit else { break }
    } while filter.offset < Self.exportedMax
    let name = "candour-\(kind.rawValue)-\(pages.centre.today).csv"
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8",
        .contentDisposition: "attachment; filename=\"\(name)\"",
      ], body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  // MARK: Saved views

  private static let namesMax = 50

  private func save(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let person = try authorised.known().id
    let path = Self.listPath(fields["path"])
    return try await pages.change(authorised, then: path ?? "/") {
      let name = try Decisions.required("name", fields, "Give the list a name.")
      guard let path, name.unicodeScalars.count <= 80 else {
        throw Decisions.invalid("name", "A name has at most 80 characters.")
      }
      guard try await pages.centre.savedViews(of: person).count < Self.namesMax else {
        throw Decisions.invalid("name", "Remove one of your saved lists first: there are 50.")
      }
      try await pages.centre.save(view: name, path: path, of: person)
    }
  }

  private func forget(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let person = try authorised.known().id
    return try await pages.change(authorised, then: Self.listPath(fields["path"]) ?? "/") {
      let name = try Decisions.required("name", fields, "Choose a saved list.")
      try await pages.centre.forget(view: name, of: person)
    }
  }

  /// The address of one of our lists, and of nothing else: a form must not lead elsewhere.
  private static func listPath(_ text: String?) -> String? {
    guard let text, text.utf8.count <= 1000, !text.contains(where: \.isNewline),
      let list = text.split(separator: "?").first,
      ListKind.allCases.contains(where: { $0.path == list })
    else { return nil }
    return text
  }
}
