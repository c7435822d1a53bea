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

  @Test(arguments: [[], [1], [0, 0], [2, 2, 2]] as [[Double]])
  func `few or equal points trap nothing and signal nothing`(values: [Double]) {
    let chart = ControlChart(values)

    #expect(chart.signals.allSatisfy { $0 == .none })
    #expect(chart.isTrial)
  }
}
