import Aggregation
import Testing

@Suite("Control charts")
struct TrendTests {
  @Test func `limits are the mean and 2.66 mean moving ranges of the first twelve`() {
    let chart = ControlChart([4, 6, 4, 6, 4, 6, 4, 6, 4, 6, 4, 6, 30])

    #expect(chart.mean == 5)
    #expect(abs(chart.upper - (5 + 2.66 * 2)) < 1e-9)
    #expect(chart.lower == 0, "a count is never below zero")
    #expect(chart.signals.last == .outside)
    #expect(!chart.isTrial)
  }

  @Test func `a first month that is not whole sets no limit and is no signal`() {
    let whole: [Double] = [14, 16, 14, 16, 14, 16, 14, 16, 14, 16, 14, 16]

    let chart = ControlChart([1] + whole, isFirstPartial: true)

    #expect(ControlChart([1] + whole).signals.first == .outside)
    #expect(chart.signals.first == ControlChart.Signal.none && chart.signals.count == 13)
    #expect(chart.mean == ControlChart(whole).mean && !chart.isTrial)
    #expect(ControlChart([], isFirstPartial: true).signals.isEmpty)
    #expect(ControlChart([3], isFirstPartial: true).signals.count == 1)
  }

  @Test func `six in a row on one side are common cause, seven are a shift`() {
    let base: [Double] = [4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 6]

    #expect(ControlChart(base + [6, 6, 6, 6, 6, 5]).signals.contains(.shift) == false)
    #expect(
      ControlChart(base + [5, 6, 6, 6, 6, 6, 6, 6]).signals.suffix(7)
        == Array(repeating: .shift, count: 7)[...])
  }

  @Test func `seven points that rise are a trend`() {
    let chart = ControlChart([
      10, 30, 10, 30, 10, 30, 10, 30, 10, 30, 10, 30, 14, 15, 16, 17, 18, 19, 20,
    ])

    #expect(chart.signals.suffix(6).allSatisfy { $0 == .trend || $0 == .shift })
  }

  /// NHSRplotthedots, `ptd_two_in_three`: mean 5, limits 5 ± 5.32, near ones beyond 5 ± 3.55.
  @Test(arguments: [
    ([9, 9, 6], [true, true, false]), ([9, 6, 9], [true, false, true]),
    ([9, 4, 9], [false, false, false]), ([9, 6, 6], [false, false, false]),
    ([1, 1, 4], [true, true, false]), ([9, 11, 6], [false, false, false]),
    ([9, 1, 9], [false, false, false]),
  ])
  func `two of three near a limit signal where all three lie on its side`(
    last: [Double], expected: [Bool]
  ) {
    let chart = ControlChart([4, 6, 4, 6, 4, 6, 4, 6, 4, 6, 4, 6, 5] + last)

    #expect(chart.signals.suffix(3).map { $0 == .nearLimit } == expected)
  }

  /// The data of NHSRplotthedots' vignette “Deviations from Excel defaults”, its first twelve points.
  @Test func `limits are those of the NHS's package, outliers screened`() {
    let chart = ControlChart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1])

    #expect(abs(chart.mean - 26.0 / 12) < 1e-9)
    #expect(abs(chart.upper - (26.0 / 12 + 2.66)) < 1e-9)
    #expect(chart.signals[4] == .outside)
  }

  @Test(arguments: [[], [1], [0, 0], [2, 2, 2]] as [[Double]])
  func `few or equal points trap nothing and signal nothing`(values: [Double]) {
    let chart = ControlChart(values)

    #expect(chart.signals.allSatisfy { $0 == .none })
    #expect(chart.isTrial)
  }
}
