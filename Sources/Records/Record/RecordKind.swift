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
}
