internal import IRMER
public import Replication

/// The cost of judging a record, in values read, known before it is judged.
///
/// A record is judged at every merge, so the cost that one entry can cause is bounded here: by the
/// number of combinations, which falls as the record grows, and never by time. The bound is a
/// function of the record alone, so every replica judges alike.
public enum JudgingWork {
  /// The most values read for one record in all its combinations: about 50 ms. A record of 30 facts
  /// has its 1,024 combinations; one of 300 facts, 109.
  public static let valuesMax = 32_768

  /// This many combinations are judged, however large the record.
  static let combinationsMin = 16

  /// The most contradictions that are looked for in one combination.
  static let triesMax = 8

  /// How many combinations of the facts in conflict are judged.
  static func combinationsMax(values: Int) -> Int {
    min(Edition.combinationsMax, max(combinationsMin, valuesMax / max(1, values)))
  }

  /// The most that judging the record can cost, from one pass over its values.
  public static func estimate(_ state: MergedRecord) -> Int {
    let values = max(1, state.live.count)
    let bound = combinationsMax(values: values)
    var combinations = 1
    var index = state.live.startIndex
    while index < state.live.endIndex, combinations < bound {
      let end = state.endOfPath(from: index)
      combinations = min(bound, combinations.multipliedReportingOverflow(by: end - index).0)
      index = end
    }
    return values * max(1, combinations)
  }
}
