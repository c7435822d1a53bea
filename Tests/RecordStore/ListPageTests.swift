import GRDB
import IRMER
import Records
import Replication
import TestSupport
import Testing

@testable import RecordStore

/// Lists read a page at a time, and the counts beside them, compared with all rows at once.
@Suite("Lists by page")
struct ListPageTests {
  private let folder: TemporaryFolder
  private let store: RecordStore
  private static let today = CalendarDate("2026-03-10")!

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    store = try RecordStore.create(
      in: folder.path("centre"),
      StoreFounding(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_773_100_800_000 }))
    var random = SeededGenerator(seed: 3)
    let ids = (0..<60).map { _ in RecordID.make(using: &random) }
    for id in ids { try write(id, &random) }
    // Edits move records from one count to another.
    for id in ids.prefix(20) { try write(id, &random) }
    // One record of the same name at another site.
    try write(ids[0], &random, at: "RBD02")
  }

  private func write(
    _ id: RecordID, _ random: inout SeededGenerator, at site: String? = nil
  ) throws {
    let scope = try #require(Scope(site ?? "RBD0\(id.low % 3 + 1)"))
    let day = Self.today.adding(days: -Int.random(in: 0...120, using: &random))
    var fields: [(String, Value)] = [
      ("recordedAt", .text("\(day)T10:00:00Z")),
      ("status", .text(Self.statuses.randomElement(using: &random)!)),
      ("clinicallySignificant", .text(["yes", "no"].randomElement(using: &random)!)),
      ("modality", .text(["ct", "mammography"].randomElement(using: &random)!)),
    ]
    if Bool.random(using: &random) { fields.append(("discoveredOn", .text("\(day)"))) }
    let state = try store.record(RecordKey(scope: scope, record: id))?.state ?? MergedRecord()
    try store.write([
      Change(
        record: id, kind: "incident", scope: scope, author: "operator",
        operations: fields.map { state.writing($0.1, at: FieldPath($0.0)!) })
    ])
  }

  private static let statuses = [
    "logged", "notified", "report-sent", "with-regulator", "closed", "void",
  ]

  private func all<Row>(_ page: (ListPlace?) throws -> ListPage<Row>) rethrows -> [Row] {
    var rows: [Row] = []
    var place: ListPlace?
    repeat {
      let next = try page(place)
      rows += next.rows
      place = next.next.flatMap { ListPlace(text: $0.text) }
    } while place != nil
    return rows
  }

  @Test func `the counts are those of the rows, on any day`() throws {
    let rows = try store.listedTables()
    #expect(rows.notifications.count > 20)

    for offset in [-200, -20, 0, 13, 14, 15, 30, 200] {
      let day = Self.today.adding(days: offset)
      let expected = Dictionary(grouping: rows.notifications) { $0.state(on: day) }
      #expect(try store.notificationNumbers(on: day) == expected.mapValues(\.count))
    }
    let statuses = Dictionary(grouping: rows.incidents, by: \.status).mapValues(\.count)
    let counted = try store.incidentCounts().reduce(into: [:]) {
      $0[$1.status, default: 0] += $1.number
    }
    #expect(counted == statuses)
    #expect(try store.verify().problems == [])
  }

  @Test func `the latest day of each site is that of its rows`() throws {
    let rows = try store.listedTables().incidents.filter { $0.status != "void" }
    let expected = Dictionary(grouping: rows, by: \.site).compactMapValues { rows in
      rows.compactMap { $0.discoveredOn.flatMap { CalendarDate($0) } }.max()
    }

    #expect(try store.latestDiscoveries() == expected)
  }

  @Test(arguments: [nil] + NotificationState.allCases.map(Optional.some), [nil, "RBD02"])
  func `notifications come by their clock, each once, whatever the page's size`(
    state: NotificationState?, site: String?
  ) throws {
    var query = NotificationQuery(today: Self.today)
    (query.state, query.site) = (state, site)
    let expected = try store.listedTables().notifications.filter {
      (state == nil || $0.state(on: Self.today) == state) && (site == nil || $0.site == site)
    }

    for limit in [1, 7, 100] {
      let rows = try all { try store.notifications(query, after: $0, limit: limit) }

      #expect(Set(rows) == Set(expected) && rows.count == expected.count)
      let days = rows.map { $0.daysLeft(on: Self.today) ?? .max }
      #expect(days == days.sorted())
      #expect(try store.count(query) == expected.count)
    }
  }

  @Test(arguments: [IncidentQuery.Order.identifier, .newest, .lastArrived])
  func `incidents come in their order, each once, whatever the page's size`(
    order: IncidentQuery.Order
  ) throws {
    let tables = try store.listedTables().incidents
    let expected: [IncidentRow] =
      switch order {
      case .identifier: tables.sorted { $0.id < $1.id }
      case .newest:
        tables.sorted { ($0.discoveredOn ?? "", $0.id) > ($1.discoveredOn ?? "", $1.id) }
      case .lastArrived: tables.reversed()
      }

    for limit in [1, 8, 100] {
      let rows = try all {
        try store.incidents(IncidentQuery(order: order), after: $0, limit: limit)
      }
      #expect(Set(rows) == Set(expected) && rows.count == expected.count)
      if order == .newest { #expect(rows.map(\.discoveredOn) == expected.map(\.discoveredOn)) }
      if order == .lastArrived { #expect(rows == expected) }
    }
    var query = IncidentQuery()
    (query.site, query.from, query.to) = ("RBD03", Self.today.adding(days: -60), Self.today)
    let found = try all { try store.incidents(query, after: $0, limit: 3) }
    let wanted = expected.filter {
      $0.site == "RBD03" && $0.discoveredOn.map { $0 >= "\(Self.today.adding(days: -60))" } ?? false
    }
    #expect(Set(found) == Set(wanted))
    #expect(try store.count(query) == wanted.count)
  }

  @Test func `the incidents that came last are the end of all`() throws {
    let all = try store.listedIncidents()

    for limit in [0, 1, 9, 1000] {
      #expect(try store.listedIncidents(last: limit) == all.suffix(limit))
    }
    #expect(try store.count(IncidentQuery()) == all.count)
  }

  @Test func `no page sorts or reads what is not on it`() throws {
    let queries =
      [
        RecordStore.pageQuery(
          "notification", columns: NotificationRow.columns, NotificationQuery.order,
          NotificationQuery(today: Self.today).condition,
          after: ListPlace(first: "2026-03-01", second: "x", row: 1), limit: 10)
      ]
      + [IncidentQuery.Order.identifier, .newest, .lastArrived].map { order in
        RecordStore.pageQuery(
          "incident", columns: IncidentRow.columns, IncidentQuery(order: order).listOrder,
          IncidentQuery(order: order).condition,
          after: ListPlace(first: "2026-03-01", second: "x", row: 1), limit: 10)
      }
    let database = try DatabaseQueue(path: store.folder + "/store.sqlite")

    for query in queries {
      let plan = try database.read { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + query.sql, arguments: query.arguments)
          .map { $0["detail"] as String }
      }
      let inner = plan.first { $0.contains("notification") || $0.contains("incident") } ?? ""
      #expect(inner.hasPrefix("SEARCH"), "\(plan)")
    }
  }

  @Test func `a place that somebody made up is refused, and its own text is read back`() {
    let place = ListPlace(first: "2026-03-01", second: "a b 3", row: 7)

    #expect(ListPlace(text: place.text) == place)
    for text in ["", "x", "1 2", "1 99 ab", "1 -1 ab", "z 1 ab", "1  "] {
      #expect(ListPlace(text: text) == nil, "\(text)")
    }
  }
}
