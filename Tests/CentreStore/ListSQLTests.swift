import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import Storage
import TestSupport
import Testing

@testable import CentreStore

@Suite("SQL of lists")
struct ListSQLTests {
  private var filter: ListFilter { ListFilter(today: "2026-03-01") }

  @Test func `a list without a condition is counted without looking at a row`() {
    for source in [ListSQL.Source.incidents, .notifications, .actions] {
      let count = ListSQL(filter, of: source).count

      #expect(
        count.sql.split(separator: " ").joined(separator: " ")
          == "SELECT count(*) FROM \(source.table) AS item")
      #expect(count.arguments.isEmpty)
    }
  }

  @Test func `a condition brings the table that it asks, and no other`() {
    var narrowed = filter
    narrowed.modality = "ct"
    let byModality = ListSQL(narrowed, of: .notifications).count.sql
    #expect(byModality.contains("JOIN incident") && !byModality.contains("recordChange"))

    narrowed = filter
    narrowed.changedSince = 1
    let byChange = ListSQL(narrowed, of: .notifications).count.sql
    #expect(byChange.contains("recordChange") && !byChange.contains("JOIN incident"))

    narrowed = filter
    narrowed.words = ["word"]
    #expect(ListSQL(narrowed, of: .notifications).count.sql.contains("recordText"))
  }

  @Test func `a page of the usual order is read from an index, without sorting all rows`() throws {
    let folder = try TemporaryFolder(inMemory: true)
    let store = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(side: .centre, scope: try #require(Scope("RBD")), nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }).forCentre)
    var (latest, urgent) = (filter, filter)
    (latest.sort, latest.isDescending) = (.discovered, true)
    urgent.sort = .deadline

    for (list, source, columns, index) in [
      (latest, ListSQL.Source.incidents, IncidentRow.columns, "incidentInOrder"),
      (urgent, .notifications, NotificationRow.columns, "notificationInOrder"),
    ] {
      let page = ListSQL(list, of: source).page(columns)
      let plan = try store.read { db in
        try db.rows("EXPLAIN QUERY PLAN \(page.sql)", page.arguments).map {
          try $0["detail"] as String
        }
      }
      #expect(plan.contains { $0.contains("SCAN item USING INDEX \(index)") }, "\(plan)")
      // The page itself may be sorted, the list is not.
      let scan = plan.firstIndex { $0.contains("SCAN item") } ?? 0
      #expect(!plan[..<scan].contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }
}
