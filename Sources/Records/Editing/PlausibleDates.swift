import IRMER
import Replication

/// Which dates are almost certainly slips of the pen, such as 1926 or 0206 for 2026: clocks run
/// from them, and a reference has their year.
enum PlausibleDates {
  /// X-rays were discovered on 8 November 1895: no reason makes an earlier day possible.
  static let earliest = CalendarDate(year: 1895, month: 11, day: 8) ?? .earliest
  /// A discovery before 1990 needs a reason: it is older than every edition of the guidance.
  static let earliestDiscovery = CalendarDate(year: 1990, month: 1, day: 1) ?? .earliest
  /// Any other day further away than a human life needs a reason.
  static let yearsAway = 100

  /// Refuses a day that no record can have.
  static func check(_ snapshot: RecordSnapshot) throws(ValidationError) {
    for date in dates(of: snapshot) where date.day < earliest {
      throw ValidationError(
        "impossible-date",
        "is \(date.day.displayText), before X-rays were discovered: is the year right?",
        field: snapshot.tree.displayPath(of: date.path))
    }
  }

  /// Refuses a new day that is most unlikely, unless a reason confirms it.
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool, today: CalendarDate
  ) throws(ValidationError) {
    guard !hasReason else { return }
    for date in dates(of: after) where isUnlikely(date.day, at: date.path, today: today) {
      let known = before.tree.index(at: date.path).flatMap { before.tree.nodes[$0].value?.text }
      guard known.flatMap(day(reading:)) != date.day else { continue }
      throw ValidationError(
        "reason-required",
        "is \(date.day.displayText): is the year right? Correct it, or confirm it with a reason (--why)",
        field: after.tree.displayPath(of: date.path))
    }
  }

  private static func isUnlikely(
    _ day: CalendarDate, at path: FieldPath, today: CalendarDate
  ) -> Bool {
    isUnlikely(
      day, isDiscovery: ["discoveredOn", "discoveredAt"].contains(path.text), today: today)
  }

  /// Whether a day needs a reason.
  static func isUnlikely(_ day: CalendarDate, isDiscovery: Bool, today: CalendarDate) -> Bool {
    day < today.adding(years: -yearsAway) || day > today.adding(years: yearsAway)
      || isDiscovery && day < earliestDiscovery
  }

  private static func dates(
    of snapshot: RecordSnapshot
  ) -> [(path: FieldPath, day: CalendarDate)] {
    let shape = snapshot.shape
    return snapshot.tree.nodes.compactMap { node in
      guard let text = node.value?.text, text.utf8.count >= 10, let day = day(reading: text),
        let path = node.path
      else { return nil }
      let field = shape.shape(at: path.components)
      return field == .date || field == .dateTime ? (path, day) : nil
    }
  }
}
