internal import CentreStore
package import IRMER
internal import RecordStore
internal import RecordTables
package import Records
internal import Replication

/// A proposal with what confirming it would write.
package struct ProposedTheme: Hashable, Sendable {
  /// Incidents of a proposal that are named: what a person can go through. Of more, the first are
  /// named and the others counted.
  package static let incidentsMax = 100

  package let proposal: ThemeProposal
  /// Its codes, as far as the incidents give a category: `M4.2b`.
  package let complementary: [String]
  /// What its incidents share, as the first of them says it.
  package let displayText: String
  /// Of which category of exposure they are, where that is what they share.
  package let category: String?
  /// Confirmed themes that contain some of its incidents: new incidents may be added to them.
  package let overlapping: [String]
}

/// Some of the proposals, and how many there are.
package struct ProposedThemes: Sendable {
  package let proposals: [ProposedTheme]
  package let total: Int
  /// What people decided already, withdrawn themes too, in the order in which it arrived.
  package let decided: [ThemeView]
}

extension Centre {
  /// Incidents of all sites that may be a theme, the strongest first, without proposals that a
  /// person has already decided about in their present form.
  ///
  /// What is read grows with the proposals on the page, the incidents that changed since, and what
  /// people decided, not with the incidents.
  package func themeProposals(
    skipping skipped: Int = 0, limit: Int = Filter.limitStandard
  ) async throws -> ProposedThemes {
    try await searched { centre in
      let decided = try centre.decidedThemes()
      var question = ThemeQuestion(limit: limit)
      (question.excluded, question.order) = (decided.excluded, .strength(skipping: skipped))
      return try centre.proposals(question, decided)
    }
  }

  /// How many themes are proposed.
  func themesProposed() async throws -> Int { try await themeProposals(limit: 0).total }

  /// Reads what the search found, after searching again what has changed. On a full or read-only disk
  /// the last search is shown: reading never needs to write.
  private func searched<T: Sendable>(
    _ body: @escaping @Sendable (Centre) throws -> T
  ) async throws -> T {
    let questions = [PageQuestion.themesTouched, .records(.theme)]
    let found = try await together(questions) { reading in
      try reading.store.areThemesTouched() ? nil : try body(reading.centre)
    }
    if let found { return found }
    do {
      try await writing { try $0.store.refreshThemes() }
    } catch let error as StoreError where error.hindersWriting {}
    return try await together(questions) { try body($0.centre) }
  }

  /// What people decided, and the windows that they decided about.
  private struct DecidedThemes {
    /// Withdrawn ones, too.
    let all: [ThemeView]
    let themes: [ThemeView]
    let windows: [TouchedWindow]

    /// Windows that one decided theme contains completely.
    var excluded: [String] {
      windows.filter { touched in
        themes.contains {
          $0.incidents.intersection(touched.incidents).count == touched.window.incidents
        }
      }.map(\.window.id.description)
    }
  }

  private func decidedThemes() throws -> DecidedThemes {
    let all = try readSnapshots(of: .theme).map(ThemeView.init)
    let themes = all.filter { !$0.snapshot.isWithdrawn }
    return DecidedThemes(
      all: all, themes: themes,
      windows: try store.themeWindows(containing: themes.map(\.incidents).joined()))
  }

