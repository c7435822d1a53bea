package import IRMER
package import Records

extension Picture {
  /// The two clocks of a notification as a timeline, with what was done.
  package init?(clocksOf row: NotificationRow, today: CalendarDate) {
    guard let start = row.discoveredOn.flatMap({ CalendarDate($0) }),
      let notifyBy = row.notifyBy.flatMap({ CalendarDate($0) }),
      let reportBy = row.reportBy.flatMap({ CalendarDate($0) })
    else { return nil }
    let days = row.daysLeft(on: today)
    self.init(
      "clocks", title: "The two deadlines",
      summary:
        "Last day to notify \(Wording.day(row.notifyBy)), to report \(Wording.day(row.reportBy)); "
        + "\(Wording.daysLeft(days)).", height: 130,
      header: ["What", "Day", "Days after discovery"])
    let events: [(String, CalendarDate?)] = [
      ("Discovered", start), ("Last day to notify", notifyBy), ("Last day to report", reportBy),
      ("Notified", row.submittedOn.flatMap { CalendarDate($0) }),
      ("Inspector contacted", row.inspectorContactedOn.flatMap { CalendarDate($0) }),
      ("Report sent", row.reportSentOn.flatMap { CalendarDate($0) }), ("Today", today),
    ]
    let known = events.compactMap { name, day in day.map { (name: name, day: $0) } }
    let last = max(reportBy, known.map(\.day).max() ?? reportBy)
    let x = Scale(values: 0...Double(max(1, start.days(until: last))), places: (20, 600))
    func place(_ day: CalendarDate) -> Double { x(Double(start.days(until: day))) }
    // The line of the day crosses no words.
    let words = 18..<150 ~= place(today) ? place(today) + 6 : 24
    box(20, 30, width: place(notifyBy) - 20, height: 16, .band, shade: 3)
    text(words, 24, "To notify: 14 days")
    box(20, 62, width: place(reportBy) - 20, height: 16, .band, shade: 1)
    text(words, 94, "To report: 84 days")
    for (name, day) in [
      ("Notified", row.submittedOn), ("Report sent", row.reportSentOn),
    ] {
      guard let day = day.flatMap({ CalendarDate($0) }) else { continue }
      let y = name == "Notified" ? 38.0 : 70.0
      point(place(day), y, isUnusual: day > (name == "Notified" ? notifyBy : reportBy))
    }
    line(place(today), 18, place(today), 104, .target)
    text(place(today), 120, "Today", .label, place(today) > 560 ? .end : .middle)
    for (name, day) in known { clockRow(name, day, start) }
  }

  private mutating func clockRow(_ name: String, _ day: CalendarDate, _ start: CalendarDate) {
    row(name, "\(day)", String(start.days(until: day)))
  }

  /// The dose of an individual beside the thresholds that judged it, on a logarithmic scale.
  ///
  /// - Parameter findings: of the whole incident.
  package init?(thresholdsOf findings: [Finding], individual: Int) {
    let compared = findings.filter { $0.individual == individual && $0.dose != nil }
    guard let judged = compared.compactMap(\.dose).max(by: { $0.total < $1.total }),
      !judged.total.isZero
    else { return nil }
    let (total, intended) = (judged.total, judged.intended)
    let dose = total.approximate
    let thresholds = compared.compactMap { finding in
      finding.dose.map {
        (
          code: finding.code.rawValue, value: $0.threshold.approximate,
          met: finding.result == .met
        )
      }
    }
    let words = thresholds.map { entry in
      "\(entry.code) begins at \(Self.text(entry.value)) mSv and is \(entry.met ? "met" : "not met")"
    }
    self.init(
      "strip\(individual)", title: "The dose of individual \(individual + 1) beside the thresholds",
      summary: "Total \(total) mSv" + (intended.map { ", intended \($0) mSv" } ?? "") + "; "
        + words.joined(separator: "; ") + ".", height: 40 + thresholds.count * 34,
      header: ["Code", "Threshold mSv", "Total mSv", "Result"])
    let lowest = min(0.1, dose, intended?.approximate ?? dose) / 1.5
    let highest = max(100, dose * 2)
    let x = LogarithmicScale(values: max(0.001, lowest)...highest, places: (60, 620))
    for (index, entry) in thresholds.enumerated() {
      let y = Double(10 + index * 34)
      text(52, y + 17, entry.code, .label, .end)
      box(60, y, width: x(entry.value) - 60, height: 24, .band, shade: 0)
      box(x(entry.value), y, width: 620 - x(entry.value), height: 24, .band, shade: 2)
      let isFarLeft = x(entry.value) < 140
      text(
        x(entry.value) + (isFarLeft ? 6 : -6), y + 17, "from \(Self.text(entry.value))", .label,
        isFarLeft ? .mark : .end)
      row(entry.code, Self.text(entry.value), "\(total)", entry.met ? "Met" : "Not met")
    }
    let bottom = Double(10 + thresholds.count * 34)
    line(x(dose), 4, x(dose), bottom, .target)
    text(x(dose), bottom + 16, "total \(total) mSv", .label, .middle)
    if let intended, !intended.isZero {
      let value = intended.approximate
      line(x(value), 4, x(value), bottom, .mean)
      if abs(x(value) - x(dose)) > 120 {
        text(x(value), bottom + 16, "intended \(intended)", .label, .middle)
      }
    }
  }
}
