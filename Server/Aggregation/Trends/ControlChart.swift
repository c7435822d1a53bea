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

  /// Points that share their limits: a person may let them begin anew where a process has changed for
  /// good. Making Data Count leaves that to judgement; NHSRplotthedots takes the dates (`rebase` of
  /// `ptd_spc_standard.R`) and judges each stretch by itself, as is done here.
  package struct Stretch: Hashable, Sendable {
    package let range: Range<Int>
    package let mean: Double
    package let lower: Double
    package let upper: Double
    package let isTrial: Bool
  }

  package let values: [Double]
  /// In the order of time; never empty.
  package let stretches: [Stretch]
  package let signals: [Signal]

  /// The latest stretch's.
  package var mean: Double { stretches[stretches.count - 1].mean }
  package var lower: Double { stretches[stretches.count - 1].lower }
  package var upper: Double { stretches[stretches.count - 1].upper }
  package var isTrial: Bool { stretches[stretches.count - 1].isTrial }

  package func stretch(of index: Int) -> Stretch {
    stretches.first { $0.range.contains(index) } ?? stretches[stretches.count - 1]
  }

  /// - Parameters:
  ///   - values: counts in the order of time; the lower limit of a count is at least zero.
  ///   - isFirstPartial: whether the first point covers less time than the others: it sets no limit and
  ///     is no signal.
  ///   - rebased: the points at which limits begin anew.
  package init(_ values: [Double], isFirstPartial: Bool = false, rebased: Set<Int> = []) {
    let first = isFirstPartial && !values.isEmpty ? 1 : 0
    let starts = [0] + rebased.filter { $0 > first && $0 < values.count }.sorted()
    let ends = starts.dropFirst() + [values.count]
    var signals: [Signal] = []
    stretches = zip(starts, ends).map { start, end in
      let unjudged = start == 0 ? first : 0
      let judged = Array(values[(start + unjudged)..<end])
      let baseline = judged.prefix(Self.baselineCount)
      let mean = baseline.isEmpty ? 0 : baseline.reduce(0, +) / Double(baseline.count)
      let spread = 2.66 * Self.meanRange(zip(baseline.dropFirst(), baseline).map { abs($0 - $1) })
      signals += [Signal](repeating: .none, count: unjudged)
      signals += Self.signals(judged, mean: mean, spread: spread)
      return Stretch(
        range: start..<end, mean: mean, lower: max(0, mean - spread), upper: mean + spread,
        isTrial: judged.count < Self.baselineCount)
    }
    self.values = values
    self.signals = signals
  }

  // MARK: The icon

  /// What the latest point says, as Making Data Count's icons show it: common cause is grey,
  /// improvement blue, concern orange, and a special cause that is neither good nor bad purple; H or L
  /// says on which side.
  package enum Variation: String, Hashable, Sendable, CaseIterable {
    case common
    case improvementHigh = "improvement-high"
    case improvementLow = "improvement-low"
    case concernHigh = "concern-high"
    case concernLow = "concern-low"
    case neutralHigh = "neutral-high"
    case neutralLow = "neutral-low"
  }

  /// Which way is better.
  package enum Direction: Hashable, Sendable {
    case more, fewer, neither
  }

  package func variation(better: Direction) -> Variation {
    guard let value = values.last, let signal = signals.last, signal != .none else {
      return .common
    }
    let isHigh =
      signal == .trend && values.count > 1 ? value > values[values.count - 2] : value > mean
    return switch (better, isHigh) {
    case (.neither, true): .neutralHigh
    case (.neither, false): .neutralLow
    case (.more, true): .improvementHigh
    case (.fewer, false): .improvementLow
    case (.fewer, true): .concernHigh
    case (.more, false): .concernLow
    }
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
