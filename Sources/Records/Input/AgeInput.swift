/// Reads an age as people write it: `54`, `3 weeks`, `5 months`, `10 days`, `6/52`.
public struct AgeInput: Hashable, Sendable {
  /// Whole years.
  public let years: Int
  /// Where it was given in days or weeks: as LFPSE asks of the youngest.
  public let days: Int?
  /// As understood: `3 weeks (0 years)`.
  public let words: String

  public static let yearsMax = 130

  public init?(_ text: some StringProtocol) {
    let text = text.lowercased().filter { !$0.isWhitespace && $0 != "." }
    let digits = text.prefix { $0.isNumber && $0.utf8.count == 1 }
    guard let number = Int(digits), digits.count <= 5,
      let unit = Unit(text.dropFirst(digits.count))
    else { return nil }
    switch unit {
    case .years: (years, days) = (number, nil)
    case .months: (years, days) = (number / 12, nil)
    case .weeks: (years, days) = (number * 7 / 365, number * 7)
    case .days: (years, days) = (number * 4 / 1461, number)
    }
    guard years <= Self.yearsMax else { return nil }
    let named = "\(number) \(number == 1 ? unit.rawValue.dropLast() : unit.rawValue[...])"
    words = unit == .years ? named : "\(named) (\(years) \(years == 1 ? "year" : "years"))"
  }

  private enum Unit: String {
    case years
    case months
    case weeks
    case days

    /// Also the ward's `5/12`, `6/52` and `3/7`.
    init?(_ text: some StringProtocol) {
      switch text {
      case "", "y", "yr", "yrs", "year", "years", "yearold", "yearsold", "yo": self = .years
      case "m", "mo", "mth", "mths", "month", "months", "monthsold", "/12": self = .months
      case "w", "wk", "wks", "week", "weeks", "weeksold", "/52": self = .weeks
      case "d", "day", "days", "daysold", "/7": self = .days
      default: return nil
      }
    }
  }
}
