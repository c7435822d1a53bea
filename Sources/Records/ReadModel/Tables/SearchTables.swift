public import IRMER

// What searches over many incidents read: for themes, and for one event logged twice.

/// What table `themeSubject` holds.
public final class ThemeSubjectTable: ReadModelTable {
  public typealias Source = ThemeSubject
  public typealias Col<Value: CellValue> = TableColumn<ThemeSubjectTable, Value>

  public static let layout = TableLayout<ThemeSubjectTable>()
  public static let naming = TableNaming(
    "themeSubject", "One row for each incident that may belong to a theme.",
    // The incidents of one group, by day.
    indexes: ["equipment", "fault", "category"].map { ground in
      TableIndex(
        "themeSubjectBy\(ground.prefix(1).uppercased())\(ground.dropFirst())",
        "\(ground)Key, discoveredOn, incident", where: "\(ground)Key IS NOT NULL")
    })

  public let incident = Col<String>("incident", .uuid, "The incident") { $0.incident }
  public let site = Col<String>("site", "The code of the site") { $0.site }
  public let nation = Col<Nation>("nation", "The nation of the place of exposure") { $0.nation }
  public let discoveredOn = Col<String>("discoveredOn", .day, "The day of discovery") {
    $0.discoveredOn.description
  }
  public let equipment = Col<String?>("equipment", "The machine, where it is suspected") {
    $0.equipment
  }
  public let fault = Col<String?>("fault", "The fault in a few words") { $0.fault }
  public let cause = Col<String?>("cause", "The class of the cause") { $0.cause }
  public let category = Col<NotificationCode?>(
    "category", "The code of the category of exposure, whether it is met or not"
  ) { $0.category }
  public let individuals = Col<Int>(
    "individuals", "How many people were exposed accidentally or unintentionally"
  ) { $0.individualsExposed }
  public let equipmentKey = Col<String?>(
    "equipmentKey", isListed: false, "Names the machine, the same for every way of writing it"
  ) { ThemeKey(.sameEquipment, of: $0)?.text }
  public let faultKey = Col<String?>(
    "faultKey", isListed: false, "Names the fault, the same for every way of writing it"
  ) { ThemeKey(.sameFault, of: $0)?.text }
  public let categoryKey = Col<String?>(
    "categoryKey", isListed: false, "Names the category of exposure and its cause"
  ) { ThemeKey(.sameCategoryAndCause, of: $0)?.text }

  public init() {}
}

extension ThemeSubject {
  /// - Returns: `nil` for a row that somebody altered.
  package init?(_ row: TableRow<ThemeSubjectTable>) {
    guard let day = CalendarDate(row.discoveredOn) else { return nil }
    self.init(
      incident: row.incident, site: row.site, nation: row.nation, discoveredOn: day,
      equipment: row.equipment, fault: row.fault, cause: row.cause,
      category: row.category, individualsExposed: row.individuals)
  }
}

/// An incident that a person compared with another: they are the same event, or two.
public struct DecidedLink: Hashable, Sendable {
  /// UUID of the incident that holds the decision.
  let incident: String
  /// UUID of the one that it was compared with.
  let other: String

  /// One incident is compared with no more than this; further links are kept in the record.
  static let countMax = 1000
}

/// What table `decidedLink` holds.
public final class DecidedLinkTable: ReadModelTable {
  public typealias Source = DecidedLink
  public typealias Col<Value: CellValue> = TableColumn<DecidedLinkTable, Value>

  public static let layout = TableLayout<DecidedLinkTable>()
  public static let naming = TableNaming(
    "decidedLink",
    "One row for each pair of incidents of which a person decided whether they are one event.",
    key: ["other"], indexes: [TableIndex("decidedLinkByIncident", "incident, other")])

  public let other = Col<String>("other", "The incident that it was compared with") { $0.other }
  public let incident = Col<String>("incident", .uuid, "The incident that holds the decision") {
    $0.incident
  }

  public init() {}
}
