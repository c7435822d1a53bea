internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

extension Picture {
  /// A figure by month with its control limits.
  init(_ series: TrendSeries, number: Int) {
    let chart = series.chart
    let name = series.name == "notifiable" ? "Notifiable incidents" : "Incidents"
    let unit = series.isRate ? " per 10,000 examinations" : ""
    let signals = chart.signals.count { $0 != .none }
    let trial = chart.isTrial ? " Trial limits: fewer than 12 months." : ""
    let basis =
      series.isRate
      ? "Rates: every month has its examinations."
      : "Counts, not rates: examinations are not given for every month and site."
    let partial =
      (series.isFirstPartial
        ? " The first month is not whole: it is drawn, sets no limit and is not judged." : "")
      + series.rebasings.map { " Limits begin anew in \($0.month): \($0.why) (\($0.by))." }.joined()
    self.init(
      "months\(number)", title: "\(name)\(unit) by month, \(series.site ?? "all sites")",
      summary:
        "\(Wording.count(chart.values.count, "month")), mean \(Self.text(chart.mean)), limits "
        + "\(Self.text(chart.lower)) to \(Self.text(chart.upper))"
        + "\(Self.unusual(signals, "month")).\(trial) \(basis)\(partial)",
      header: ["Month", "Number", "Examinations", "Plotted", "Mean", "Lower", "Upper", "Signal"])
    let highest = chart.stretches.map(\.upper).max() ?? 0
    let frame = Frame(highest: max(highest, chart.values.max() ?? 0))
    let x = Scale.steps(chart.values.count, from: Frame.left + 10, to: Frame.right - 10)
    axes(
      frame, first: series.months.first?.displayText ?? "",
      last: series.months.last?.displayText ?? "")
    for stretch in chart.stretches {
      let ends = (
        stretch.range.lowerBound == 0 ? Frame.left : x(stretch.range.lowerBound),
        stretch.range.upperBound >= chart.values.count ? Frame.right : x(stretch.range.upperBound)
      )
      for (value, style) in [
        (stretch.mean, Style.mean), (stretch.upper, .limit), (stretch.lower, .limit),
      ] {
        line(ends.0, frame.y(value), ends.1, frame.y(value), style)
      }
    }
    for (index, text) in Self.changes(in: series.months) { mark(x(index), text) }
    path(chart.values.enumerated().map { (x($0), frame.y($1)) }, .series)
    for (index, month) in series.months.enumerated() {
      let signal = chart.signals[index]
      let list = Self.list(month, series)
      let stretch = chart.stretch(of: index)
      point(
        x(index), frame.y(chart.values[index]), isUnusual: signal != .none,
        link: Link(list, "\(month.displayText): \(Wording.count(series.counts[index], "incident"))")
      )
      row(
        month.displayText, String(series.counts[index]),
        series.denominators[index].map(String.init) ?? "not given", Self.text(chart.values[index]),
        Self.text(stretch.mean), Self.text(stretch.lower), Self.text(stretch.upper),
        Wording.displayText(signal.rawValue), href: list)
    }
  }

  /// The list of incidents that a point counts.
  private static func list(_ month: Month, _ series: TrendSeries) -> String {
    list(from: month, to: month, site: series.site)
      + (series.name == "notifiable" ? "&outcome=notifiable" : "")
  }

  /// The list of the incidents that were discovered in some months.
  static func list(from: Month, to: Month, site: String?) -> String {
    "/incidents?from=\(from)-01&to=\(to.lastDay)"
      + (site.map { "&site=\(FormFields.encoded($0))" } ?? "")
  }

  /// Where in a row of months the criteria of notification changed.
  static func changes(in months: [Month]) -> [(index: Int, text: String)] {
    Edition.all.compactMap { edition in
      guard edition.status != .draft, let start = edition.inForceFrom,
        let index = months.firstIndex(of: Month(start)), index > 0
      else { return nil }
      return (index, "Criteria changed \(start)")
    }
  }

