internal import FoundationEssentials

/// Moments as the API writes them: RFC 3339, in UTC, to the second.
enum Timestamp {
  static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
