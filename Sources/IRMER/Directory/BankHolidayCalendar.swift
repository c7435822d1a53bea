/// A weekday on which an authority's and a trust's offices are closed.
public struct BankHoliday: Hashable, Sendable {
  /// The day that is closed.
  public let date: CalendarDate
  /// As gov.uk names it: “Boxing Day (substitute day)”.
  public let name: String

  public init(date: CalendarDate, name: String) {
    self.date = date
    self.name = name
  }

  /// Reads one holiday a line: a date, a blank, a name. Other lines are skipped.
  static func list(_ lines: String) -> [BankHoliday] {
    lines.split(separator: "\n").compactMap { line in
      guard let date = CalendarDate(line.prefix(10)) else { return nil }
      return BankHoliday(date: date, name: String(line.dropFirst(11)))
    }
  }
}

/// Which days are bank holidays in which division; data with a source, to be checked every year.
public struct BankHolidayCalendar: Hashable, Sendable {
  /// The three lists that the government publishes.
  public enum Division: String, Hashable, Sendable, CaseIterable {
    case englandAndWales = "england-and-wales"
    case scotland
    case northernIreland = "northern-ireland"
  }

  /// Where the holidays were read, and when.
  public let source: String
  /// The years for which every division's holidays are included; other years are unknown.
  public let years: ClosedRange<Int>
  private let holidays: [Division: [CalendarDate: String]]

  /// - Parameter holidays: by division; for two on one day both names are kept.
  public init(
    source: String, years: ClosedRange<Int>, holidays: [Division: [BankHoliday]]
  ) {
    self.source = source
    self.years = years
    self.holidays = holidays.mapValues { list in
      Dictionary(list.map { ($0.date, $0.name) }, uniquingKeysWith: { "\($0), \($1)" })
    }
  }

  /// The name of the bank holiday on a day, or nil.
  public func holiday(on date: CalendarDate, in nation: Nation) -> String? {
    holidays[nation.bankHolidayDivision]?[date]
  }

  /// All holidays of a division in the order of the days.
  public func holidays(in division: Division) -> [BankHoliday] {
    (holidays[division] ?? [:]).map { BankHoliday(date: $0.key, name: $0.value) }
      .sorted { $0.date < $1.date }
  }

  /// Whether the holidays of that day's year are known.
  public func covers(_ date: CalendarDate) -> Bool {
    years.contains(date.year)
  }

  /// Whether the day is neither a weekend nor a known bank holiday of the nation.
  public func isWorkingDay(_ date: CalendarDate, in nation: Nation) -> Bool {
    !date.weekday.isWeekend && holiday(on: date, in: nation) == nil
  }
}

extension Nation {
  /// The list of bank holidays that applies there.
  public var bankHolidayDivision: BankHolidayCalendar.Division {
    switch self {
    case .england, .wales: .englandAndWales
    case .scotland: .scotland
    case .northernIreland: .northernIreland
    }
  }
}
