internal import FoundationEssentials

/// The `Date` header's form of a moment: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func text(_ date: Date) -> String {
    // `2026-03-01T12:00:00Z`; the day of the week from the days since 1970-01-01, a Thursday.
    let fields = Timestamp.text(date).split { "-T:Z".contains($0) }
    let day = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
    let weekday = days[((day + 4) % 7 + 7) % 7]
    let month = Int(fields[1]).map { months[$0 - 1] } ?? ""
    let time = fields[3...5].joined(separator: ":")
    return "\(weekday), \(fields[2]) \(month) \(fields[0]) \(time) GMT"
  }
}

/// Moments as the API writes them: RFC 3339, in UTC, to the second.
enum Timestamp {
  static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
