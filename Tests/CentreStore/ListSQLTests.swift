import Records
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
}
