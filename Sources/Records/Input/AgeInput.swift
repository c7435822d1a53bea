/// Reads an age as people write it: `54`, `3 weeks`, `5 months`, `10 days`, `6/52`.
public struct AgeInput: Hashable, Sendable {
  /// Whole years: one, or two where the birthday may have come or not, as with 939 weeks.
  public let possibleYears: ClosedRange<Int>
  /// Whole years; nil where they are not certain.
  public var years: Int? { possibleYears.count == 1 ? possibleYears.lowerBound : nil }
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
    case .years: possibleYears = number...number
    case .months: possibleYears = (number / 12)...(number / 12)
    case .weeks: possibleYears = Self.years(ofDays: (number * 7)...(number * 7 + 6))
    case .days: possibleYears = Self.years(ofDays: number...number)
    }
    guard possibleYears.upperBound <= Self.yearsMax else { return nil }
    let named = "\(number) \(number == 1 ? unit.rawValue.dropLast() : unit.rawValue[...])"
    displayText = unit == .years ? named : "\(named) (\(Self.words(possibleYears)))"
  }

  /// `18 years`, `17 or 18 years`.
  private static func words(_ years: ClosedRange<Int>) -> String {
    let (first, last) = (years.lowerBound, years.upperBound)
    return (first == last ? "\(last)" : "\(first) or \(last)") + (last == 1 ? " year" : " years")
  }

  /// The whole years that somebody so many days old may have. Of any four years one has 366 days,
  /// so a birthday may come a day later.
  private static func years(ofDays days: ClosedRange<Int>) -> ClosedRange<Int> {
    func last(_ isReached: (_ years: Int) -> Bool) -> Int {
      (0...yearsMax + 8).last(where: isReached) ?? 0
    }
    let least = last { $0 * 365 + ($0 + 3) / 4 <= days.lowerBound }
    let most = last { $0 * 365 + $0 / 4 <= days.upperBound }
    return least...most
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
