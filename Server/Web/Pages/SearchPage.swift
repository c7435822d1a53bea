internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The search over every record.
struct SearchPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.searchPage, behind: accessControl) { try await search($0) }
  }

  struct Row {
    let href: String
    let name: String
    let kind: String
    let site: String
    let state: Tag
    let excerpt: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let words: String
    let wasSearched: Bool
    let summary: String
    let earlier: String?
    let later: String?
  }

  private func search(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query()
    let words = String((query.text("q") ?? "").prefix(200))
    let start = max(0, query.text("start").flatMap(Int.init) ?? 0)
    let (found, total) =
      words.isEmpty
      ? ([], 0) : try await pages.centre.search(words, offset: start, limit: PageCut.rowsMax)
    if !words.isEmpty { try pages.note(authorised, "search") }
    // A complete reference leads directly to its record.
    if start == 0, total == 1, let only = found.first?.snapshot,
      only.reference?.lowercased() == words.lowercased()
    {
      return PageRenderer.redirect(to: Self.place(of: only))
    }
    let cut = PageCut(of: total, start: "\(start)")
    let content = Content(
      rows: found.map(Self.row), isEmpty: found.isEmpty, words: words, wasSearched: !words.isEmpty,
      summary: cut.displayText.map { "Records \($0)" } ?? Wording.count(total, "record"),
      earlier: cut.earlier.map { PageCut.link("/search", [("q", words)], start: $0) },
      later: cut.later.map { PageCut.link("/search", [("q", words)], start: $0) })
    return pages.show("search", title: "Search", content, authorised)
  }

  private static func row(_ found: FoundRecord) -> Row {
    let snapshot = found.snapshot
    let status = Wording.displayText(snapshot.text("status") ?? "")
    let outcome =
      snapshot.kind == .incident
      ? Tag(outcome: IncidentView(snapshot).assessment.outcome.rawValue) : Tag(status, "grey")
    return Row(
      href: place(of: snapshot),
      name: snapshot.reference.map { RecordReference.grouped($0) } ?? snapshot.text("title")
        ?? snapshot.name,
      kind: Wording.displayText(snapshot.kind.rawValue), site: snapshot.scope.code, state: outcome,
      excerpt: found.excerpt)
  }

  static func place(of snapshot: RecordSnapshot) -> String {
    switch snapshot.kind {
    case .incident: "/incidents/\(snapshot.name)"
    case .audit: "/audits/\(snapshot.name)"
    case .theme: "/themes/\(snapshot.name)"
    case .procedure: "/procedures"
    default: "/search"
    }
  }
}

extension FormFields {
  /// The same without empty fields: a browser sends those, too.
  func withoutBlanks() -> FormFields { filtered { !$0.isEmpty } }
}
