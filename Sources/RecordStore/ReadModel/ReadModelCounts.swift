internal import GRDB
internal import IRMER
internal import Records

/// What one transaction changes in the tables of counts.
///
/// Whoever replaces a record's rows subtracts what they counted for and adds what the new ones do. The
/// differences are written once, at the end: a batch of a thousand new incidents changes a handful of
/// counts.
struct ReadModelCounts {
  /// The columns that a count is kept for, in the order of its table.
  private struct Group: Hashable {
    let columns: [String]
  }

  private var notifications: [Group: Int] = [:]
  private var incidents: [Group: Int] = [:]

  private static let incidentGroup =
    "site, substr(coalesce(discoveredOn, ''), 1, 7), status, outcome"
  private static let notificationGroup =
    "site, step, outcome, coalesce(\(NotificationQuery.clock), '')"

  /// Takes away what the rows of a record count for now.
  mutating func subtract(owner: Int64, _ db: Database) throws {
    if let group = try Self.group(Self.incidentGroup, of: "incident", owner, db) {
      incidents[group, default: 0] -= 1
    }
    if let group = try Self.group(Self.notificationGroup, of: "notification", owner, db) {
      notifications[group, default: 0] -= 1
    }
  }

  mutating func add(_ rows: ReadModelRows) {
    if let row = rows.incident {
      let month = String((row.discoveredOn ?? "").prefix(7))
      incidents[Group(columns: [row.site, month, row.status, row.outcome]), default: 0] += 1
    }
    if let row = rows.notification {
      let columns = [row.site, row.step, row.outcome, row.runningClock ?? ""]
      notifications[Group(columns: columns), default: 0] += 1
    }
  }

  private static func group(
    _ columns: String, of table: String, _ owner: Int64, _ db: Database
  ) throws -> Group? {
    var statement = try DirectStatement("SELECT \(columns) FROM \(table) WHERE ownerRow = ?", db)
    statement.bind(owner)
    return try statement.first { row in Group(columns: (0..<4).map { row.text($0) }) }
  }

  func write(_ db: Database) throws {
    try Self.write(incidents, to: "incidentCount (site, month, status, outcome, number)", db)
    try Self.write(
      notifications, to: "notificationCount (site, step, outcome, clock, number)", db)
  }

  private static func write(
    _ changes: [Group: Int], to table: String, _ db: Database
  ) throws {
    for (group, change) in changes where change != 0 {
      var statement = try DirectStatement(
        "INSERT INTO \(table) VALUES (?, ?, ?, ?, ?) "
          + "ON CONFLICT DO UPDATE SET number = number + excluded.number", db)
      for column in group.columns { statement.bind(column) }
      statement.bind(change)
      try statement.run()
    }
    let name = table.prefix { $0 != " " }
    if changes.values.contains(where: { $0 < 0 }) {
      try db.cachedStatement(sql: "DELETE FROM \(name) WHERE number = 0").execute()
    }
  }

  /// Counts every row anew.
  static func rebuild(_ db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM incidentCount;
        DELETE FROM notificationCount;
        INSERT INTO incidentCount \(counted(incidentGroup, "incident"));
        INSERT INTO notificationCount \(counted(notificationGroup, "notification"));
        """)
  }

  private static func counted(_ group: String, _ table: String) -> String {
    "SELECT \(group), count(*) FROM \(table) GROUP BY 1, 2, 3, 4"
  }

  /// Compares the counts with the rows.
  static func verify(_ result: inout Verification, _ db: Database) throws {
    for (table, group) in [("incident", incidentGroup), ("notification", notificationGroup)] {
      let rows = counted(group, table)
      let kept = "SELECT * FROM \(table)Count"
      let differences = try Int.fetchOne(
        db,
        sql: """
          SELECT (SELECT count(*) FROM (\(rows) EXCEPT \(kept)))
            + (SELECT count(*) FROM (\(kept) EXCEPT \(rows)))
          """)
      if differences != 0 {
        result.note(
          "read-model", "\(table)Count", "the counts are not those of the table \(table)")
      }
    }
  }
}
