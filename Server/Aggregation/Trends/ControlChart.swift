/// An XmR chart by the rules of NHS England's Making Data Count, as the NHS-R community's package
/// NHSRplotthedots computes them (https://nhsrplotthedots.nhsrcommunity.com; its files
/// `ptd_spc_standard.R` and `ptd_calculate_point_type.R`).
///
/// Limits are the mean ± 2.66 times the mean moving range, computed from the first twelve points
/// and kept from then on; with fewer points they are trial limits (its vignette “Number of points
/// required”).
package struct ControlChart: Hashable, Sendable {
  /// What is unusual about a point. Common cause is a process's own variation.
  package enum Signal: String, Hashable, Sendable, CaseIterable {
    case none
    /// Beyond a limit.
    case outside
    /// One of seven or more in a row on one side of the mean.
    case shift
    /// One of seven or more in a row, each above (or each below) the one before.
    case trend
    /// In the outer third within a limit, as are two of three points in a row that are all on that
    /// side of the mean.
    case nearLimit = "near-limit"
  }

  /// Points that set the limits.
  package static let baselineCount = 12
  /// Points in a row that are a shift or a trend.
  package static let runLength = 7

  package let values: [Double]
  package let mean: Double
  package let lower: Double
  package let upper: Double
  package let signals: [Signal]
  package let isTrial: Bool

  /// - Parameters:
  ///   - values: counts in the order of time; the lower limit of a count is at least zero.
  ///   - isFirstPartial: whether the first point covers less time than the others: it sets no limit
  ///     and is no signal.
  package init(_ values: [Double], isFirstPartial: Bool = false) {
    let judged = Array(values.dropFirst(isFirstPartial ? 1 : 0))
    let baseline = judged.prefix(Self.baselineCount)
    let mean = baseline.isEmpty ? 0 : baseline.reduce(0, +) / Double(baseline.count)
    let meanRange = Self.meanRange(zip(baseline.dropFirst(), baseline).map { abs($0 - $1) })
    self.values = values
    isTrial = judged.count < Self.baselineCount
    self.mean = mean
    lower = max(0, mean - 2.66 * meanRange)
    upper = mean + 2.66 * meanRange
    signals =
      [Signal](repeating: .none, count: values.count - judged.count)
      + Self.signals(judged, mean: mean, spread: 2.66 * meanRange)
  }

  /// The mean moving range. A range of 3.267 times the mean or more does not show how the process
  /// varies by itself and is left out once (Nelson 1982, Journal of Quality Technology 14(3)
  /// 172–173; NHSRplotthedots does it by default, NHS England's own Excel tools do not).
  private static func meanRange(_ ranges: [Double]) -> Double {
    guard !ranges.isEmpty else { return 0 }
    let mean = ranges.reduce(0, +) / Double(ranges.count)
    let kept = ranges.filter { $0 < 3.267 * mean }
    let screened = kept.reduce(0, +) / Double(max(1, kept.count))
    // Where nothing varies except for one leap, the leap is the only measure of variation.
    return screened > 0 ? screened : mean
  }

  private static func signals(_ values: [Double], mean: Double, spread: Double) -> [Signal] {
    var signals = [Signal](repeating: .none, count: values.count)
    guard values.count > 1 else { return signals }
    mark(&signals, .nearLimit, nearLimit(values, mean: mean, spread: spread))
    mark(&signals, .trend, runs(zip(values.dropFirst(), values).map { sign($0 - $1) }, plus: 1))
    mark(&signals, .shift, runs(values.map { sign($0 - mean) }, plus: 0))
    mark(
      &signals, .outside,
      values.indices.filter { values[$0] > mean + spread || values[$0] < mean - spread })
    return signals
  }

  private static func mark(_ signals: inout [Signal], _ signal: Signal, _ indices: [Int]) {
    for index in indices where signals.indices.contains(index) { signals[index] = signal }
  }

  private static func sign(_ number: Double) -> Int { number > 0 ? 1 : number < 0 ? -1 : 0 }

  /// The indices in runs of equal signs that are long enough; `plus` points belong to a run before
  /// its first sign.
  private static func runs(_ signs: [Int], plus before: Int) -> [Int] {
    var found: [Int] = []
    var start = 0
    for index in 0...signs.count {
      guard index == signs.count || signs[index] != signs[start] else { continue }
      let length = index - start + before
      if signs.indices.contains(start), signs[start] != 0, length >= runLength {
        found += start..<(index + before)
      }
      start = index
    }
    return found
  }

  private static func nearLimit(_ values: [Double], mean: Double, spread: Double) -> [Int] {
    guard spread > 0, values.count >= 3 else { return [] }
    let isClose = values.map { value in
      abs(value - mean) > spread * 2 / 3 && abs(value - mean) <= spread
    }
    return (0...(values.count - 3)).flatMap { start -> [Int] in
      let three = start..<(start + 3)
      let hits = three.filter { isClose[$0] }
      let isOneSided = abs(three.reduce(0) { $0 + sign(values[$1] - mean) }) == 3
      return hits.count >= 2 && isOneSided ? hits : []
    }
  }
}
