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

  init(_ view: View, site: String?, _ centre: Centre) async throws {
    switch view {
    case .months: try await addMonths(site, centre)
    case .rareEvents: try await addRareEvents(site, centre)
    case .causes: try await addCauses(centre)
    case .sites: try await addSites(centre)
    case .audits: try await addAudits(centre)
    }
  }

  private mutating func addMonths(_ site: String?, _ centre: Centre) async throws {
    let chosen = try await centre.trendSeries(site.map { .site($0) } ?? .trust)
    pictures = chosen.enumerated().map { Picture($1, number: $0) }
    for (picture, series) in zip(pictures, chosen) { icons[picture.id] = VariationIcon(series) }
    notes += try await centre.lowReporting().map(\.words)
  }

  private mutating func addRareEvents(_ site: String?, _ centre: Centre) async throws {
    let days = try await centre.notifiableDays(at: site)
    guard let byDays = RareEventChart.daysBetween(days) else {
      notes.append("Three notifiable incidents are needed; there are \(days.count).")
      return
    }
    pictures.append(Picture(byDays, days: days, site: site, number: 0))
    let sites = Set(try await centre.coverage().map(\.site))
    let given = try await centre.denominators().byMonth(site: site, of: sites)
    if let byNumber = RareEventChart.examinationsBetween(days, given) {
      pictures.append(Picture(byNumber, days: days, site: site, number: 1))
    } else {
      notes.append(
        "Examinations between incidents (G chart) need the examinations of every month: "
          + "they are not all given.")
    }
  }

  private mutating func addCauses(_ centre: Centre) async throws {
    let found = try await centre.commonCauses()
    func pareto(_ cells: [CommonCauses.Cell], _ words: (String) -> String = { $0 }) -> Pareto {
      Pareto(counting: cells.map { (name: words($0.name), count: $0.count) })
    }
    let order = NotificationCode.allCases.map(\.rawValue)
    pictures = [
      Picture(
        pareto(found.codes), id: "codes", title: "Notification codes met", column: "Code",
        list: { "/incidents?code=\(FormFields.encoded($0))" }),
      Picture(
        pareto(found.causes, Wording.words), id: "causes", title: "Recorded causes",
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

  private mutating func addSites(_ centre: Centre) async throws {
    notes += try await centre.lowReporting().map(\.words)
    if let (plot, months) = try await centre.funnel(), let first = months.first,
      let last = months.last
    {
      pictures.append(Picture(plot, from: first, to: last))
      return
    }
    notes.append(
      "These are counts, not rates: a large site has more. Enter the examinations of at least two "
        + "sites for the last twelve months to see rates and the limits of chance.")
    let bySite = Picture(
      try await centre.incidentsBySite(), id: "counts",
      title: "Incidents by site, since the first", column: "Site",
      list: { "/incidents?site=\(FormFields.encoded($0))" })
    if !bySite.isEmpty { pictures.append(bySite) }
  }

  private mutating func addAudits(_ centre: Centre) async throws {
    let audits = try await centre.snapshots(of: .audit).filter { !$0.isWithdrawn }.map(
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
