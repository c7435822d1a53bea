public import IRMER

/// A point in time, to the millisecond: "now" as the caller knows it.
///
/// Nothing in this module reads a clock; the caller supplies the time.
public struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64

  /// - Parameter milliseconds: Since 1970-01-01T00:00:00Z.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Noon in London on a day: for tests and demonstrations that work with days.
  public init(noonOf day: CalendarDate) {
    let utc = Moment(milliseconds: (Int64(day.daysSinceEpoch) * 24 + 12) * 3_600_000)
    self.init(milliseconds: utc.milliseconds - Int64(utc.londonOffsetMinutes) * 60_000)
  }

  /// The first moment of a day in London. The clocks change at one o'clock, never at midnight.
  public init(startOf day: CalendarDate) {
    let utc = Moment(milliseconds: Int64(day.daysSinceEpoch) * 86_400_000)
    let offset = Moment(milliseconds: utc.milliseconds - 3_600_000).londonOffsetMinutes
    self.init(milliseconds: utc.milliseconds - Int64(offset) * 60_000)
  }

  public static func < (left: Moment, right: Moment) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The day in Europe/London, by which the guidance's periods are counted.
  public var londonDay: CalendarDate { day(offsetMinutes: londonOffsetMinutes) }

  /// `1 March 2026 at 09:30`, in London: for people; programs get the description.
  public var displayText: String {
    "\(londonDay.displayText) at \(description.dropFirst(11).prefix(5))"
  }

  /// 60 in British Summer Time, else 0: from 01:00 UTC on the last Sunday of March to 01:00 UTC on
  /// the last Sunday of October (Summer Time Order 2002).
  public var londonOffsetMinutes: Int {
    let year = day(offsetMinutes: 0).year
    let begin = Self.lastSunday(year: year, month: 3)
    let end = Self.lastSunday(year: year, month: 10)
    return begin <= milliseconds && milliseconds < end ? 60 : 0
  }

  private static func lastSunday(year: Int, month: Int) -> Int64 {
    guard let last = CalendarDate(year: year, month: month, day: 31) else { return 0 }
    let sunday = last.adding(days: -(last.weekday.rawValue % 7))
    return Int64(sunday.daysSinceEpoch) * 86_400_000 + 3_600_000
  }

  private func day(offsetMinutes: Int) -> CalendarDate {
    let (days, _) = split(offsetMinutes: offsetMinutes)
    return CalendarDate(daysSinceEpoch: days) ?? (days < 0 ? .earliest : .latest)
  }

  private func split(offsetMinutes: Int) -> (days: Int, millisecondsOfDay: Int64) {
    let (shifted, overflow) = milliseconds.addingReportingOverflow(Int64(offsetMinutes) * 60_000)
    let local = overflow ? milliseconds : shifted
    let (quotient, rest) = local.quotientAndRemainder(dividingBy: 86_400_000)
    return rest < 0
      ? (Int(quotient) - 1, rest + 86_400_000) : (Int(quotient), rest)
  }

  /// RFC 3339 in Europe/London: `2026-03-01T09:30:00Z`, `2026-07-01T09:30:00+01:00`.
  public var description: String { text(offsetMinutes: londonOffsetMinutes) }

  private func text(offsetMinutes: Int) -> String {
    let (_, rest) = split(offsetMinutes: offsetMinutes)
    let seconds = Int(rest / 1000)
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(Self.twoDigits)
    let zone = offsetMinutes == 0 ? "Z" : "+\(Self.twoDigits(offsetMinutes / 60)):00"
    return "\(day(offsetMinutes: offsetMinutes))T\(time.joined(separator: ":"))\(zone)"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

extension Moment {
  /// Reads RFC 3339 with an offset; nil for anything else, and for a time that does not exist.
  ///
  /// A leap second counts as the second after it; fractions beyond the millisecond are cut off.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] | 0x20 == UInt8(ascii: "t"),
      let day = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)),
      let hour = Self.number(bytes, at: 11), hour < 24, bytes[13] == UInt8(ascii: ":"),
      let minute = Self.number(bytes, at: 14), minute < 60, bytes[16] == UInt8(ascii: ":"),
      let second = Self.number(bytes, at: 17), second <= 60
    else { return nil }
    var position = 19
    var fraction: Int64 = 0
    if bytes[position] == UInt8(ascii: ".") {
      position += 1
      let start = position
      while position < bytes.count, 0x30...0x39 ~= bytes[position] {
        if position - start < 3 { fraction = fraction * 10 + Int64(bytes[position] - 0x30) }
        position += 1
      }
      guard position > start else { return nil }
      for _ in min(position - start, 3)..<3 { fraction *= 10 }
    }
    guard let offset = Self.offsetMinutes(bytes[position...]) else { return nil }
    let minutes = Int64(day.daysSinceEpoch) * 1440 + Int64(hour * 60 + minute - offset)
    self.init(milliseconds: minutes * 60_000 + Int64(second) * 1000 + fraction)
  }

  private static func number(_ bytes: [UInt8], at index: Int) -> Int? {
    guard index + 1 < bytes.count, 0x30...0x39 ~= bytes[index], 0x30...0x39 ~= bytes[index + 1]
    else { return nil }
    return Int(bytes[index] - 0x30) * 10 + Int(bytes[index + 1] - 0x30)
  }

  private static func offsetMinutes(_ zone: ArraySlice<UInt8>) -> Int? {
    let zone = Array(zone)
    if zone.count == 1, zone[0] | 0x20 == UInt8(ascii: "z") { return 0 }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"),
      let hours = number(zone, at: 1), hours < 24, let minutes = number(zone, at: 4), minutes < 60
    else { return nil }
    switch zone[0] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }
}
