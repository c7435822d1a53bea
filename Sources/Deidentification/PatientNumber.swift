import IRMER

/// A ten-digit patient number of one of the four nations, identified by its range.
///
/// All three share the check digit of the NHS Data Dictionary: the first nine digits are weighted
/// 10 down to 2; 11 less the remainder by 11 is the tenth; 11 counts as 0 and 10 is never issued.
public struct PatientNumber: Hashable, Sendable {
  /// The health service whose number it is.
  public enum Register: Hashable, Sendable {
    /// 4xx to 9xx; nothing below 320 but CHI is issued.
    case nhs
    /// NHS, 999 000 0000–999 999 9999: reserved for tests and never issued.
    case nhsTest
    /// DDMMYY, then a sequence number.
    case chi
    /// 320 000 0001–399 999 9999.
    case healthAndCare
  }

  /// The health service whose number it is.
  public let register: Register
  let digits: String

  /// Reads exactly ten digits, without separators.
  ///
  /// - Returns: nil when the check digit is wrong or no register has such a number.
  public init?(digits: String) {
    let values = digits.utf8.map { Int($0) - 48 }
    guard values.count == 10, values.allSatisfy({ (0...9).contains($0) }),
      Self.hasCheckDigit(values), let register = Self.register(of: values)
    else { return nil }
    self.digits = digits
    self.register = register
  }

  static func hasCheckDigit(_ digits: [Int]) -> Bool {
    let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
    return (11 - sum % 11) % 11 == digits[9]
  }

  private static func register(of digits: [Int]) -> Register? {
    let leading = digits[0] * 100 + digits[1] * 10 + digits[2]
    switch leading {
    case 999: return .nhsTest
    case 400...998: return .nhs
    case 320...399: return .healthAndCare
    default: return beginsWithDate(digits) ? .chi : nil
    }
  }

  /// Whether the digits begin with a day that exists in some century, as DDMMYY.
  private static func beginsWithDate(_ digits: [Int]) -> Bool {
    let day = digits[0] * 10 + digits[1]
    let month = digits[2] * 10 + digits[3]
    let year = digits[4] * 10 + digits[5]
    return CalendarDate(year: 2000 + year, month: month, day: day) != nil
  }
}

extension PatientNumber: CustomStringConvertible, CustomReflectable {
  public var description: String { "‹sensitive›" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
