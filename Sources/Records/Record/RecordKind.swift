/// What sort of thing a record is.
///
/// A kind that this version does not know is kept, merged and shown all the same.
public struct RecordKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public static let incident = RecordKind(rawValue: "incident")
  public static let audit = RecordKind(rawValue: "audit")
  public static let procedure = RecordKind(rawValue: "procedure")
  public static let theme = RecordKind(rawValue: "theme")
  public static let equipment = RecordKind(rawValue: "equipment")
  public static let licence = RecordKind(rawValue: "licence")
  public static let margin = RecordKind(rawValue: "margin")
  public static let denominator = RecordKind(rawValue: "denominator")

  public static let known: [RecordKind] = [
    .incident, .audit, .procedure, .theme, .equipment, .licence, .margin, .denominator,
  ]

  public var isKnown: Bool { Self.known.contains(self) }
  public var description: String { rawValue }

  /// `an incident`, as a sentence names one.
  public var withArticle: String {
    switch self {
    case .equipment: "a piece of equipment"
    case .denominator: "a monthly count"
    default: "\("aeiou".contains(rawValue.first ?? "x") ? "an" : "a") \(rawValue)"
    }
  }
}

extension RecordKind {
  /// Which of two kinds a record has whose entries name both: a known kind before an unknown one, an
  /// incident before all, so that nothing that must be notified leaves the lists. Unknown kinds
  /// compare by their bytes.
  public static func isBefore(_ one: String, _ other: String) -> Bool {
    let (left, right) = (rank(of: one), rank(of: other))
    return left == right ? one.utf8.lexicographicallyPrecedes(other.utf8) : left < right
  }

  private static func rank(of kind: String) -> Int {
    known.firstIndex { $0.rawValue.utf8.elementsEqual(kind.utf8) } ?? known.count
  }
}
