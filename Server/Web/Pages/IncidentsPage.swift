internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// All incidents, and the search over every record.
struct IncidentsPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.incidentsPage, behind: gate) { try await list($0) }
    router.serve(.searchPage, behind: gate) { try await search($0) }
  }

  struct Row {
    let href: String
    let name: String
    let site: String
    let status: String
    let outcome: Tag
    let codes: String
    let discoveredOn: String
    let conflicts: Int
  }

  struct Content {
    let silent: String?
    let rows: [Row]
    let isEmpty: Bool
    let next: String?
    let words: String
    let wasSearched: Bool
  }

  private func list(_ admitted: Admitted) async throws -> Response {
    let filter = try Filter(try admitted.query().withoutBlanks(), states: nil)
    let rows = try await pages.centre.rows().incidents
    let ordered = rows.sorted {
      ($0.discoveredOn ?? "", $0.id) > ($1.discoveredOn ?? "", $1.id)
    }.filter { filter.site == nil || $0.site == filter.site }
    let cut = PageCut(of: ordered.count, start: try admitted.query().text("start"))
    let page = ordered[cut.range]
    let next = cut.later.map {
      PageCut.link("/incidents", [("site", filter.site)], start: $0)
    }
    let content = Content(
      silent: BoardPage.silence(try await pages.centre.coverage()), rows: page.map(Self.row),
      isEmpty: page.isEmpty, next: next, words: "", wasSearched: false)
    return pages.show("incidents", title: "Incidents", content, admitted)
  }

  private static func row(_ row: IncidentRow) -> Row {
    Row(
      href: "/incidents/\(row.id)", name: row.reference ?? row.id, site: row.site,
      status: Wording.words(row.status), outcome: Tag(outcome: row.outcome), codes: row.codes,
      discoveredOn: Wording.day(row.discoveredOn), conflicts: row.conflicts)
  }

  /// Looks for every word in the fields of incidents and audits.
  private func search(_ admitted: Admitted) async throws -> Response {
    let words = try admitted.query().text("q") ?? ""
    let found = words.isEmpty ? [] : try await pages.centre.search(words)
    let rows = found.map { snapshot in
      let assessed = snapshot.kind == .incident ? ReadModel.rows(for: snapshot).incident : nil
      return assessed.map(Self.row)
        ?? Row(
          href: snapshot.kind == .audit ? "/audits/\(snapshot.name)" : "/search",
          name: snapshot.text("title") ?? snapshot.reference ?? snapshot.name,
          site: snapshot.scope.code, status: Wording.words(snapshot.text("status") ?? ""),
          outcome: Tag(Wording.words(snapshot.kind.rawValue), "grey"), codes: "",
          discoveredOn: "–", conflicts: snapshot.conflicts.count)
    }
    if !words.isEmpty { try pages.note(admitted, "search") }
    let content = Content(
      silent: nil, rows: rows, isEmpty: rows.isEmpty, next: nil, words: words,
      wasSearched: !words.isEmpty)
    return pages.show("search", title: "Search", content, admitted)
  }
}

extension FormFields {
  /// The same without the fields that were left empty: a browser sends those, too.
  func withoutBlanks() -> FormFields { filtered { !$0.isEmpty } }
}
