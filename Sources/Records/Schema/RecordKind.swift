/// What sort of thing a record is.
///
/// Records of a kind that this version does not know are kept, merged and shown too.
public struct RecordKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The kind as entries name it.
  public let rawValue: String

  /// Any kind, even one that only a later version knows.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A radiation incident or near miss.
  public static let incident = RecordKind(rawValue: "incident")
  /// A clinical audit.
  public static let audit = RecordKind(rawValue: "audit")
  /// A procedure of the Employer.
  public static let procedure = RecordKind(rawValue: "procedure")
  /// Similar incidents that count together.
  public static let theme = RecordKind(rawValue: "theme")
  /// A piece of equipment.
  public static let equipment = RecordKind(rawValue: "equipment")
  /// An ARSAC licence.
  public static let licence = RecordKind(rawValue: "licence")
  /// An entry of the local table of error margins.
  public static let margin = RecordKind(rawValue: "margin")
  /// Examinations or courses of a month, for rates.
  public static let denominator = RecordKind(rawValue: "denominator")
  /// A confirmed lesson that every site can learn from.
  public static let lesson = RecordKind(rawValue: "lesson")
  /// A site's answer to a lesson.
  public static let receipt = RecordKind(rawValue: "receipt")

  /// A page that was sent to an authority, unchanged; written only by Candour.
  public static let sentCopy = RecordKind(rawValue: "sent-copy")

  /// The kinds that people write, and this version knows.
  public static let known: [RecordKind] = [
    .incident, .audit, .procedure, .theme, .equipment, .licence, .margin, .denominator,
    .lesson, .receipt,
  ]

  /// Whether this version knows the kind.
  public var isKnown: Bool { Self.known.contains(self) }
  public var description: String { rawValue }

  /// `an incident`, as a sentence names one.
  public var withArticle: String {
    switch self {
    case .equipment: "a piece of equipment"
    case .denominator: "a monthly count"
    case .sentCopy: "a copy of what was sent"
    case _ where !isKnown: "a record of a kind that this version does not know"
    default: "\("aeiou".contains(rawValue.first ?? "x") ? "an" : "a") \(rawValue)"
    }
  }
}

extension RecordKind {
  /// The kind of a record whose entries name two: a known kind before an unknown one, an incident
  /// before all others, so that nothing that must be notified leaves the lists. Unknown kinds
  /// compare by their bytes.
  public static func isBefore(_ one: String, _ other: String) -> Bool {
    let (left, right) = (rank(of: one), rank(of: other))
    return left == right ? one.utf8.lexicographicallyPrecedes(other.utf8) : left < right
  }

  private static func rank(of kind: String) -> Int {
    known.firstIndex { $0.rawValue.utf8.elementsEqual(kind.utf8) } ?? known.count
  }
}
