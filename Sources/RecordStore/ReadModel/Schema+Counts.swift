internal import GRDB

extension Schema {
  /// What pages of a whole trust need, so that none of them reads every row.
  static func registerCounts(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0030 counts and orders of lists") { db in
      try db.execute(sql: counts + orders)
      try ReadModelCounts.rebuild(db)
    }
  }

  // Kept in the transaction that changes the rows they count; see `ReadModelCounts`.
  private static let counts = """
    CREATE TABLE notificationCount (
      site TEXT NOT NULL,
      step TEXT NOT NULL,
      outcome TEXT NOT NULL,
      clock TEXT NOT NULL,
      number INTEGER NOT NULL,
      PRIMARY KEY (site, step, outcome, clock)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incidentCount (
      site TEXT NOT NULL,
      month TEXT NOT NULL,
      status TEXT NOT NULL,
      outcome TEXT NOT NULL,
      number INTEGER NOT NULL,
      PRIMARY KEY (site, month, status, outcome)
    ) STRICT, WITHOUT ROWID;

    """

  // `notificationByClock`: the board's order. `incidentByDiscovery`: the list's order, and the search
  // for duplicates by day, for which `incidentByDay` was. `incidentBySite`: the same of one site.
  private static let orders = """
    CREATE INDEX notificationByClock
      ON notification (\(NotificationQuery.clockOrEnd), incident, ownerRow);
    DROP INDEX incidentByDay;
    CREATE INDEX incidentByDiscovery ON incident (\(IncidentQuery.dayOrStart), id, ownerRow);
    CREATE INDEX incidentBySite ON incident (site, \(IncidentQuery.dayOrStart), id, ownerRow);
    """
}
