package import CentreStore
package import IRMER
internal import RecordStore
internal import Records

/// A calendar month.
package struct Month: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let year: Int
  package let month: Int

  package init(_ day: CalendarDate) {
    let (year, month, _) = day.components
    (self.year, self.month) = (year, month)
  }

  private init(year: Int, month: Int) { (self.year, self.month) = (year, month) }

  var next: Month {
    month == 12 ? Month(year: year + 1, month: 1) : Month(year: year, month: month + 1)
  }
  var previous: Month {
    month == 1 ? Month(year: year - 1, month: 12) : Month(year: year, month: month - 1)
  }
  func months(until other: Month) -> Int { (other.year - year) * 12 + other.month - month }
  var firstDay: CalendarDate? { CalendarDate(year: year, month: month, day: 1) }
  package var lastDay: CalendarDate { (next.firstDay ?? .latest).adding(days: -1) }

  /// `February 2026`.
  package var displayText: String {
    let day = firstDay?.displayText ?? description
    return day.split(separator: " ").suffix(2).joined(separator: " ")
  }

  package static func < (left: Month, right: Month) -> Bool {
    (left.year, left.month) < (right.year, right.month)
  }

  package var description: String {
    let year = String(year)
    return String(repeating: "0", count: max(0, 4 - year.count)) + year
      + (month < 10 ? "-0\(month)" : "-\(month)")
  }
}

/// One figure by month, with its control limits.
///
/// The chart shows rates where every month has its examinations, otherwise counts.
package struct TrendSeries: Hashable, Sendable {
  package let name: String
  /// `nil`: the whole trust.
  package let site: String?
  package let months: [Month]
  package let counts: [Int]
  /// Examinations of each month; `nil` where they are not given.
  package let denominators: [Int?]
  package let isRate: Bool
  /// Whether recording began within the first month: it is shown, sets no limit and is not judged.
  package let isFirstPartial: Bool
  package let chart: ControlChart
  /// From where a person lets limits begin anew, and why.
  package let rebasings: [Rebasing]

  /// The most months of one series: the latest twenty years.
  static let monthsMax = 240

  init(
    name: String, site: String?, months: [Month], counts: [Int], denominators: [Int?],
    isFirstPartial: Bool, rebasings: [Rebasing] = []
  ) {
    self.rebasings = rebasings.filter { $0.series == name && $0.site == site }
    self.isFirstPartial = isFirstPartial
    (self.name, self.site, self.months, self.counts) = (name, site, months, counts)
    self.denominators = denominators
    let known = denominators.compactMap(\.self).filter { $0 > 0 }
    isRate = !months.isEmpty && known.count == months.count
    chart = ControlChart(
      isRate
        ? zip(counts, known).map { FunnelPlot.perMany(Double($0), of: Double($1)) }
        : counts.map(Double.init), isFirstPartial: isFirstPartial,
      rebased: Set(
        self.rebasings.compactMap { rebasing in
          months.firstIndex { "\($0)" == rebasing.month }
        }))
  }

  /// The same up to a month.
  package func until(_ last: Month) -> TrendSeries {
    let count = months.count { $0 <= last }
    return TrendSeries(
      name: name, site: site, months: Array(months.prefix(count)),
      counts: Array(counts.prefix(count)), denominators: Array(denominators.prefix(count)),
      isFirstPartial: isFirstPartial, rebasings: rebasings)
  }

  /// More reports may be better reporting; fewer that must be notified are better.
  package var better: ControlChart.Direction { name == "notifiable" ? .fewer : .neither }
}

