internal import CentreStore
package import IRMER
internal import RecordStore
internal import Records

/// A site that reports less than its activity would lead one to expect. A warning, not praise.
package struct LowReporting: Hashable, Sendable {
  package let site: String
  package let words: String
}

extension Centre {
  /// Months over which sites are compared.
  static let comparedMonths = 12

  /// The twelve whole months before today's.
  func monthsCompared() -> [Month] {
    var months: [Month] = []
    var month = Month(today)
    for _ in 0..<Self.comparedMonths {
      month = month.previous
      months.insert(month, at: 0)
    }
    return months
  }

  /// Sites compared over the last twelve months.
  ///
  /// - Returns: `nil` unless two sites have given their examinations for all these months.
  package func funnel() async throws -> (plot: FunnelPlot, months: [Month])? {
    let months = monthsCompared()
    let counts = try await countsBySite(from: months[0], to: months[months.count - 1])
    let denominators = try await denominators()
    let sites = try await coverage().compactMap { site in
      denominators.total(site: site.site, in: months).map {
        (site: site.site, count: counts[site.site] ?? 0, examinations: $0)
      }
    }.filter { $0.examinations > 0 }
    return sites.count >= 2 ? (FunnelPlot(sites), months) : nil
  }

  /// Sites that logged nothing in ninety days, and those below the funnel.
  package func lowReporting() async throws -> [LowReporting] {
    let today = today
    let sites = try await coverage()
    let latest = try await reading {
      try $0.store.daysOfDiscovery(latestAt: sites.map(\.site)).latest
    }
    var warnings: [LowReporting] = []
    for site in sites {
      guard let day = latest[site.site].flatMap({ CalendarDate($0) }) else {
        warnings.append(
          LowReporting(
            site: site.site, words: "\(site.site) has logged no incident and no near miss yet."))
        continue
      }
      let days = day.days(until: today)
      guard days > 90 else { continue }
      warnings.append(
        LowReporting(
          site: site.site, words: "\(site.site) has logged nothing for \(days) days: ask why."))
    }
    let below =
      try await funnel()?.plot.points.filter {
        $0.place == .below || $0.place == .belowWarning
      } ?? []
    return warnings
      + below.map {
        LowReporting(
          site: $0.site,
          words: "\($0.site) reports fewer incidents than expected for its activity; ask why.")
      }
  }

  private func countsBySite(from first: Month, to last: Month) async throws -> [String: Int] {
    let question = CountQuestion([.outcome], months: "\(first)"..."\(last)", isBySite: true)
    let counts = try await reading { try $0.store.keptCounts(question) }
    return Dictionary(counts.map { ($0.site, $0.number) }, uniquingKeysWith: +)
  }

  /// Incidents by site; withdrawn ones do not count.
  package func incidentsBySite() async throws -> Pareto {
    let counts = try await reading {
      try $0.store.keptCounts(CountQuestion([.outcome], isBySite: true))
    }
    return Pareto(counting: counts.map { (name: $0.site, count: $0.number) })
  }

  /// The days of discovery of notifiable incidents, in order; withdrawn ones are left out.
  package func notifiableDays(at site: String?) async throws -> [CalendarDate] {
    try await reading { try $0.store.notifiableDays(at: site) }.compactMap { CalendarDate($0) }
  }

  /// What happens most, and where.
  package func commonCauses() async throws -> CommonCauses {
    let counts = try await reading {
      try $0.store.keptCounts(CountQuestion([.code, .modality, .cause], isBySite: true))
    }
    return CommonCauses(counts)
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
