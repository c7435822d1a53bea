import IRMER
import Records
import SiteClient

/// Dates and what is left until them, as people read them.
enum Days {
  static func words(until day: CalendarDate, from today: CalendarDate) -> String {
    words(left: today.days(until: day))
  }

  static func words(left: Int) -> String {
    if left == 0 { return "today" }
    return "\(abs(left).of("day", "days")) \(left > 0 ? "left" : "over")"
  }

  /// Red when it has passed, yellow in the last days.
  static func emphasis(daysLeft: Int?) -> Emphasis {
    switch daysLeft {
    case nil: .none
    case .some(..<0): .danger
    case .some(0...3): .warning
    default: .none
    }
  }
}

extension SiteClient {
  /// The day it is in Europe/London, by which the clocks count; the centre's where this device's
  /// clock is known to be behind.
  nonisolated var today: CalendarDate { context().today.day }
}

extension JSONValue {
  /// The value as a person reads it.
  var words: String {
    switch self {
    case .null: "–"
    case .bool(let flag): flag ? "yes" : "no"
    case .number(let number): number.text
    case .string(let text): text
    case .array(let values): values.map(\.words).joined(separator: ", ")
    case .object: serialized()
    }
  }
}
