public import Deidentification
import IRMER

/// Searches what a person types for names and numbers of people, while it can still be changed.
public struct NameCheck: Sendable {
  /// Text that seems to identify somebody.
  public struct Found: Hashable, Sendable {
    /// What kind of identifier it is.
    public let kind: IdentifierKind
    /// As it was typed: shown only to the person who typed it.
    public let quote: String
    /// What to write instead: `Patient A`.
    public let replacement: String

    /// `seems to name someone (“Mrs Jones”). Use “Patient A”.`
    public var displayText: String {
      "seems to \(kind.what) (“\(quote)”). Use “\(replacement)”."
    }
  }

  private let finder: IdentifierFinder

  /// - Parameter people: those on the site's own list.
  public init(people: [KnownPerson] = []) {
    finder = IdentifierFinder(
      people: people, publicAddresses: ContactDirectory.shipped.emailAddresses)
  }

  /// What a text shows of people; nothing for a text that is too long to be searched.
  public func found(in text: String) -> [Found] {
    let findings = (try? finder.findings(in: text)) ?? []
    return findings.map {
      Found(kind: $0.kind, quote: $0.text.revealed(), replacement: $0.replacement)
    }
  }

  /// The text with every proposed replacement; `nil` where it would still show something of people, and
  /// its author must word it anew.
  public func replaced(_ text: String) -> String? {
    var pseudonyms = Pseudonyms()
    return try? finder.redacted(text, naming: &pseudonyms)
  }
}

extension IdentifierKind {
  /// `name someone`, `hold an NHS number`.
  public var what: String {
    switch self {
    case .titledName, .knownName: "name someone"
    default: "hold \(displayText)"
    }
  }

  /// With its article: `an NHS number`.
  public var displayText: String {
    switch self {
    case .nhsNumber: "an NHS number"
    case .chiNumber: "a CHI number"
    case .healthAndCareNumber: "a Health and Care number"
    case .hospitalNumber: "a hospital number"
    case .registrationNumber: "a registration number"
    case .dateOfBirth: "a date of birth"
    case .email: "an e-mail address"
    case .telephone: "a telephone number"
    case .postcode: "a postcode"
    case .titledName, .knownName: "a name"
    default: "a personal detail"
    }
  }
}
