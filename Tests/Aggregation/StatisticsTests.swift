import IRMER
import Testing

@testable import Aggregation

/// The statistics of the trends, compared with published values.
@Suite("Statistics of trends")
struct StatisticsTests {
  /// NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 “Individuals Control Charts”: ten
  /// flow rates, mean 50.81, limits 55.8041 and 45.8159 (with 3/1.128 where others round to 2.66).
  @Test func `limits are those of the handbook's individuals chart`() {
    let flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]

    let chart = ControlChart(flow)

    #expect(abs(chart.mean - 50.81) < 0.005)
    #expect(abs(chart.upper - 55.8041) < 0.005)
    #expect(abs(chart.lower - 45.8159) < 0.005)
    #expect(chart.isTrial && chart.signals.allSatisfy { $0 != .outside })
  }

  /// Making Data Count: a moving range of 3.267 times the mean range or more is left out.
  @Test func `one leap does not widen the limits`() {
    let steady: [Double] = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10]

    let chart = ControlChart(steady + [40])

    #expect(abs(chart.upper - chart.mean - 2.66) < 1e-9)
    #expect(chart.signals.last == .outside)
  }

  @Test func `limits that begin anew judge each stretch by itself`() {
    let before = [10, 11, 10, 12, 10, 11, 10, 11, 10, 12, 10, 11].map(Double.init)
    let after = [4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5].map(Double.init)

    let one = ControlChart(before + after)
    let two = ControlChart(before + after, rebased: [12])

    #expect(one.signals.suffix(12).allSatisfy { $0 != .none })
    #expect(two.signals.allSatisfy { $0 == .none })
    #expect(two.stretches.count == 2 && two.mean == 4.5 && two.stretch(of: 3).mean > 10)
    #expect(two.stretches == ControlChart(before + after, rebased: [12, 99, 0]).stretches)
    #expect(ControlChart([]).stretches.count == 1, "an empty chart has limits to ask for")
  }

  @Test func `the icon goes by the latest point, and by which way is better`() {
    let steady = [10, 11, 10, 12, 10, 11, 10, 11, 10, 12, 10, 11].map(Double.init)

    #expect(ControlChart(steady).variation(better: .fewer) == .common)
    let high = ControlChart(steady + [40])
    #expect(high.variation(better: .fewer) == .concernHigh)
    #expect(high.variation(better: .more) == .improvementHigh)
    #expect(high.variation(better: .neither) == .neutralHigh)
    let low = ControlChart(steady + [0])
    #expect(low.variation(better: .fewer) == .improvementLow)
    #expect(low.variation(better: .more) == .concernLow)
    #expect(ControlChart(steady + [40, 11]).variation(better: .fewer) == .common)
  }

  @Test func `where nothing else varies, a leap is what sets the limits`() {
    let chart = ControlChart([6, 6, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3])

    #expect(abs(chart.upper - chart.mean - 2.66 * 3 / 11) < 1e-9)
  }

  /// Montgomery, Introduction to Statistical Quality Control, 6th edition, example 7.6: hours
  /// between failures of a valve, and the same to the power 0.2777.
  @Test(arguments: [
    (286, 4.80986), (948, 6.70903), (536, 5.72650), (124, 3.81367), (816, 6.43541),
    (729, 6.23705), (4, 1.46958), (143, 3.96768), (431, 5.39007), (8, 1.78151),
    (2837, 9.09619), (596, 5.89774), (81, 3.38833), (227, 4.51095), (603, 5.91690),
  ])
  func `gaps are transformed as Montgomery's`(hours: Int, published: Double) {
    #expect(abs(RareEventChart.transformed(Double(hours)) - published) < 0.00002)
  }

  @Test func `no valve of Montgomery's example is unusual, and a long silence is`() {
    let hours = [
      286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831,
      96,
    ]

    #expect(RareEventChart(daysBetween: hours).unusual.isEmpty)
    #expect(RareEventChart(daysBetween: hours + [40_000]).unusual == [20])
  }

  @Test func `two events on one day are half a day apart also beside the limits`() {
    let chart = RareEventChart(daysBetween: [9, 9, 10, 9, 9, 9, 31, 1, 0, 2, 1, 0])

    #expect(chart.lower > 0 && chart.lower < 0.5)
    #expect(!chart.unusual.contains(8))
    #expect(chart.gaps[8] == 0, "what is shown is what was")
  }

  /// Benneyan 2001: the standard deviation of a geometric number between events is √(ḡ(ḡ+1)).
  @Test func `limits of examinations between events are geometric`() {
    let chart = RareEventChart(examinationsBetween: [4, 8, 12])

    #expect(chart.centre == 8 && chart.lower == 0)
    #expect(abs(chart.upper - 33.4558) < 0.0001)
  }

  @Test func `examinations between two days are those of the months, day by day`() throws {
    let days = ["2026-01-01", "2026-02-01", "2026-02-15"].compactMap { CalendarDate($0) }
    let months = Dictionary(
      uniqueKeysWithValues: [("2026-01", 310), ("2026-02", 280)].compactMap { text, count in
        Month(text: text).map { ($0, count) }
      })

    let chart = try #require(RareEventChart.examinationsBetween(days, months))

    #expect(chart.gaps.map { ($0 * 1000).rounded() / 1000 } == [310, 140])
    #expect(RareEventChart.examinationsBetween(days, [:]) == nil)
  }

  /// R, `qpois(p, mean)`.
  @Test(arguments: [
    (0.025, 10.0, 4), (0.975, 10.0, 17), (0.001, 10.0, 2), (0.999, 10.0, 21), (0.5, 1.0, 1),
    (0.975, 0.5, 2), (0.025, 100.0, 81), (0.975, 100.0, 120), (0.025, 0.0, 0),
  ])
  func `Poisson quantiles are those of R`(probability: Double, mean: Double, count: Int) {
    #expect(Poisson.quantile(probability, mean: mean) == count)
  }

  @Test func `a site that reports far less than the others lies below the funnel`() {
    let plot = FunnelPlot([
      (site: "A", count: 40, examinations: 10_000), (site: "B", count: 44, examinations: 10_000),
      (site: "C", count: 2, examinations: 10_000), (site: "D", count: 1, examinations: 100),
    ])

    #expect(plot.points.map(\.place) == [.within, .aboveWarning, .below, .within])
  }

  @Test func `the running share of a Pareto ends at everything, and each bar has its own`() {
    let pareto = Pareto(["a", "b", "a", "c", "a", "b"])

    #expect(pareto.bars.map(\.name) == ["a", "b", "c"])
    #expect(pareto.bars.map { $0.cumulative.rounded() } == [50, 83, 100])
    #expect(pareto.bars.map { pareto.share(of: $0) } == [50, 33, 17])
    #expect(Pareto([]).bars.isEmpty)
  }

  @Test func `a heat map counts pairs, rows in the table's order`() {
    let map = HeatMap(
      [("7", "RBD02"), ("2.3", "RBD01"), ("7", "RBD02")], rowOrder: ["1", "2.3", "7"])

    #expect(map.rows == ["2.3", "7"] && map.columns == ["RBD01", "RBD02"])
    #expect(map.count("7", "RBD02") == 2 && map.count("2.3", "RBD02") == 0 && map.highest == 2)
  }
}
