/// A day of the proleptic Gregorian calendar, with no time and no time zone.
///
/// The guidance's periods are counted in whole calendar days of Europe/London; a day is therefore a
/// number, and neither daylight saving nor a leap second can move a deadline.
///
/// Days run from `0001-01-01` to `9999-12-31`. Arithmetic never traps: it stops at these ends.
public struct CalendarDate: Hashable, Sendable {
  /// Days since 1970-01-01; negative before it.
  public let daysSinceEpoch: Int

  /// 0001-01-01.
  public static let earliest = CalendarDate(clamping: -719_162)
  /// 9999-12-31.
  public static let latest = CalendarDate(clamping: 2_932_896)

  private init(clamping days: Int) {
    daysSinceEpoch = min(max(days, -719_162), 2_932_896)
  }

  /// The day `days` after 1970-01-01; nil outside the calendar's range.
  public init?(daysSinceEpoch days: Int) {
    guard (-719_162...2_932_896).contains(days) else { return nil }
    daysSinceEpoch = days
  }

  /// A day from its numbers; nil for a day that does not exist, such as 29 February 2026.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.lengthOfMonth(month, year: year)
    else { return nil }
    // Howard Hinnant's days_from_civil: years begin in March, eras are 400 years long.
    let marchYear = month > 2 ? year : year - 1
    let era = marchYear / 400
    let yearOfEra = marchYear - era * 400
    let marchMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `YYYY-MM-DD`, exactly ten ASCII characters; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var digits = 0
    var position = 0
    for byte in text.utf8 {
      if position == 4 || position == 7 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        guard position < 10, byte >= 0x30, byte <= 0x39 else { return nil }
        digits = digits * 10 + Int(byte &- 0x30)
      }
      position += 1
    }
    guard position == 10 else { return nil }
    self.init(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
  }

  /// The day `days` later (earlier when negative), at most the calendar's last or first day.
  public func adding(days: Int) -> CalendarDate {
    let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
    if overflow { return days > 0 ? .latest : .earliest }
    return CalendarDate(clamping: sum)
  }

  /// Whole days from this day to `other`; negative when `other` is earlier.
  public func days(until other: CalendarDate) -> Int {
    other.daysSinceEpoch - daysSinceEpoch
  }

  /// Year, month and day as numbers.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  /// The year of the common era.
  public var year: Int { components.year }
  /// From 1 to 12.
  public var month: Int { components.month }
  /// The day of the month, from 1.
  public var day: Int { components.day }

  /// A day of the week, Monday first (ISO 8601).
  public enum Weekday: Int, Hashable, Sendable, CaseIterable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// Saturday or Sunday.
    public var isWeekend: Bool { self == .saturday || self == .sunday }
  }

  /// The day of the week.
  public var weekday: Weekday {
    // 1970-01-01 was a Thursday; the earliest day is 719,162 days before it.
    Weekday(rawValue: (daysSinceEpoch + 719_162) % 7 + 1) ?? .monday
  }

  /// 28 to 31; 0 for a month that does not exist.
  public static func lengthOfMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: 31
    case 4, 6, 9, 11: 30
    case 2: isLeap(year) ? 29 : 28
    default: 0
    }
  }

  /// Whether February has 29 days.
  public static func isLeap(_ year: Int) -> Bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  }
}

extension CalendarDate: Comparable {
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }
}

extension CalendarDate: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = components
    return String(unsafeUninitializedCapacity: 10) { buffer in
      func put(_ value: Int, at position: Int) {
        buffer[position] = UInt8(truncatingIfNeeded: 0x30 + value % 10)
      }
      put(year / 1000, at: 0)
      put(year / 100, at: 1)
      put(year / 10, at: 2)
      put(year, at: 3)
      buffer[4] = UInt8(ascii: "-")
      put(month / 10, at: 5)
      put(month, at: 6)
      buffer[7] = UInt8(ascii: "-")
      put(day / 10, at: 8)
      put(day, at: 9)
      return 10
    }
  }
}

extension CalendarDate: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let date = CalendarDate(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a date YYYY-MM-DD"))
    }
    self = date
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
