internal import Aggregation
internal import Screens

/// The icon of Making Data Count for the latest point of a chart, with its words: no colour says
/// anything alone.
struct VariationIcon {
  let css: String
  /// H or L; `nil` for common cause.
  let letter: String?
  let displayText: String

  init(_ series: TrendSeries) {
    switch series.chart.variation(better: series.better) {
    case .common:
      (css, letter, displayText) = (
        "common", nil, "Common cause in the latest month: nothing unusual"
      )
    case .improvementHigh:
      (css, letter, displayText) = ("improvement", "H", "Improvement: higher than usual")
    case .improvementLow:
      (css, letter, displayText) = ("improvement", "L", "Improvement: lower than usual")
    case .concernHigh: (css, letter, displayText) = ("concern", "H", "Concern: higher than usual")
    case .concernLow: (css, letter, displayText) = ("concern", "L", "Concern: lower than usual")
    case .neutralHigh:
      (css, letter, displayText) = (
        "neutral", "H", "Higher than usual: neither good nor bad by itself"
      )
    case .neutralLow:
      (css, letter, displayText) = (
        "neutral", "L", "Lower than usual: neither good nor bad by itself"
      )
    }
  }
}
