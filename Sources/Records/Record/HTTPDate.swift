internal import IRMER

/// The form of a moment in a `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
package enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// - Returns: milliseconds since 1970; `nil` for anything but this form.
  package static func milliseconds(_ text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
      let month = months.firstIndex(where: { $0 == parts[2] }),
      let date = CalendarDate(year: year, month: month + 1, day: day)
    else { return nil }
    let time = parts[4].split(separator: ":").compactMap { Int($0) }
    guard time.count == 3, 0..<24 ~= time[0], 0..<60 ~= time[1], 0...60 ~= time[2] else {
      return nil
    }
    let seconds = date.daysSinceEpoch * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    return Int64(seconds) * 1000
  }

  /// - Parameter milliseconds: since 1970; the form has whole seconds.
  package static func text(_ milliseconds: Int64) -> String {
    let (days, rest) = milliseconds.flooredDivision(by: 86_400_000)
    let date = CalendarDate(daysSinceEpoch: Int(days)) ?? (days < 0 ? .earliest : .latest)
    // 1 January 1970 was a Thursday.
    let weekday = Self.days[Int((days + 4).flooredDivision(by: 7).remainder)]
    let seconds = rest / 1000
    let numbers = [seconds / 3600, seconds / 60 % 60, seconds % 60]
    let time = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    let (day, year) = (date.day < 10 ? "0\(date.day)" : "\(date.day)", "\(date.year)")
    return "\(weekday), \(day) \(months[date.month - 1]) "
      + String(repeating: "0", count: max(0, 4 - year.count)) + "\(year) \(time) GMT"
  }
}

extension Int64 {
  /// Towards the past, so that times before 1970 are in their own day.
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
