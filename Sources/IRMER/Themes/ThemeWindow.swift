/// A proposal without the names of its incidents: what they share, from when to when, and how many
/// there are.
public struct ThemeWindow: Hashable, Sendable {
  /// What the incidents share.
  public let key: ThemeKey
  /// Names the window; see ``ThemeProposal/ID``.
  public let id: ThemeProposal.ID
  /// How many incidents, near misses among them.
  public let incidents: Int
  /// Individuals exposed by mistake in all of them.
  public let individuals: Int
  /// The sites, sorted.
  public let sites: [String]
  /// The nations of the places of exposure, in their order.
  public let nations: [Nation]
  /// The categories of exposure, in the table's order.
  public let categories: [NotificationCode]
  /// The earliest day of discovery.
  public let firstDiscoveredOn: CalendarDate
  /// The latest day of discovery.
  public let lastDiscoveredOn: CalendarDate
  /// What is shared, as the first incident says it.
  public let displayText: String

  public init(
    key: ThemeKey, id: ThemeProposal.ID, incidents: Int, individuals: Int, sites: [String],
    nations: [Nation], categories: [NotificationCode], discovered: ClosedRange<CalendarDate>,
    displayText: String
  ) {
    (self.key, self.id, self.displayText) = (key, id, displayText)
    (self.incidents, self.individuals) = (incidents, individuals)
    (self.sites, self.nations, self.categories) = (sites, nations, categories)
    (firstDiscoveredOn, lastDiscoveredOn) = (discovered.lowerBound, discovered.upperBound)
  }

  /// - Returns: nil where there are fewer than two incidents or two individuals.
  init?(_ key: ThemeKey, _ days: ArraySlice<ThemeGroup.Day>, isLatest: Bool) {
    let incidents = days.reduce(0) { $0 + $1.incidents }
    let individuals = days.reduce(0) { ThemeGroup.sum($0, $1.individuals) }
    guard incidents >= 2, individuals >= 2, let first = days.first, let last = days.last else {
      return nil
    }
    let nations = days.reduce(into: Set<Nation>()) { $0.formUnion($1.nations) }
    let categories = days.reduce(into: Set<NotificationCode>()) { $0.formUnion($1.categories) }
    // For a machine or a fault, the latest window is the one that continues.
    let isWindowed = !key.ground.isOfFault || !isLatest
    self.init(
      key: key, id: ThemeProposal.ID(key, from: isWindowed ? first.date : nil),
      incidents: incidents, individuals: individuals,
      sites: days.reduce(into: Set<String>()) { $0.formUnion($1.sites) }.sorted(),
      nations: Nation.allCases.filter(nations.contains),
      categories: NotificationCode.allCases.filter(categories.contains),
      discovered: first.date...last.date, displayText: first.displayText)
  }

  /// How strong the proposal is.
  public var strength: ThemeProposal.Strength { individuals >= 3 ? .proposed : .question }

  /// The authorities to which a confirmed theme would go, one for each nation.
  public var authorities: [Authority] {
    Authority.allCases.filter { authority in nations.contains { $0.authority == authority } }
  }
}

extension ThemeProposal.ID {
  fileprivate init(_ key: ThemeKey, from start: CalendarDate?) {
    let ground =
      switch key.ground {
      case .sameEquipment: "equipment"
      case .sameFault: "fault"
      case .sameCategoryAndCause: "category"
      }
    description = ([ground, key.text] + [start?.description].compactMap(\.self))
      .joined(separator: "/")
  }

  /// - Parameter text: as ``description`` gives it.
  public init(_ text: String) { description = text }
}
