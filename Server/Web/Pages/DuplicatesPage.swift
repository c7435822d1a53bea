internal import Aggregation
internal import CentreStore
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// Records that may be of one event: a person decides whether they are, with a reason.
struct DuplicatesPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.duplicatesPage, behind: accessControl) { try await show($0) }
    router.serve(.duplicateForm, behind: accessControl) { try await decide($0) }
  }

  struct Side {
    let place: Int
    let id: String
    let version: String
    let name: String
    let site: String
    let discovered: String
    let codes: String
    let status: String
  }

  struct Pair {
    let number: Int
    let title: String
    let reasons: [String]
    let both: [Side]
    /// Both records with their versions, as sent by the tick for several pairs.
    let ticked: String
  }

  struct Content {
    let silent: String?
    let pairs: [Pair]
    let isEmpty: Bool
    let mayDecide: Bool
    let isBounded: Bool
    /// The address of the next page.
    let earlier: String?
  }

  /// Pairs on one page.
  private static let pairsMax = 20

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let centre = pages.centre
    var pairs: [Pair] = []
    let page = try await centre.possibleDuplicates(
      after: try authorised.query()["cursor"].flatMap(Cursor.init(text:)), limit: Self.pairsMax)
    let names = page.pairs.flatMap { [$0.first.id, $0.second.id] }
    let (versions, coverage) = try await centre.together([.sharedIdentifiers, .coverage]) {
      (try $0.versions(of: names), try $0.coverage())
    }
    for pair in page.pairs {
      // Without a version nothing can be decided: two sites have a record of that identifier.
      let rows = [pair.first, pair.second]
      let both = zip(0..., rows).map { Self.side($1, $0, versions[$1.id] ?? "") }
      pairs.append(
        Pair(
          number: pairs.count, title: both.map(\.name).joined(separator: " and "),
          reasons: pair.reasons, both: both,
          ticked: both.map { "\($0.id) \($0.version)" }.joined(separator: " ")))
    }
    let content = Content(
      silent: TodayPage.silence(coverage), pairs: pairs, isEmpty: pairs.isEmpty,
      mayDecide: Endpoint.duplicateForm.admits(try authorised.known().role),
      isBounded: page.isBounded, earlier: page.next.map { "/duplicates?cursor=\($0.text)" })
    return pages.show("duplicates", title: "Possible duplicates", content, authorised)
  }

  private static func side(_ row: IncidentRow, _ index: Int, _ version: String) -> Side {
    let codes = [row.codes, row.complementary].filter { !$0.isEmpty }.joined(separator: " ")
    return Side(
      place: index + 1, id: row.id, version: version,
      name: RecordReference.grouped(row.reference ?? row.id),
      site: row.site, discovered: Wording.day(row.discoveredOn),
      codes: codes.isEmpty ? "none" : codes, status: Wording.displayText(row.status.rawValue))
  }

  private func decide(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    return try await pages.change(authorised, then: "/duplicates") {
      try await pages.decisions.decideDuplicate(fields, by: principal)
    }
  }
}
