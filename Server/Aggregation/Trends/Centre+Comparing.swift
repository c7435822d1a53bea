internal import IRMER
internal import Records

/// A site that reports less than its activity would lead one to expect. A warning, not praise.
package struct LowReporting: Hashable, Sendable {
  package let site: String
  package let words: String
}

extension Centre {
  /// Months over which sites are compared.
  static let comparedMonths = 12

  /// The recorded causes of incidents.
  package func causes() async throws -> [String] { try await themeSubjects().compactMap(\.cause) }

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
    let counts = try await countsBySite(in: Set(months))
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
    let rows = try await rows().incidents.filter { $0.status != "void" }
    let latest = Dictionary(grouping: rows, by: \.site).mapValues { rows in
      rows.compactMap { $0.discoveredOn.flatMap { CalendarDate($0) } }.max()
    }
    var warnings: [LowReporting] = []
    for site in try await coverage() {
      guard let day = latest[site.site] ?? nil else {
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

  private func countsBySite(in months: Set<Month>) async throws -> [String: Int] {
    let rows = try await rows().incidents.filter { row in
      guard row.status != "void", let day = row.discoveredOn.flatMap({ CalendarDate($0) }) else {
        return false
      }
      return months.contains(Month(day))
    }
    return Dictionary(grouping: rows, by: \.site).mapValues(\.count)
  }
}
