internal import Aggregation
internal import HTTPTypes
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// What a parameter in the address of a page may be.
enum PageParameter: Hashable, Sendable {
  /// Words to look for, a person, a reference: whatever is not found is said on the page.
  case words
  /// One of these.
  case choice([String])
  /// A place in a list.
  case number
  case day
  case cursor
  case quarter
  case site
  /// Refused by ``Filter`` where the list is read, which shows its form again with the reason.
  case filter

  /// - Throws: a ``Problem`` (400) that names the parameter and what it may be.
  func check(_ text: String, _ name: String) throws {
    let expected: String? =
      switch self {
      case .words, .filter: nil
      case .choice(let values):
        values.contains(text) ? nil : "one of: \(values.joined(separator: ", "))"
      case .number:
        Int64(text).map { $0 >= 0 } ?? false ? nil : "a whole number"
      case .day: CalendarDate(text) == nil ? "a date. Type it as 2026-03-01." : nil
      case .cursor: Cursor(text: text) == nil ? "a place in this list" : nil
      case .quarter: Quarter(text) == nil ? "a quarter as 2026-Q1" : nil
      case .site: nil
      }
    if let expected { throw Problem.badParameter(name, text, expected) }
    if self == .site, Scope(text) == nil { throw Problem.noSite(text) }
  }
}

extension Endpoint {
  /// The parameters of every page that takes some, by path. A page that is not named here takes none,
  /// but for those that are open to everybody: what a mail or an identity provider adds is left alone.
  static let pageParameters: [String: [String: PageParameter]] = {
    var all: [String: [String: PageParameter]] = [
      trendsTable.path: [
        "view": .choice(TrendReport.View.allCases.map(\.rawValue)), "picture": .words,
        "site": .site,
      ],
      incidentPage.path: [
        "done": .choice(IncidentPage.doneWords.keys.sorted()), "step": .choice(openedSteps),
      ],
      reportPage.path: ["done": .choice(["saved"])],
      auditPage.path: ["done": .choice(AuditPages.doneWords.keys.sorted())],
      themePage.path: ["done": .choice(IncidentPage.doneWords.keys.sorted())],
      themesPage.path: ["start": .number, "decided": .number],
      searchPage.path: ["q": .words, "start": .number],
      duplicatesPage.path: ["cursor": .cursor],
      quarantinePage.path: ["cursor": .cursor, "decided": .choice(["yes"])],
      messagesPage.path: ["state": .choice(OutboxMessage.State.allCases.map(\.rawValue))],
      loggedOnePage.path: ["saved": .choice(["1"])],
      logQuestionPage.path: ["then": .choice(["summary"])],
    ]
    for view in TrendReport.View.allCases { all[view.endpoint.path] = ["site": .site] }
    for board in [boardPage, boardPrint, boardPDF] { all[board.path] = ["quarter": .quarter] }
    for log in [accessPage, accessTable] {
      all[log.path] = [
        "who": .words, "record": .words, "from": .day, "to": .day, "before": .number,
      ]
    }
    for kind in ListKind.allCases {
      let names = kind.shape.names.filter { !["cursor", "limit"].contains($0) }
      var parameters = Dictionary(uniqueKeysWithValues: names.map { ($0, PageParameter.filter) })
      parameters["start"] = .number
      all[kind.path] = parameters
      all["\(kind.path).csv"] = parameters
    }
    return all
  }()

  /// The forms of an incident's page that a link may unfold.
  private static let openedSteps = ["answer", "dose", "notify", "significance"]

  /// Refuses a parameter that a page does not have, or a value that means nothing to it: a mistyped
  /// filter must not show everything.
  func checkPageParameters(_ query: String?) throws {
    guard kind == .page, method == .get, case .roles = access, let query, !query.isEmpty else {
      return
    }
    guard let fields = FormFields(query.utf8) else {
      throw Problem.malformed("The query is not well formed.")
    }
    let known = Self.pageParameters[path] ?? [:]
    for name in fields.names {
      guard let parameter = known[name] else {
        throw Problem.unknownParameter(name, known: known.keys.sorted())
      }
      // A form sends what was left empty, too.
      if let text = fields.text(name) { try parameter.check(text, name) }
    }
  }
}
