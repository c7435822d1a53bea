internal import GRDB
public import IRMER
public import Records

/// How many notifications of a site are at one step, with one outcome and one clock.
public struct NotificationCount: Hashable, Sendable {
  public let site: String
  public let number: Int
  private let clocks: NotificationClocks

  init(site: String, step: String, outcome: String, clock: String, number: Int) {
    (self.site, self.number) = (site, number)
    // Which of the two clocks it is follows from the step.
    let day = clock.isEmpty ? nil : clock
    clocks = NotificationClocks(step: step, outcome: outcome, notifyBy: day, reportBy: day)
  }

  /// The state of all of them on a day.
  public func state(on today: CalendarDate) -> NotificationState { clocks.state(on: today) }
}

/// How many incidents of a site were discovered in one month and have one status and outcome.
public struct IncidentCount: Hashable, Sendable {
  public let site: String
  /// `YYYY-MM`; `nil` where no day of discovery is known.
  public let month: String?
  public let status: String
  public let outcome: String
  public let number: Int
}

extension RecordStore {
  /// How many notifications there are, of all sites or of one. Read from counts that are kept with the
  /// rows: what it costs grows with sites and open days, not with notifications.
  public func notificationCounts(
    site: String? = nil
  ) throws(StoreError) -> [NotificationCount] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT site, step, outcome, clock, number FROM notificationCount
          WHERE ?1 IS NULL OR site = ?1
          """)
      return try Row.fetchAll(statement, arguments: [site]).map {
        NotificationCount(
          site: $0[0], step: $0[1], outcome: $0[2], clock: $0[3], number: $0[4])
      }
    }
  }

  /// How many notifications are in each state on a day, of all sites or of one.
  public func notificationNumbers(
    on today: CalendarDate, site: String? = nil
  ) throws(StoreError) -> [NotificationState: Int] {
    try notificationCounts(site: site).reduce(into: [:]) {
      $0[$1.state(on: today), default: 0] += $1.number
    }
  }

  /// How many incidents there are, of all sites or of one.
  public func incidentCounts(site: String? = nil) throws(StoreError) -> [IncidentCount] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT site, month, status, outcome, number FROM incidentCount
          WHERE ?1 IS NULL OR site = ?1
          """)
      return try Row.fetchAll(statement, arguments: [site]).map {
        let month: String = $0[1]
        return IncidentCount(
          site: $0[0], month: month.isEmpty ? nil : month, status: $0[2], outcome: $0[3],
          number: $0[4])
      }
    }
  }

  /// The latest day on which each site discovered an incident that was not withdrawn.
  public func latestDiscoveries() throws(StoreError) -> [String: CalendarDate] {
    try read { db in
      var latest: [String: CalendarDate] = [:]
      let sites = try String.fetchAll(
        db.cachedStatement(sql: "SELECT DISTINCT site FROM incidentCount"))
      let statement = try db.cachedStatement(
        sql: """
          SELECT discoveredOn FROM incident WHERE site = ? AND status <> 'void'
          ORDER BY \(IncidentQuery.dayOrStart) DESC, id DESC LIMIT 1
          """)
      for site in sites {
        let day = try String.fetchOne(statement, arguments: [site])
        latest[site] = day.flatMap { CalendarDate($0) }
      }
      return latest
    }
  }
}
