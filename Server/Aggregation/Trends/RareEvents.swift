internal import Glibc
package import IRMER

/// Charts for events too rare for a number by month: they show the gap between one event and the
/// next. A longer gap is better.
package struct RareEventChart: Hashable, Sendable {
  package enum Measure: String, Hashable, Sendable {
    /// Days between events (T chart).
    case days
    /// Examinations or treatments between events (G chart).
    case examinations
  }

  package let measure: Measure
  /// The gaps in the order of time, the first from the first event to the second.
  package let gaps: [Double]
  package let centre: Double
  package let lower: Double
  package let upper: Double

  /// Gaps beyond a limit.
  package var unusual: [Int] {
    gaps.indices.filter { index in
      let gap = measure == .days ? Self.counted(gaps[index]) : gaps[index]
      return gap > upper || gap < lower
    }
  }

  /// Two events on one day count as half a day apart, both for the limits and when compared with
  /// them.
  private static func counted(_ days: Double) -> Double { days == 0 ? 0.5 : days }

  /// Days between events. They are skewed: limits are those of an individuals chart of the gaps to
  /// the power 1/3.6, transformed back (Nelson 1994; Montgomery, Introduction to Statistical
  /// Quality Control, 6th edition, example 7.6).
  ///
  /// - Parameter days: zero for two events on one day counts as half a day.
  package init(daysBetween days: [Int]) {
    let gaps = days.map { Self.counted(Double($0)) }
    let limits = Self.limits(of: gaps.map(Self.transformed))
    measure = .days
    self.gaps = days.map(Double.init)
    centre = Self.restored(limits.mean)
    lower = Self.restored(limits.lower)
    upper = Self.restored(limits.upper)
  }

  /// Examinations between events: geometric, with limits at three standard deviations, the lower
  /// one never below zero (Kaminsky 1992; Benneyan 2001).
  package init(examinationsBetween counts: [Double]) {
    let mean = counts.isEmpty ? 0 : counts.reduce(0, +) / Double(counts.count)
    let spread = 3 * (mean * (mean + 1)).squareRoot()
    measure = .examinations
    gaps = counts
    centre = mean
    lower = max(0, mean - spread)
    upper = mean + spread
  }

  /// The power that makes exponential gaps nearly normal: 1/3.6, written 0.2777.
  package static func transformed(_ gap: Double) -> Double { pow(gap, 0.2777) }
  static func restored(_ value: Double) -> Double { value <= 0 ? 0 : pow(value, 1 / 0.2777) }

  /// Of an individuals chart over all values: mean ± 2.66 mean moving ranges.
  static func limits(of values: [Double]) -> (mean: Double, lower: Double, upper: Double) {
    guard !values.isEmpty else { return (0, 0, 0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let ranges = zip(values.dropFirst(), values).map { abs($0 - $1) }
    let range = ranges.isEmpty ? 0 : ranges.reduce(0, +) / Double(ranges.count)
    return (mean, mean - 2.66 * range, mean + 2.66 * range)
  }
}

extension RareEventChart {
  /// The gaps between days, which need not be in order.
  package static func daysBetween(_ days: [CalendarDate]) -> RareEventChart? {
    let ordered = days.sorted()
    guard ordered.count >= 3 else { return nil }
    return RareEventChart(
      daysBetween: zip(ordered.dropFirst(), ordered).map { $1.days(until: $0) })
  }

  /// The examinations between days, where the denominators cover all of them.
  ///
  /// - Returns: `nil` unless every month between has a denominator.
  package static func examinationsBetween(
    _ days: [CalendarDate], _ denominators: [Month: Int]
  ) -> RareEventChart? {
    let ordered = days.sorted()
    guard ordered.count >= 3 else { return nil }
    var counts: [Double] = []
    for (later, earlier) in zip(ordered.dropFirst(), ordered) {
      guard let count = examinations(from: earlier, to: later, denominators) else { return nil }
      counts.append(count)
    }
    return RareEventChart(examinationsBetween: counts)
  }

  /// A month's examinations are assumed to be spread evenly over its days.
  private static func examinations(
    from earlier: CalendarDate, to later: CalendarDate, _ denominators: [Month: Int]
  ) -> Double? {
    var total = 0.0
    var month = Month(earlier)
    while month <= Month(later) {
      guard let count = denominators[month], let first = month.firstDay,
        let next = month.next.firstDay
      else { return nil }
      let from = max(first, earlier)
      let to = min(next, later)
      total += Double(count) * Double(from.days(until: to)) / Double(first.days(until: next))
      month = month.next
    }
    return total
  }
}
