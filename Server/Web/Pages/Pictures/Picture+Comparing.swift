internal import Aggregation
internal import IRMER
internal import Records
internal import Replication
internal import Screens

extension Picture {
  /// Sites compared: rate against activity.
  init(_ plot: FunnelPlot, from: Month, to: Month) {
    let outside = plot.points.filter { $0.place != .within }
    self.init(
      "funnel",
      title: "Incidents per 10,000 examinations by site, \(from.displayText) to \(to.displayText)",
      summary: "All sites together: \(Self.text(plot.rate)). "
        + (outside.isEmpty
          ? "Every site lies within the limits of chance."
          : outside.map { "\($0.site) lies \($0.place.rawValue)" }.joined(separator: "; ")
            + ". A site below may report too little.") + " Dashed: 95% and 99.8% limits.",
      header: ["Site", "Incidents", "Examinations", "Per 10,000", "Place"])
    let largest = Scale.rounded(above: Double(plot.points.map(\.examinations).max() ?? 1))
    let smallest = largest / 60
    let tops = plot.points.map(\.rate) + [plot.limits(at: largest / 8, tail: 0.001).upper]
    let frame = Frame(highest: tops.max() ?? 1)
    let x = Scale(values: 0...largest, places: (Frame.left, Frame.right))
    axes(frame, first: "0 examinations", last: Self.text(largest))
    level(plot.rate, frame, .mean)
    let sizes = (1...60).map { Double($0) * smallest }
    for (tail, style) in [(0.025, Style.warning), (0.001, .limit)] {
      let limits = sizes.map { plot.limits(at: $0, tail: tail) }
      path(zip(sizes, limits).map { (x($0), frame.y($1.lower)) }, style)
      path(zip(sizes, limits).map { (x($0), frame.y($1.upper)) }, style)
    }
    var labels: [(x: Double, y: Double)] = []
    for site in plot.points {
      let (left, high) = (x(Double(site.examinations)), frame.y(site.rate))
      let list = Self.list(from: from, to: to, site: site.site)
      point(
        left, high, isUnusual: site.place != .within,
        link: Link(list, "\(site.site): \(Wording.count(site.count, "incident"))"))
      let isNearEnd = left > 560
      // Sites close to each other are named one below the other.
      var label = (x: left, y: high - 6)
      while labels.contains(where: { abs($0.x - label.x) < 60 && abs($0.y - label.y) < 13 }) {
        label.y += 13
      }
      labels.append(label)
      text(left + (isNearEnd ? -8 : 8), label.y, site.site, .label, isNearEnd ? .end : .mark)
      row(
        site.site, String(site.count), String(site.examinations), Self.text(site.rate),
        Wording.displayText(site.place.rawValue), href: list)
    }
  }

  /// One audit's standards against their targets, with 95% intervals.
  init(_ audit: AuditView, number: Int) {
    let measured = audit.standards.filter { $0.proportion != nil }
    self.init(
      "audit\(number)", title: "\(audit.title), \(audit.snapshot.scope.code), cycle \(audit.cycle)",
      summary: measured.isEmpty
        ? "No standard has a result yet."
        : "\(audit.standardsMet) of \(Wording.count(measured.count, "measured standard")) met. "
          + "The thin line is the 95% interval, the tall one the target.",
      height: 30 + max(1, measured.count) * 34,
      header: ["Standard", "Target %", "Result", "%", "95% from", "to", "Verdict"])
    let x = Scale(values: 0...100, places: (160, 600))
    for (index, standard) in measured.enumerated() {
      guard let result = standard.proportion else { continue }
      let y = Double(10 + index * 34)
      let interval = result.wilsonInterval
      text(152, y + 16, String(standard.id.prefix(20)), .label, .end)
      box(
        160, y + 2, width: x(result.percent) - 160, height: 20,
        standard.verdict == .met ? .met : .bar)
      line(x(interval.lowerBound), y + 12, x(interval.upperBound), y + 12, .axis)
      line(x(interval.lowerBound), y + 7, x(interval.lowerBound), y + 17, .axis)
      line(x(interval.upperBound), y + 7, x(interval.upperBound), y + 17, .axis)
      if let target = standard.targetPosition {
        line(x(target), y - 2, x(target), y + 26, .target)
      }
      row(
        standard.id, standard.target ?? "none", "\(result.numerator) of \(result.denominator)",
        Proportion.oneDecimal(result.percent), Proportion.oneDecimal(interval.lowerBound),
        Proportion.oneDecimal(interval.upperBound), Wording.displayText(standard.verdict.rawValue))
    }
  }

  /// From one cycle to the next, a line for each standard.
  init(_ comparison: AuditComparison, title: String, number: Int) {
    let lines = comparison.lines.filter { $0.before != nil && $0.after != nil }
    self.init(
      "slope\(number)", title: "\(title): from one cycle to the next",
      summary: lines.map {
        "\($0.standard): \(Self.text($0.change ?? 0)) percentage points"
      }.joined(separator: "; ") + ".", height: 220,
      header: ["Standard", "Before %", "After %", "Change"])
    let y = Scale(values: 0...100, places: (190, 20))
    line(160, 20, 160, 190, .axis)
    line(480, 20, 480, 190, .axis)
    text(160, 210, "Before", .label, .middle)
    text(480, 210, "After", .label, .middle)
    for entry in lines {
      guard let before = entry.before?.percent, let after = entry.after?.percent else { continue }
      path([(160, y(before)), (480, y(after))], .series)
      point(160, y(before), isUnusual: false)
      point(480, y(after), isUnusual: after < before)
      text(152, y(before) + 5, "\(Proportion.oneDecimal(before))%", .label, .end)
      text(490, y(after) + 5, "\(Proportion.oneDecimal(after))% \(entry.standard.prefix(12))")
      row(
        entry.standard, Proportion.oneDecimal(before), Proportion.oneDecimal(after),
        Self.text(after - before))
    }
  }
}
