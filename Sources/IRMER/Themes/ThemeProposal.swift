/// A set of incidents that may be a theme. A person decides whether it is one.
///
/// “However, we rely on employers to use professional judgement to identify themes.” (SAUE guidance, R043.)
public struct ThemeProposal: Hashable, Sendable {
  /// Names what the incidents share, and so stays the same while incidents are added:
  /// `equipment/RBD01/ct2`, `fault/mlc-motor`, `category/4.2b/protocol-failure/2026-01-05`.
  public struct ID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What the incidents share, as a path.
    public let description: String

    public static func < (left: ID, right: ID) -> Bool { left.description < right.description }
  }

  /// What the incidents share.
  public enum Ground: String, Hashable, Sendable, CaseIterable {
    case sameEquipment = "same-equipment"
    case sameFault = "same-fault"
    case sameCategoryAndCause = "same-category-and-cause"
  }

  /// How strong the proposal is.
  public enum Strength: String, Hashable, Sendable, CaseIterable {
    /// Three individuals or more: a theme is proposed.
    case proposed
    /// Two individuals: the question of M is raised for judgement.
    case question
  }

  /// Why it is proposed, and the source's own sentence.
  public struct Reason: Hashable, Sendable {
    /// The reason in our words.
    public let text: String
    /// The source's own sentence.
    public let quote: String
  }

  /// Stays the same while incidents are added.
  public let id: ID
  /// What the incidents share.
  public let ground: Ground
  /// Whether a theme is proposed or a question raised.
  public let strength: Strength
  /// The incidents in the order of discovery, near misses among them; of many, the first.
  public let incidents: [String]
  /// How many incidents there are in all.
  public let incidentCount: Int
  /// Those that are in no confirmed theme yet.
  public let newIncidents: [String]
  /// Individuals exposed by mistake in all its incidents.
  public let individualsExposed: Int
  /// The sites, sorted.
  public let sites: [String]
  /// The authorities to which a confirmed theme would go, one for each nation.
  public let authorities: [Authority]
  /// The earliest day of discovery among its incidents.
  public let firstDiscoveredOn: CalendarDate
  /// The latest day of discovery among its incidents.
  public let lastDiscoveredOn: CalendarDate
  /// Why it is proposed.
  public let reasons: [Reason]

  /// Whether incidents of more than one site are among them.
  public var isAcrossSites: Bool { sites.count > 1 }
}
