internal import Aggregation
internal import CentreStore
internal import IRMER
internal import Records
internal import Screens

/// The charts of one page of trends, and the notes needed to read them.
struct TrendReport {
  private(set) var pictures: [Picture] = []
  private(set) var notes: [String] = []
  /// What the latest point of a control chart says, by the picture's id.
  private(set) var icons: [String: VariationIcon] = [:]

  /// What it asks.
  static func questions(
    _ view: View, site: String?, on today: CalendarDate
  ) -> [PageQuestion] {
    switch view {
    case .months:
      Trends.questions(site.map { .site($0) } ?? .trust) + SiteComparison.questions(on: today)
    case .rareEvents: [.coverage, .records(.denominator)]
    case .causes: []
    case .sites: SiteComparison.questions(on: today)
    case .audits: [.records(.audit)]
    }
  }

  static func read(
    _ view: View, site: String?, at centre: Centre
  ) async throws -> TrendReport {
    try await centre.together(questions(view, site: site, on: centre.today)) {
      try TrendReport(view, site: site, $0)
    }
  }

  init(_ view: View, site: String?, _ reading: CentreReading) throws {
    switch view {
    case .months: try addMonths(site, reading)
    case .rareEvents: try addRareEvents(site, reading)
    case .causes: try addCauses(reading)
    case .sites: try addSites(reading)
    case .audits: try addAudits(reading)
    }
  }

  private mutating func addMonths(_ site: String?, _ reading: CentreReading) throws {
    let chosen = try reading.trendSeries(site.map { .site($0) } ?? .trust)
    pictures = chosen.enumerated().map { Picture($1, number: $0) }
    for (picture, series) in zip(pictures, chosen) { icons[picture.id] = VariationIcon(series) }
    notes += try reading.lowReporting().map(\.displayText)
  }

  private mutating func addRareEvents(_ site: String?, _ reading: CentreReading) throws {
    let days = try reading.notifiableDays(at: site)
    guard let byDays = RareEventChart.daysBetween(days) else {
      notes.append("Three notifiable incidents are needed; there are \(days.count).")
      return
    }
    pictures.append(Picture(byDays, days: days, site: site, number: 0))
    let sites = Set(try reading.coverage().map(\.site))
    let given = try reading.denominators().byMonth(site: site, of: sites)
    if let byNumber = RareEventChart.examinationsBetween(days, given) {
      pictures.append(Picture(byNumber, days: days, site: site, number: 1))
    } else {
      notes.append(
        "Examinations between incidents (G chart) need the examinations of every month: "
          + "they are not all given.")
    }
  }

  private mutating func addCauses(_ reading: CentreReading) throws {
    let found = try reading.commonCauses()
    func pareto(_ cells: [CommonCauses.Cell], _ words: (String) -> String = { $0 }) -> Pareto {
      Pareto(counting: cells.map { (name: words($0.name), count: $0.count) })
    }
    let order = NotificationCode.allCases.map(\.rawValue)
    pictures = [
      Picture(
        pareto(found.codes), id: "codes", title: "Notification codes met", column: "Code",
        list: { "/incidents?code=\(FormFields.encoded($0))" }),
      Picture(
        pareto(found.causes, Wording.displayText), id: "causes", title: "Recorded causes",
        column: "Cause"),
      Picture(
        HeatMap(
          counting: found.codes.map { (row: $0.name, column: $0.site, count: $0.count) },
          rowOrder: order), id: "heat", title: "Codes by site", corner: "Code",
        list: { code, site in
          "/incidents?code=\(FormFields.encoded(code))"
            + (site.map { "&site=\(FormFields.encoded($0))" } ?? "")
        }),
      Picture(
        pareto(found.modalities, Wording.modality), id: "modalities",
        title: "Incidents by modality", column: "Modality",
        list: { words in
          found.modalities.first { Wording.modality($0.name) == words }.map {
            "/incidents?modality=\(FormFields.encoded($0.name))"
          }
        }),
    ].filter { !$0.isEmpty }
  }

  private mutating func addSites(_ reading: CentreReading) throws {
    notes += try reading.lowReporting().map(\.displayText)
    if let (plot, months) = try reading.funnel(), let first = months.first,
      let last = months.last
    {
      pictures.append(Picture(plot, from: first, to: last))
      return
    }
    notes.append(
      "These are counts, not rates: a large site has more. Enter the examinations of at least two "
        + "sites for the last twelve months to see rates and the limits of chance.")
    let bySite = Picture(
      try reading.incidentsBySite(), id: "counts",
      title: "Incidents by site, since the first", column: "Site",
      list: { "/incidents?site=\(FormFields.encoded($0))" })
    if !bySite.isEmpty { pictures.append(bySite) }
  }

  private mutating func addAudits(_ reading: CentreReading) throws {
    let audits = try reading.snapshots(of: .audit).filter { !$0.isWithdrawn }.map(
      AuditView.init)
    for (index, audit) in audits.enumerated() {
      let bars = Picture(audit, number: index)
      if !bars.isEmpty { pictures.append(bars) }
      guard let again = Self.next(after: audit, in: audits) else { continue }
      let slope = Picture(
        AuditComparison(from: audit, to: again), title: audit.title, number: index)
      if !slope.isEmpty { pictures.append(slope) }
    }
    if pictures.isEmpty { notes.append("No audit has a result yet.") }
  }

  /// The audit that repeats another: the one that it names, or its next cycle at the same site.
  private static func next(after audit: AuditView, in audits: [AuditView]) -> AuditView? {
    let named = audit.snapshot.text("reAudit/audit")
    return audits.first { other in
      if let named { return other.snapshot.name == named || other.snapshot.reference == named }
      return other.title == audit.title && other.snapshot.scope == audit.snapshot.scope
        && other.cycle == audit.cycle + 1
    }
  }
}
