package import Records
internal import Storage

/// How many notifications share one state and the same clocks.
package struct ClockGroup: Hashable, Sendable {
  package let clocks: NotificationClocks
  package let outcome: String
  package let count: Int
}

/// What the centre's store counts for the page of a day.
package struct DayCounts: Hashable, Sendable {
  package var clocks: [ClockGroup] = []
  package var causes: [UndeterminedCause: Int] = [:]
  package var recordsInConflict = 0
  package var entriesWaiting = 0
  package var actionsOverdue = 0
  package var incidentsAdded = 0
}

extension RecordStore {
  /// Counts what one day's page shows, in one transaction, without reading a record.
  ///
  /// - Parameters:
  ///   - today: `YYYY-MM-DD`.
  ///   - since: from when an incident counts as new; milliseconds since 1970.
  package func dayCounts(today: String, since: Int64) throws(StoreError) -> DayCounts {
    try read { db in
      var counts = DayCounts()
      counts.clocks = try db.rows(
        """
        SELECT step, outcome, notifyBy, reportBy, count(*) AS n FROM notification
        GROUP BY step, outcome, notifyBy, reportBy
        """
      ).map { row in
        ClockGroup(
          clocks: NotificationClocks(
            step: row["step"], outcome: row["outcome"], notifyBy: row["notifyBy"],
            reportBy: row["reportBy"]), outcome: row["outcome"], count: row["n"])
      }
      counts.causes = try Self.causes(db)
      counts.recordsInConflict =
        try db.value("SELECT count(DISTINCT ownerRow) FROM conflict", as: Int.self) ?? 0
      counts.entriesWaiting =
        try db.value("SELECT count(*) FROM quarantine WHERE decision IS NULL", as: Int.self) ?? 0
      counts.actionsOverdue =
        try db.value(
          "SELECT count(*) FROM action WHERE isOpen = 1 AND due < ?", [today], as: Int.self)
        ?? 0
      counts.incidentsAdded =
        try db.value(
          """
          SELECT count(*) FROM recordChange JOIN incident USING (ownerRow)
          WHERE addedAt >= ?
          """, [since], as: Int.self) ?? 0
      return counts
    }
  }

  private static func causes(_ db: Connection) throws -> [UndeterminedCause: Int] {
    let sums = UndeterminedCause.allCases.map { "count(CASE WHEN \($0.condition) THEN 1 END)" }
    let row = try db.first(
      """
      SELECT \(sums.joined(separator: ", ")) FROM notification JOIN incident USING (ownerRow)
      WHERE notification.outcome = 'undetermined' AND step = 'none'
      """)
    var causes: [UndeterminedCause: Int] = [:]
    for (index, cause) in UndeterminedCause.allCases.enumerated() {
      if let count = row?[index] as Int?, count > 0 { causes[cause] = count }
    }
    return causes
  }
}
