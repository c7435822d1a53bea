#if Postgres
  import IRMER
  @testable import CentreStore
  import Records
  import Storage
  import TestSupport
  import Testing

  /// A list is filtered and ordered by the rule that everything else follows.
  @Suite("The clocks of notifications in SQL")
  struct ListStateTests {
    private static let today = "2026-03-10"
    private static let days: [String?] = [
      nil, "2026-03-01", "2026-03-09", "2026-03-10", "2026-03-11", "2026-03-24", "2026-03-25",
      "2027-01-01",
    ]

    private func states(
      _ rows: (_ sql: String, _ values: [Storage.ColumnValue]) throws -> [Storage.ColumnValue]
    ) throws {
      let today = try #require(CalendarDate(Self.today))
      let later = today.adding(days: NotificationClocks.reportDueDays).description
      let sql = """
        SELECT \(ListSQL.Source.clockState), \(ListSQL.clockDay) FROM (
          SELECT CAST(? AS TEXT) AS step, CAST(? AS TEXT) AS outcome,
            CAST(? AS TEXT) AS notifyBy, CAST(? AS TEXT) AS reportBy) AS item
        """
      for step in NotificationStep.allCases {
        for outcome in [Assessment.Outcome.notifiable, .undetermined] {
          for notifyBy in Self.days {
            for reportBy in Self.days {
              let clocks = NotificationClocks(
                step: step, outcome: outcome, notifyBy: notifyBy, reportBy: reportBy)
              let found = try rows(
                sql,
                [
                  .text(Self.today), .text(later), .text(Self.today), .text(step.rawValue),
                  .text(outcome.rawValue), notifyBy.columnValue, reportBy.columnValue,
                ])
              #expect(
                found == [
                  .text(clocks.state(on: today).rawValue),
                  clocks.nextDay.map { $0.description }.columnValue,
                ], "\(step) \(outcome) \(notifyBy ?? "-") \(reportBy ?? "-")")
            }
          }
        }
      }
    }

    @Test func `states and days in SQLite are those of the rule`() throws {
      let folder = try TemporaryFolder()
      let file = try SQLiteFile.create(at: folder.path("x.sqlite"), functions: [])
      try file.read { db in try states { try db.rows($0, $1)[0].values } }
    }

    @Test func `states and days in PostgreSQL are those of the rule`() throws {
      let scratch = try ScratchDatabase()
      try scratch.read { db in try states { try db.rows($0, $1)[0].values } }
    }
  }
#endif