  /// Gaps between rare events.
  ///
  /// - Parameter site: nil for all sites together.
  init(_ chart: RareEventChart, days: [CalendarDate], site: String?, number: Int) {
    let isDays = chart.measure == .days
    let unit = isDays ? "Days" : "Examinations"
    let kind = isDays ? "T" : "G"
    let unusual = Set(chart.unusual)
    self.init(
      "rare\(number)",
      title: "\(unit) between notifiable incidents, \(site ?? "all sites") (\(kind) chart)",
      summary: "\(Wording.count(chart.gaps.count, "gap")); median "
        + "\(Self.text(chart.centre)) \(unit.lowercased()), limits \(Self.text(chart.lower)) to "
        + "\(Self.text(chart.upper))\(Self.unusual(unusual.count, "gap")). "
        + "Longer is better, if everything is reported.",
      header: ["Incident on", "\(unit) since the one before", "Signal"])
    let ordered = days.sorted().dropFirst()
    let frame = Frame(highest: max(chart.upper, chart.gaps.max() ?? 0))
    let x = Scale.steps(chart.gaps.count, from: Frame.left + 10, to: Frame.right - 10)
    axes(frame, first: ordered.first?.displayText ?? "", last: ordered.last?.displayText ?? "")
    level(chart.centre, frame, .mean)
    level(chart.upper, frame, .limit)
    level(chart.lower, frame, .limit)
    for (index, text) in Self.changes(in: ordered.map(Month.init)) { mark(x(index), text) }
    path(chart.gaps.enumerated().map { (x($0), frame.y($1)) }, .series)
    for (index, day) in ordered.enumerated() {
      let list =
        "/incidents?from=\(day)&to=\(day)&outcome=notifiable"
        + (site.map { "&site=\(FormFields.encoded($0))" } ?? "")
      let gap = Self.text(chart.gaps[index])
      point(
        x(index), frame.y(chart.gaps[index]), isUnusual: unusual.contains(index),
        link: Link(list, "\(day.displayText): \(gap) \(unit.lowercased()) since the one before"))
      row(day.displayText, gap, unusual.contains(index) ? "Beyond a limit" : "None", href: list)
    }
  }

  /// Bars from the most frequent down, with the share of each; the table has the running share, too.
  ///
  /// - Parameter list: the list of what a bar counts.
  init(
    _ pareto: Pareto, id: String, title: String, column: String,
    list: (String) -> String? = { _ in nil }
  ) {
    let shown = pareto.bars.prefix(12)
    let height = 40 + shown.count * 26
    self.init(
      id, title: title,
      summary: shown.first.map {
        "\(pareto.total.grouped) in all; most often \(column.lowercased()) \($0.name) "
          + "(\(pareto.share(of: $0)) %)."
      } ?? "Nothing to count yet.", height: height,
      header: [column, "Number", "Share", "Running share"])
    let scale = Scale(values: 0...Double(max(1, shown.first?.count ?? 1)), places: (200, 520))
    for (index, bar) in shown.enumerated() {
      let y = Double(20 + index * 26)
      box(
        200, y, width: scale(Double(bar.count)) - 200, height: 18, .bar,
        link: list(bar.name).map { Link($0, "\(bar.name): \(bar.count.grouped)") })
      text(192, y + 14, String(bar.name.prefix(26)), .label, .end)
      text(
        scale(Double(bar.count)) + 6, y + 14, "\(bar.count.grouped) (\(pareto.share(of: bar)) %)")
    }
    for bar in pareto.bars {
      row(
        bar.name, String(bar.count), "\(pareto.share(of: bar)) %",
        "\(Int(bar.cumulative.rounded())) %", href: list(bar.name))
    }
  }

  /// Numbers in squares, darker for larger numbers; each square shows its number.
  ///
  /// - Parameter list: the list of what a row counts, in one column or in all of them.
  init(
    _ map: HeatMap, id: String, title: String, corner: String,
    list: (_ row: String, _ column: String?) -> String
  ) {
    let columns = Array(map.columns.prefix(30))
    let cell = max(46.0, min(80.0, 560.0 / Double(max(1, columns.count))))
    self.init(
      id, title: title,
      summary: map.rows.isEmpty
        ? "Nothing to count yet." : "The highest number in one square is \(map.highest.grouped).",
      width: max(640, Int(70 + cell * Double(columns.count))), height: 40 + map.rows.count * 30,
      header: [corner] + map.columns)
    for (index, column) in columns.enumerated() {
      text(70 + cell * (Double(index) + 0.5), 22, column, .label, .middle)
    }
    for (index, name) in map.rows.enumerated() {
      let y = 30.0 + Double(index) * 30
      text(62, y + 20, name, .label, .end)
      for (place, column) in columns.enumerated() {
        let count = map.count(name, column)
        let shade = count == 0 ? 0 : 1 + 3 * (count - 1) / max(1, map.highest)
        let x = 70 + cell * Double(place)
        box(
          x, y, width: cell - 2, height: 28, .band, shade: shade,
          link: count == 0 ? nil : Link(list(name, column), "\(name), \(column): \(count.grouped)"))
        text(x + cell / 2 - 1, y + 20, count.grouped, shade >= 3 ? .strong : .label, .middle)
      }
      row(name, map.columns.map { String(map.count(name, $0)) }, href: list(name, nil))
    }
  }

  /// `; 1 unusual month (red square)`; empty where none is unusual.
  private static func unusual(_ number: Int, _ what: String) -> String {
    guard number > 0 else { return "" }
    return "; \(Wording.count(number, "unusual \(what)")) (red square\(number == 1 ? "" : "s"))"
  }
}
