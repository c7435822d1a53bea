internal import Glibc

/// Sites compared: the rate of each against its activity, with the limits within which chance alone
/// would keep it (Spiegelhalter 2005, Statistics in Medicine 24:1185–1202, doi:10.1002/sim.1970:
/// exact limits of Poisson counts at 95% and 99.8%).
///
/// A site below the lower limit may report too little: that raises a question, it is not praise.
package struct FunnelPlot: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package let site: String
    package let count: Int
    package let examinations: Int
    package let place: Place

    package var rate: Double { FunnelPlot.perMany(Double(count), of: Double(examinations)) }
  }

  package enum Place: String, Hashable, Sendable {
    case within
    case aboveWarning = "above the 95% limit"
    case above = "above the 99.8% limit"
    case belowWarning = "below the 95% limit"
    case below = "below the 99.8% limit"
  }

  /// Rates are per this many examinations.
  package static let unit = 10_000.0

  package let points: [Point]
  /// The rate of all sites together.
  package let rate: Double

  /// - Parameter sites: with at least one examination each.
  package init(_ sites: [(site: String, count: Int, examinations: Int)]) {
    let used = sites.filter { $0.examinations > 0 }
    let events = used.reduce(0) { $0 + $1.count }
    let all = used.reduce(0) { $0 + $1.examinations }
    let share = all == 0 ? 0 : Double(events) / Double(all)
    rate = share * Self.unit
    points = used.map { site in
      Point(
        site: site.site, count: site.count, examinations: site.examinations,
        place: Self.place(site.count, expected: share * Double(site.examinations)))
    }
  }

  static func perMany(_ count: Double, of examinations: Double) -> Double {
    examinations == 0 ? 0 : count / examinations * unit
  }

  /// The limits of the rate at this many examinations.
  package func limits(at examinations: Double, tail: Double) -> (lower: Double, upper: Double) {
    let expected = rate / Self.unit * examinations
    return (
      Self.perMany(Double(Poisson.quantile(tail, mean: expected)), of: examinations),
      Self.perMany(Double(Poisson.quantile(1 - tail, mean: expected)), of: examinations)
    )
  }

  private static func place(_ count: Int, expected: Double) -> Place {
    if count > Poisson.quantile(0.999, mean: expected) { return .above }
    if count > Poisson.quantile(0.975, mean: expected) { return .aboveWarning }
    if count < Poisson.quantile(0.001, mean: expected) { return .below }
    if count < Poisson.quantile(0.025, mean: expected) { return .belowWarning }
    return .within
  }
}

/// The Poisson distribution.
package enum Poisson {
  /// The least count whose cumulative probability reaches `probability`.
  package static func quantile(_ probability: Double, mean: Double) -> Int {
    guard mean > 0, probability > 0 else { return 0 }
    guard mean < 700 else {
      // For large means the normal distribution is the same to a fraction of a count.
      let z = normalQuantile(probability)
      return max(0, Int((mean + z * mean.squareRoot() + (z * z - 1) / 6).rounded(.up)))
    }
    var (count, term) = (0, exp(-mean))
    var sum = term
    while sum < probability, count < 10_000 {
      count += 1
      term *= mean / Double(count)
      sum += term
    }
    return count
  }

  /// Only for the four tails that a funnel has.
  private static func normalQuantile(_ probability: Double) -> Double {
    let tail = min(probability, 1 - probability)
    let z = tail < 0.01 ? 3.090_232_306 : 1.959_963_985
    return probability < 0.5 ? -z : z
  }
}
