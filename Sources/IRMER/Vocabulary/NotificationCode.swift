/// A base code of the table of notification criteria, in the table's order.
public enum NotificationCode: String, Hashable, Sendable, CaseIterable, Codable {
  case code1 = "1"
  case code2_1 = "2.1"
  case code2_2 = "2.2"
  case code2_3 = "2.3"
  case code2_4 = "2.4"
  case code3 = "3"
  case code4_1 = "4.1"
  case code4_2a = "4.2a"
  case code4_2b = "4.2b"
  case code4_2c = "4.2c"
  case code5 = "5"
  case code6 = "6"
  case code7 = "7"
  case code8_1 = "8.1"
  case code8_2 = "8.2"
  case code9_1 = "9.1"
  case code9_2 = "9.2"
  case code10_1 = "10.1"
  case code10_2 = "10.2"

  /// The row of the table, from 0.
  public var position: Int {
    switch self {
    case .code1: 0
    case .code2_1: 1
    case .code2_2: 2
    case .code2_3: 3
    case .code2_4: 4
    case .code3: 5
    case .code4_1: 6
    case .code4_2a: 7
    case .code4_2b: 8
    case .code4_2c: 9
    case .code5: 10
    case .code6: 11
    case .code7: 12
    case .code8_1: 13
    case .code8_2: 14
    case .code9_1: 15
    case .code9_2: 16
    case .code10_1: 17
    case .code10_2: 18
    }
  }
}

extension NotificationCode: Comparable {
  public static func < (left: NotificationCode, right: NotificationCode) -> Bool {
    left.position < right.position
  }
}

/// A letter that adds something about an incident to its base code.
public enum ComplementaryLetter: String, Hashable, Sendable, CaseIterable, Codable {
  /// More than one individual exposed within the same incident or theme.
  case multiple = "M"
  /// Equipment failure was the direct cause.
  case equipment = "E"
  /// Submitted voluntarily, to share learning; never proposed by the rules.
  case voluntary = "V"
  /// Clinically significant.
  case clinicallySignificant = "C"
}

/// A complementary code: a letter with its required base code, such as `M2.1`.
public struct ComplementaryCode: Hashable, Sendable {
  /// What the code adds: M, E, V or C.
  public let letter: ComplementaryLetter
  /// The code that it is added to.
  public let base: NotificationCode

  public init(_ letter: ComplementaryLetter, _ base: NotificationCode) {
    self.letter = letter
    self.base = base
  }
}

extension ComplementaryCode: CustomStringConvertible {
  /// Letter and base code without a separator, as the guidance writes it.
  public var description: String { letter.rawValue + base.rawValue }
}