/// Counts incidents by month of discovery.
package enum Trends {
  /// Which series are wanted.
  package enum Choice: Hashable, Sendable {
    /// The whole trust's, then each site's.
    case all
    case trust
    case site(String)
  }

  /// The series of the trust or of sites. Withdrawn incidents do not count.
  ///
  /// Months without an incident count as zero, from the month in which recording began to the one
  /// before `today`'s: a month that is not over would look like an improvement.
  ///
  /// - Parameters:
  ///   - counts: incidents by month and outcome, and by site where a series of a site is wanted.
  ///   - begun: the day of discovery of the first incident of the trust.
  ///   - sites: every site that has an incident.
  ///   - known: sites whose examinations are part of the trust's.
  package static func series(
    _ choice: Choice, from counts: [KeptCount], begun: CalendarDate?, sites: Set<String>,
    _ denominators: Denominators, known: Set<String>, today: CalendarDate,
    rebasings: [Rebasing] = []
  ) -> [TrendSeries] {
    let start = start(of: counts, before: Month(today)) ?? begun.map(Month.init)
    let months = months(from: start, until: Month(today))
    guard !months.isEmpty else { return [] }
    // On which day it began is known of the very first incident alone.
    let isFirstPartial =
      months.first == start && (start != begun.map(Month.init) || begun?.day != 1)
    let chosen: [String?] =
      switch choice {
      case .all: [nil] + sites.sorted().map(Optional.some)
      case .trust: [nil]
      case .site(let site): sites.contains(site) ? [site] : []
      }
    let bySite = Dictionary(grouping: counts, by: \.site)
    return chosen.flatMap { site in
      let mine = site.map { bySite[$0] ?? [] } ?? counts
      let given = denominators.byMonth(site: site, of: known.union(sites))
      let notifiable = mine.filter { $0.value == Assessment.Outcome.notifiable.rawValue }
      return [("incidents", mine), ("notifiable", notifiable)].map { name, counts in
        let sums = Dictionary(counts.map { ($0.month, $0.number) }, uniquingKeysWith: +)
        return TrendSeries(
          name: name, site: site, months: months, counts: months.map { sums["\($0)"] ?? 0 },
          denominators: months.map { given[$0] }, isFirstPartial: isFirstPartial,
          rebasings: rebasings)
      }
    }
  }

  /// The month in which recording began: that of the first incident that another one follows within
  /// twelve months. The months after a single old one, or after a slip in its year, are no
  /// baseline.
  ///
  /// - Returns: `nil` where no incident follows another so.
  private static func start(of counts: [KeptCount], before current: Month) -> Month? {
    let numbers = counts.reduce(into: [Month: Int]()) { numbers, count in
      guard let day = CalendarDate("\(count.month)-01") else { return }
      numbers[Month(day), default: 0] += count.number
    }
    let months = numbers.keys.filter { $0 < current }.sorted()
    let next = months.dropFirst().map(Optional.some) + [nil]
    return zip(months, next).first { month, next in
      numbers[month] ?? 0 > 1 || next.map { month.months(until: $0) <= 12 } ?? false
    }?.0
  }

  private static func months(from start: Month?, until current: Month) -> [Month] {
    guard var month = start else { return [] }
    var months: [Month] = []
    while month < current {
      months.append(month)
      month = month.next
    }
    return months.suffix(TrendSeries.monthsMax)
  }
}

extension Trends {
  /// What ``CentreReading/trendSeries(_:)`` asks.
  package static func questions(_ choice: Choice) -> [PageQuestion] {
    [.counts(counted(choice)), .firstDay, .records(.denominator), .coverage, .rebasings]
  }

  fileprivate static func counted(_ choice: Choice) -> [CountQuestion] {
    [
      CountQuestion([.outcome], isByMonth: true, isBySite: choice != .trust),
      CountQuestion([.outcome], isBySite: true),
    ]
  }
}

extension CentreReading {
  /// The series at present.
  package func trendSeries(_ choice: Trends.Choice = .all) throws -> [TrendSeries] {
    let answers = try store.keptCounts(Trends.counted(choice))
    let begun = try store.firstDayOfDiscovery()
    return Trends.series(
      choice, from: answers[0], begun: begun.flatMap { CalendarDate($0) },
      sites: Set(answers[1].map(\.site)), try denominators(),
      known: Set(try coverage().map(\.site)), today: centre.today, rebasings: try rebasings())
  }
}

extension Centre {
  /// The series at present.
  package func trendSeries(_ choice: Trends.Choice = .all) async throws -> [TrendSeries] {
    try await together(Trends.questions(choice)) { try $0.trendSeries(choice) }
  }

  /// Figures by month; `state` is the signal, the days those of the first of the month.
  package func trends(_ filter: Filter) async throws -> Listing {
    let all = try await trendSeries(filter.site.map { .site($0) } ?? .all)
    let items = all.flatMap { series in
      series.months.enumerated().compactMap { index, month -> (key: String, item: JSONObject)? in
        let signal = series.chart.signals[index].rawValue
        guard filter.admits(day: month.firstDay), filter.admits(state: signal) else { return nil }
        return ("\(series.name) \(series.site ?? "") \(month)", series.item(index))
      }
    }
    return Listing(items, filter)
  }
}

extension TrendSeries {
  fileprivate func item(_ index: Int) -> JSONObject {
    var item = JSONObject()
    item.append("series", .string(name))
    item.append("site", JSONValue(site))
    item.append("month", .string(months[index].description))
    item.append("value", .number(JSONNumber(counts[index])))
    item.append("examinations", denominators[index].map { .number(JSONNumber($0)) } ?? .null)
    item.append("unit", .string(isRate ? "per-10000-examinations" : "count"))
    item.append("plotted", .string(Self.text(chart.values[index])))
    let stretch = chart.stretch(of: index)
    item.append("mean", .string(Self.text(stretch.mean)))
    item.append("lower", .string(Self.text(stretch.lower)))
    item.append("upper", .string(Self.text(stretch.upper)))
    item.append("signal", .string(chart.signals[index].rawValue))
    item.append("trialLimits", .bool(stretch.isTrial))
    return item
  }

  /// To a tenth, as the pages and the API write it.
  package static func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
