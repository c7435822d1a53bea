/// The kinds of identifiers.
public enum IdentifierKind: String, Hashable, Sendable, CaseIterable {
  /// England, Wales and the Isle of Man: ten digits, the last a check digit.
  case nhsNumber = "nhs-number"
  /// Scotland: ten digits that begin with the date of birth, DDMMYY.
  case chiNumber = "chi-number"
  /// Northern Ireland: 320 000 0001 to 399 999 9999.
  case healthAndCareNumber = "health-and-care-number"
  /// A hospital's own number, where the text labels it as one.
  case hospitalNumber = "hospital-number"
  /// Of a professional (GMC, HCPC, NMC) or of the state (National Insurance), where the text labels
  /// it so.
  case registrationNumber = "registration-number"
  case dateOfBirth = "date-of-birth"
  case email = "e-mail"
  case telephone
  case postcode
  /// A home address: “14 Marsh Lane”.
  case address
  /// Somebody's name, with its title or role where one is before it: “Mrs Jane O'Neill”, “SMITH
  /// John”.
  case titledName = "titled-name"
  /// A name that the caller listed.
  case knownName = "known-name"
  /// Any other value of a person whom the caller listed.
  case privateValue = "private-value"
}

/// A place in a text, counted in characters as a reader sees them.
public struct TextPlace: Hashable, Sendable {
  /// Offsets of characters, from 0, the end not included.
  public let range: Range<Int>
  /// The line on which it begins, from 1.
  public let line: Int
  /// The character of that line at which it begins, from 1.
  public let column: Int

  /// - Parameters:
  ///   - range: Offsets of characters, from 0.
  ///   - line: From 1.
  ///   - column: From 1.
  public init(range: Range<Int>, line: Int, column: Int) {
    self.range = range
    self.line = line
    self.column = column
  }
}

/// One place where a text names a person, and what could be written instead.
///
/// “You must redact names of individual people in the report to comply with UK data protection
/// legislation.” (SAUE guidance, R105; R104 for patients.)
public struct IdentifierFinding: Hashable, Sendable {
  /// What kind of identifier it is.
  public let kind: IdentifierKind
  /// Where it is in the text.
  public let place: TextPlace
  /// The text found, protected from being printed by accident.
  public let text: Sensitive<String>
  /// What to write instead: a role (“Radiographer A”), or what was removed (“[postcode]”).
  public let replacement: String
  /// An NHS number from the range that is never issued (999 000 0000–999 999 9999). It is refused
  /// all the same, because a reader cannot know.
  public let isTestNumber: Bool

  public init(
    kind: IdentifierKind, place: TextPlace, text: Sensitive<String>, replacement: String,
    isTestNumber: Bool = false
  ) {
    self.kind = kind
    self.place = place
    self.text = text
    self.replacement = replacement
    self.isTestNumber = isTestNumber
  }
}

extension IdentifierFinding: CustomStringConvertible {
  /// The kind and the place, never the text: safe for an error message.
  public var description: String { "\(kind.rawValue) at \(place.line):\(place.column)" }
}

/// Why no text is proposed in place of one that shows something of people.
public enum NotRedacted: Error, Hashable {
  /// Nothing was searched.
  case tooLong(TextTooLong)
  /// However often its findings are replaced, something is found: its author must word it anew.
  case stillNames
}

/// A text was too long to be searched. Nothing was searched: an export must refuse.
public struct TextTooLong: Error, Hashable {
  /// The length of the text that was refused.
  public let bytes: Int
  /// The longest text that is searched.
  public let bytesMax: Int
}
