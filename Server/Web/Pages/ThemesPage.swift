internal import Aggregation
internal import CentreStore
internal import Hummingbird
internal import IRMER
internal import RecordTables
internal import Records
internal import Replication
internal import Screens

/// Themes: what the search proposes across sites, and what a person confirmed or rejected.
struct ThemesPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.themesPage, behind: accessControl) { try await show($0) }
    router.serve(.themeForm, behind: accessControl) { try await decide($0) }
  }

  struct Incident {
    let id: String
    let name: String
    var site = ""
    var discovered = ""
    var displayText = ""
  }

  struct Existing {
    let id: String
    let title: String
    let version: String
    let number: String
    let joined: String
    let count: String
  }

  struct Proposal {
    let id: String
    let number: Int
    let title: String
    let strength: Tag
    let authorities: String
    let reasons: [String]
    let incidents: [Incident]
    /// How many are not named; nil where all are.
    let more: String?
    /// How many are named.
    let shown: Int
    let joined: String
    let complementary: String
    /// What they share. The proposal's identifier contains causes and days, such as
    /// `wrong-patient/2026-05-19`, which the search for names would take for a patient's number.
    let ground: String
    /// What confirming it starts.
    let clock: String
    let existing: [Existing]
  }

  struct Theme {
    let id: String
    let title: String
    let state: Tag
    let notifyBy: String
    let reportBy: String
    let incidents: [Incident]
    let more: String?
    let reason: String
  }

  /// Which part of a long list is shown, and where its neighbours are.
  struct Cut {
    let place: String?
    let earlier: String?
    let later: String?

    init(_ cut: PageCut, _ parameter: String) {
      place = cut.displayText
      earlier = cut.earlier.map { "/themes?\(parameter)=\($0)" }
      later = cut.later.map { "/themes?\(parameter)=\($0)" }
    }
  }

  struct Content {
    let silent: String?
    let proposals: [Proposal]
    let hasProposals: Bool
    let cut: Cut
    let themes: [Theme]
    let hasThemes: Bool
    let decidedCut: Cut
    let mayDecide: Bool
    let today: String
  }

  /// Incidents by identifier.
  typealias Names = [String: IncidentRow]

  static func named(_ ids: some Sequence<String>, _ names: Names) -> [Incident] {
    ids.map { id in
      guard let row = names[id] else { return Incident(id: id, name: id) }
      return Incident(
        id: id, name: RecordReference.grouped(row.reference ?? id), site: row.site,
        discovered: Wording.day(row.discoveredOn),
        displayText: [row.modality?.name, row.room, row.codes].compactMap(\.self)
          .filter { !$0.isEmpty }.joined(separator: " · "))
    }
  }

  /// Proposals on one page, the strongest first, each with a tick for up to a hundred incidents.
  private static let proposalsMax = 5
  /// Decided themes on one page, the latest first.
  private static let decidedMax = 20
  /// Incidents of a decided theme that are named here; its own page has all of them.
  private static let incidentsMax = 5

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let centre = pages.centre
    let (start, after) = (
      try authorised.query().text("start"), try authorised.query().text("decided")
    )
    let page = try await centre.themeProposals(
      skipping: PageCut.first(start), limit: Self.proposalsMax)
    let records = Dictionary(
      page.decided.map { ($0.snapshot.name, $0) }, uniquingKeysWith: { first, _ in first })
    let decidedCut = PageCut(of: page.decided.count, start: after, rowsMax: Self.decidedMax)
    let decided = page.decided.reversed().dropFirst(decidedCut.range.lowerBound)
      .prefix(decidedCut.range.count)
    let named =
      page.proposals.flatMap(\.proposal.incidents)
      + decided.flatMap { $0.incidents.sorted().prefix(Self.incidentsMax) }
    let (names, coverage) = try await centre.together([.sharedIdentifiers, .coverage]) {
      (try $0.incidents(named: named), try $0.coverage())
    }
    let today = centre.today
    let proposals = zip(0..., page.proposals).map { index, theme in
      Self.proposal(theme, index, records, names, today)
    }
    let content = Content(
      silent: TodayPage.silence(coverage), proposals: proposals,
      hasProposals: !proposals.isEmpty,
      cut: Cut(PageCut(of: page.total, start: start, rowsMax: Self.proposalsMax), "start"),
      themes: decided.map { Self.theme($0, names) }, hasThemes: !decided.isEmpty,
      decidedCut: Cut(decidedCut, "decided"),
      mayDecide: Endpoint.themeForm.admits(try authorised.known().role), today: "\(centre.today)")
    return pages.show("themes", title: "Themes", content, authorised)
  }

  private static func proposal(
    _ theme: ProposedTheme, _ index: Int, _ records: [String: ThemeView], _ names: Names,
    _ today: CalendarDate
  ) -> Proposal {
    let proposal = theme.proposal
    let new = proposal.newIncidents
    let existing = theme.overlapping.enumerated().compactMap { place, id in
      records[id].map { view in
        Existing(
          id: id, title: view.snapshot.text("title") ?? id, version: view.snapshot.version,
          number: "\(index)-\(place)", joined: new.joined(separator: " "),
          count: Wording.count(new.count, "incident"))
      }
    }
    return Proposal(
      id: proposal.id.description, number: index, title: ThemeHeading(theme, names).text,
      strength: proposal.strength == .proposed
        ? Tag("Likely", "amber") : Tag("Possible", "grey"),
      authorities: proposal.authorities.map(\.rawValue).joined(separator: " and "),
      reasons: proposal.reasons.map(\.text), incidents: named(proposal.incidents, names),
      more: more(of: proposal.incidentCount, named: proposal.incidents.count),
      shown: proposal.incidents.count, joined: proposal.incidents.joined(separator: " "),
      complementary: theme.complementary.joined(separator: " "),
      ground: proposal.ground.rawValue,
      clock: clock(proposal, today),
      existing: existing)
  }

  private static func more(of all: Int, named: Int) -> String? {
    all > named ? Wording.count(all - named, "further incident") : nil
  }

  /// The deadlines that would run from today.
  private static func clock(_ proposal: ThemeProposal, _ today: CalendarDate) -> String {
    let theme = ConfirmedTheme(
      id: proposal.id.description, identifiedOn: today, incidents: Set(proposal.incidents),
      confirmedBy: "")
    let authorities = proposal.authorities.map(\.rawValue).joined(separator: " and ")
    return
      "Confirming it sets deadlines: notify \(authorities) by \(theme.notifyBy.displayText), report by "
      + "\(theme.reportBy.displayText) if it was identified today."
  }

  private static func theme(_ view: ThemeView, _ names: Names) -> Theme {
    let confirmed = view.confirmed
    return Theme(
      id: view.snapshot.name,
      title: view.snapshot.text("title") ?? view.snapshot.reference ?? view.snapshot.name,
      state: confirmed != nil
        ? Tag("Confirmed", "red")
        : Tag(Wording.displayText(view.snapshot.text("status") ?? ""), "grey"),
      notifyBy: Wording.day(confirmed?.notifyBy.description),
      reportBy: Wording.day(confirmed?.reportBy.description),
      incidents: named(view.incidents.sorted().prefix(incidentsMax), names),
      more: more(of: view.incidents.count, named: min(view.incidents.count, incidentsMax)),
      reason: view.snapshot.text("reason") ?? "")
  }

  // MARK: Deciding

  private func decide(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    let isJoining = fields["decision"] == "join"
    let path = isJoining ? "/themes/\(FormFields.encoded(fields["theme"] ?? ""))" : "/themes"
    return try await pages.change(authorised, then: path) {
      if isJoining {
        try await pages.decisions.join(
          fields["theme"] ?? "", version: fields["version"] ?? "", fields, by: principal)
      } else {
        _ = try await pages.decisions.judgeTheme(fields, by: principal)
      }
    }
  }
}
