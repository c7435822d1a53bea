extension CalendarDate {
  /// The same day this many calendar months later (earlier when negative), or that month's last day
  /// where it is shorter: 29 February gives 28 February in two years.
  func adding(months: Int) -> CalendarDate {
    let (year, month, day) = components
    let (sum, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    guard !overflow, sum >= 12, sum < 120_000 else { return months < 0 ? .earliest : .latest }
    let length = Self.lengthOfMonth(sum % 12 + 1, year: sum / 12)
    return CalendarDate(year: sum / 12, month: sum % 12 + 1, day: min(day, length)) ?? .latest
  }

  /// The same day this many years later; 28 February for 29 February.
  public func adding(years: Int) -> CalendarDate { adding(months: years * 12) }
}
