public import IRMER
internal import Records

/// Dates and the time left until them, as people read them.
public enum Days {
  package static func displayText(until day: CalendarDate, from today: CalendarDate) -> String {
    displayText(left: today.days(until: day))
  }

  /// `3 days left`, `1 day overdue`, `today`.
  ///
  /// - Parameter left: in days; negative after the deadline.
  public static func displayText(left: Int) -> String {
    if left == 0 { return "today" }
    return "\(Wording.count(abs(left), "day", "days")) \(left > 0 ? "left" : "overdue")"
  }

  /// `4 December`, with the year where it is not this one.
  package static func date(_ day: CalendarDate, near today: CalendarDate) -> String {
    day.year == today.year ? String(day.displayText.dropLast(5)) : day.displayText
  }

  /// `28 November is a Saturday: act by Friday 27 November`; `nil` for a working day.
  public static func actBefore(
    _ deadline: CalendarDate, authority: Authority?, near today: CalendarDate
  ) -> String? {
    target(of: deadline, authority: authority).map { target in
      let kind =
        deadline.weekday.isWeekend ? "a \(deadline.weekday.name)" : "a bank holiday"
      return "\(date(deadline, near: today)) is \(kind): act by \(target.weekdayWords)"
    }
  }

  /// The last working day on which to act, where a deadline is not a working day; `nil` where it is
  /// one. The deadline itself never moves.
  package static func target(of deadline: CalendarDate, authority: Authority?) -> CalendarDate? {
    guard let nation = Nation.allCases.first(where: { $0.authority == authority }) else {
      return nil
    }
    let target = WorkingDayTarget(due: deadline, nation: nation).target
    return target == deadline ? nil : target
  }
}

extension JSONValue {
  /// The value as a person reads it: a day as `26/11/2026`, a time as `26/11/2026 09:30` in London.
  public var displayText: String {
    switch self {
    case .string(let text) where text.utf8.count == 10 && CalendarDate(text) != nil:
      CalendarDate(text)?.numbers ?? text
    case .null: "–"
    case .bool(let flag): flag ? "yes" : "no"
    case .number(let number): number.text
    case .string(let text): Self.time(text) ?? text
    case .array(let values): values.map(\.displayText).joined(separator: ", ")
    case .object: serialized()
    }
  }

  private static func time(_ text: String) -> String? {
    guard text.utf8.count > 15, text.dropFirst(10).first == "T", let moment = Moment(text) else {
      return nil
    }
    return "\(moment.londonDay.numbers) \(moment.description.dropFirst(11).prefix(5))"
  }
}