  private func proposals(
    _ question: ThemeQuestion, _ decided: DecidedThemes
  ) throws -> ProposedThemes {
    let (windows, total) = try store.themeWindows(question)
    let members = try store.themeMembers(of: windows, limit: ProposedTheme.incidentsMax)
    let confirmed = decided.themes.filter { $0.confirmed != nil }
    let held = confirmed.reduce(into: Set<String>()) { $0.formUnion($1.incidents) }
    let touched = Dictionary(
      decided.windows.map { ($0.window.id, $0.incidents) }, uniquingKeysWith: { first, _ in first })
    return ProposedThemes(
      proposals: zip(windows, members).map { window, incidents in
        let decidedOf = touched[window.id] ?? []
        return ProposedTheme(
          proposal: ThemeProposal(
            window, incidents: incidents, held: held, search: ThemeSearch()),
          complementary: window.categories.map { "M\($0.rawValue)" },
          displayText: window.displayText,
          category: window.key.ground == .sameCategoryAndCause
            ? String(window.key.text.prefix { $0 != "/" }) : nil,
          overlapping: confirmed.filter { !$0.incidents.isDisjoint(with: decidedOf) }
            .map(\.snapshot.name))
      }, total: total, decided: decided.all)
  }

  /// Proposals and decided themes; `state` is `proposed` or a theme's status, the days those on
  /// which it was identified, or on which the last incident was discovered.
  package func themes(_ filter: Filter) async throws -> Listing {
    try await searched { centre in
      let decided = try centre.decidedThemes()
      let known = decided.themes.map {
        (item: $0.item, sites: $0.sites, day: $0.snapshot.date("identifiedOn"))
      }
      .filter { theme in
        (filter.site == nil || theme.sites.contains { filter.admits(site: $0) })
          && filter.admits(state: theme.item["state"]?.string ?? "")
          && filter.admits(day: theme.day)
      }.map { (key: $0.item["id"]?.string ?? "", item: $0.item) }
      guard filter.admits(state: "proposed") else { return Listing(known, filter) }
      // One more than the page shows, to see whether there are more.
      var question = ThemeQuestion(limit: filter.limit + 1)
      (question.site, question.from, question.to) = (filter.site, filter.from, filter.to)
      question.excluded = decided.excluded
      question.order = .identifier(after: filter.cursor?.key ?? "")
      let proposed = try centre.proposals(question, decided)
      let page = Listing(
        known + proposed.proposals.map { (key: $0.proposal.id.description, item: $0.item) }, filter)
      return Listing(items: page.items, next: page.next, total: known.count + proposed.total)
    }
  }
}

extension ProposedTheme {
  fileprivate var item: JSONObject {
    var item = JSONObject()
    item.append("id", .string(proposal.id.description))
    item.append("state", "proposed")
    item.append("title", .null)
    item.append("ground", .string(proposal.ground.rawValue))
    item.append("strength", .string(proposal.strength.rawValue))
    item.append("incidents", JSONValue(proposal.incidents))
    item.append("incidentCount", .number(JSONNumber(proposal.incidentCount)))
    item.append("sites", JSONValue(proposal.sites))
    item.append("complementary", JSONValue(complementary))
    item.append("authorities", JSONValue(proposal.authorities.map(\.rawValue)))
    item.append("identifiedOn", .null)
    item.append("notifyBy", .null)
    item.append("reportBy", .null)
    item.append("reasons", JSONValue(proposal.reasons.map(\.text)))
    return item
  }
}

extension ThemeView {
  fileprivate var item: JSONObject {
    var item = JSONObject()
    item.append("id", .string(snapshot.name))
    item.append("state", .string(snapshot.text("status") ?? "proposed"))
    item.append("title", JSONValue(snapshot.text("title")))
    item.append("ground", JSONValue(snapshot.text("ground")))
    item.append("strength", .null)
    item.append("incidents", JSONValue(incidents.sorted()))
    item.append("incidentCount", .number(JSONNumber(incidents.count)))
    item.append("sites", JSONValue(sites))
    item.append("complementary", JSONValue(complementary))
    item.append("authorities", JSONValue([nation.authority.rawValue]))
    item.append("identifiedOn", JSONValue(snapshot.text("identifiedOn")))
    item.append("notifyBy", JSONValue(confirmed?.notifyBy.description))
    item.append("reportBy", JSONValue(confirmed?.reportBy.description))
    item.append("reasons", JSONValue([snapshot.text("reason")].compactMap(\.self)))
    return item
  }
}
