/// Reads an age as people write it: `54`, `3 weeks`, `5 months`, `10 days`, `6/52`.
public struct AgeInput: Hashable, Sendable {
  /// Whole years.
  public let years: Int
  /// The number as typed, and its unit: five months stay five months.
  public let number: Int
  public let unit: Unit
  /// As understood: `3 weeks (0 years)`.
  public let displayText: String

  /// Above this a typing mistake is assumed and the age is asked again.
  public static let yearsMax = 130

  /// Nil where the text is not an age.
  public init?(_ text: some StringProtocol) {
    let text = Self.joined(text.lowercased())
    let digits = text.prefix { $0.isNumber && $0.utf8.count == 1 }
    guard let number = Int(digits), digits.count <= 5,
      let unit = Unit(text.dropFirst(digits.count))
    else { return nil }
    (self.number, self.unit) = (number, unit)
    switch unit {
    case .years: years = number
    case .months: years = number / 12
    case .weeks: years = number * 7 / 365
    case .days: years = number * 4 / 1461
    }
    guard years <= Self.yearsMax else { return nil }
    let named = "\(number) \(number == 1 ? unit.rawValue.dropLast() : unit.rawValue[...])"
    displayText = unit == .years ? named : "\(named) (\(years) \(years == 1 ? "year" : "years"))"
  }

  /// Without blanks and the full stops of abbreviations (`3 wks.`). Both are left between two digits, so
  /// that `3.2` is no age, where it would be read as 32.
  private static func joined(_ text: String) -> String {
    let parts = text.split { $0.isWhitespace || $0 == "." }
    return parts.dropFirst().reduce(into: String(parts.first ?? "")) { joined, part in
      let isOneNumber = joined.last?.isNumber == true && part.first?.isNumber == true
      joined += (isOneNumber ? "." : "") + part
    }
  }

  public enum Unit: String, Hashable, Sendable {
    case years
    case months
    case weeks
    case days

    /// The field of an individual that stores an age in this unit; `nil` for plain years.
    public var key: String? {
      switch self {
      case .years: nil
      case .months: "ageInMonths"
      case .weeks: "ageInWeeks"
      case .days: "ageInDays"
      }
    }

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
