package import CentreStore
package import IRMER
internal import RecordStore
internal import Records

/// A site that reports less than its activity would lead one to expect. A warning, not praise.
package struct LowReporting: Hashable, Sendable {
  package let site: String
  package let displayText: String
}

/// How sites are compared.
package enum SiteComparison {
  /// Months over which sites are compared.
  static let months = 12

  /// What ``CentreReading/lowReporting()`` and ``CentreReading/funnel()`` ask.
  package static func questions(on today: CalendarDate) -> [PageQuestion] {
    [.coverage, .records(.denominator), .counts([counted(in: months(before: today))])]
  }

  /// The twelve whole months before a day's.
  static func months(before today: CalendarDate) -> [Month] {
    var months: [Month] = []
    var month = Month(today)
    for _ in 0..<Self.months {
      month = month.previous
      months.insert(month, at: 0)
    }
    return months
  }

  static func counted(in months: [Month]) -> CountQuestion {
    CountQuestion(
      [.outcome], months: "\(months[0])"..."\(months[months.count - 1])", isBySite: true)
  }
}

extension CentreReading {
  /// Sites compared over the last twelve months.
  ///
  /// - Returns: `nil` unless two sites have given their examinations for all these months.
  package func funnel() throws -> (plot: FunnelPlot, months: [Month])? {
    let months = SiteComparison.months(before: centre.today)
    let counts = Dictionary(
      try store.keptCounts(SiteComparison.counted(in: months)).map { ($0.site, $0.number) },
      uniquingKeysWith: +)
    let denominators = try denominators()
    let sites = try coverage().compactMap { site in
      denominators.total(site: site.site, in: months).map {
        (site: site.site, count: counts[site.site] ?? 0, examinations: $0)
      }
    }.filter { $0.examinations > 0 }
    return sites.count >= 2 ? (FunnelPlot(sites), months) : nil
  }

  /// Sites that logged nothing in ninety days, and those below the funnel.
  package func lowReporting() throws -> [LowReporting] {
    let today = centre.today
    let sites = try coverage()
    let latest = try store.latestDaysOfDiscovery(at: sites.map(\.site))
    var warnings: [LowReporting] = []
    for site in sites {
      guard let day = latest[site.site].flatMap({ CalendarDate($0) }) else {
        warnings.append(
          LowReporting(
            site: site.site,
            displayText: "\(site.site) has logged no incident and no near miss yet."))
        continue
      }
      let days = day.days(until: today)
      guard days > 90 else { continue }
      warnings.append(
        LowReporting(
          site: site.site,
          displayText: "\(site.site) has discovered no incident for \(days) days: ask why."))
    }
    let below =
      try funnel()?.plot.points.filter { $0.place == .below || $0.place == .belowWarning } ?? []
    return warnings
      + below.map {
        LowReporting(
          site: $0.site,
          displayText: "\($0.site) reports fewer incidents than expected for its activity; ask why."
        )
      }
  }

  /// Incidents by site; withdrawn ones do not count.
  package func incidentsBySite() throws -> Pareto {
    let counts = try store.keptCounts(CountQuestion([.outcome], isBySite: true))
    return Pareto(counting: counts.map { (name: $0.site, count: $0.number) })
  }

  /// The days of discovery of notifiable incidents, in order; withdrawn ones are left out.
  package func notifiableDays(at site: String?) throws -> [CalendarDate] {
    try store.notifiableDays(at: site).compactMap { CalendarDate($0) }
  }

  /// What happens most, and where.
  package func commonCauses() throws -> CommonCauses {
    CommonCauses(
      try store.keptCounts(CountQuestion([.code, .modality, .cause], isBySite: true)))
  }
}

extension Centre {
  package func funnel() async throws -> (plot: FunnelPlot, months: [Month])? {
    try await together(SiteComparison.questions(on: today)) { try $0.funnel() }
  }

  package func lowReporting() async throws -> [LowReporting] {
    try await together(SiteComparison.questions(on: today)) { try $0.lowReporting() }
  }
}

/// How often each code, modality and recorded cause occurs; withdrawn incidents do not count.
package struct CommonCauses: Hashable, Sendable {
  package struct Cell: Hashable, Sendable {
    package let name: String
    package let site: String
    package let count: Int
  }

  package private(set) var codes: [Cell] = []
  package private(set) var modalities: [Cell] = []
  /// Without a site.
  package private(set) var causes: [Cell] = []

  init(_ counts: [KeptCount]) {
    for count in counts {
      let cell = Cell(name: count.value, site: count.site, count: count.number)
      switch count.subject {
      case .code: codes.append(cell)
      case .modality: modalities.append(cell)
      default: causes.append(cell)
      }
    }
  }
}
