internal import Aggregation
internal import Screens

/// The icon of Making Data Count for the latest point of a chart, with its words: no colour says
/// anything alone.
struct VariationIcon {
  let css: String
  /// H or L; `nil` for common cause.
  let letter: String?
  let words: String

  init(_ series: TrendSeries) {
    switch series.chart.variation(better: series.better) {
    case .common:
      (css, letter, words) = ("common", nil, "Common cause in the latest month: nothing unusual")
    case .improvementHigh:
      (css, letter, words) = ("improvement", "H", "Improvement: higher than usual")
    case .improvementLow:
      (css, letter, words) = ("improvement", "L", "Improvement: lower than usual")
    case .concernHigh: (css, letter, words) = ("concern", "H", "Concern: higher than usual")
    case .concernLow: (css, letter, words) = ("concern", "L", "Concern: lower than usual")
    case .neutralHigh:
      (css, letter, words) = ("neutral", "H", "Higher than usual: neither good nor bad by itself")
    case .neutralLow:
      (css, letter, words) = ("neutral", "L", "Lower than usual: neither good nor bad by itself")
    }
  }
}
