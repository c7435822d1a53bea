internal import GRDB
internal import IRMER
public import Records

// Lists are read a page at a time, in the order of an index: what a page costs does not grow with the list.

extension RecordStore {
  /// A page of the notifications.
  ///
  /// - Parameters:
  ///   - place: where the page before ended; `nil` for the first.
  ///   - limit: rows on the page at most.
  public func notifications(
    _ query: NotificationQuery, after place: ListPlace? = nil, limit: Int
  ) throws(StoreError) -> ListPage<NotificationRow> {
    try read { db in
      try Self.page(NotificationQuery.order, query.condition, after: place, limit: limit, db) {
        (row: NotificationRow, kind) in
        var row = row
        if kind == RecordKind.theme.rawValue { row.kind = .theme }
        return row
      }
    }
  }

  /// How many notifications a query finds.
  public func count(_ query: NotificationQuery) throws(StoreError) -> Int {
    if query.from == nil, query.to == nil, query.themes.isEmpty {
      return try notificationCounts(site: query.site)
        .filter { query.state == nil || $0.state(on: query.today) == query.state }
        .reduce(0) { $0 + $1.number }
    }
    return try read { try Self.count("notification", query.condition, $0) }
  }

  /// A page of the incidents.
  ///
  /// - Parameters:
  ///   - place: where the page before ended; `nil` for the first.
  ///   - limit: rows on the page at most.
  public func incidents(
    _ query: IncidentQuery, after place: ListPlace? = nil, limit: Int
  ) throws(StoreError) -> ListPage<IncidentRow> {
    try read { db in
      try Self.page(query.listOrder, query.condition, after: place, limit: limit, db) { row, _ in
        row
      }
    }
  }

  /// How many incidents a query finds.
  public func count(_ query: IncidentQuery) throws(StoreError) -> Int {
    if query.from == nil, query.to == nil, query.modality == nil {
      return try incidentCounts(site: query.site)
        .filter {
          (query.status ?? $0.status) == $0.status && (query.outcome ?? $0.outcome) == $0.outcome
        }
        .reduce(0) { $0 + $1.number }
    }
    return try read { try Self.count("incident", query.condition, $0) }
  }

  private static func count(
    _ table: String, _ condition: ListCondition, _ db: Database
  ) throws -> Int {
    let sql = "SELECT count(*) FROM \(table) WHERE \(condition.sql)"
    return try Int.fetchOne(db.cachedStatement(sql: sql), arguments: condition.arguments) ?? 0
  }

  private static func page<R: ReadModelRow & ReadableRow & NamedRow & Sendable>(
    _ order: ListOrder, _ condition: ListCondition, after place: ListPlace?, limit: Int,
    _ db: Database, _ finish: (R, _ kind: String) -> R
  ) throws -> ListPage<R> {
    let (sql, arguments) = pageQuery(
      R.table, columns: R.columns, order, condition, after: place, limit: limit + 1)
    var rows: [R] = []
    var places: [ListPlace] = []
    let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
    while let row = try cursor.next() {
      places.append(ListPlace(first: row[0], second: row[1], row: row[4]))
      var cells = StoredCells(row, skipping: 5)
      let read = finish(R(reading: &cells), row[2])
      rows.append((row[3] as Int) > 1 ? read.namedWithSite : read)
    }
    let isMore = rows.count > limit
    return ListPage(
      rows: Array(rows.prefix(limit)), next: isMore && limit > 0 ? places[limit - 1] : nil)
  }

  /// The inner query finds the rows of the page by an index; only these are looked up in `record`.
  static func pageQuery(
    _ table: String, columns: [String], _ order: ListOrder, _ condition: ListCondition,
    after place: ListPlace?, limit: Int
  ) -> (sql: String, arguments: StatementArguments) {
    var condition = condition
    if let place { order.add(place, to: &condition) }
    let names = columns.map { "listed.\($0)" }.joined(separator: ", ")
    let sql = """
      SELECT listed.place1, listed.place2, record.kind,
        (SELECT count(*) FROM record AS other WHERE other.uuid = record.uuid),
        listed.ownerRow, \(names)
      FROM (
        SELECT *, \(order.first) AS place1, \(order.second) AS place2 FROM \(table)
        WHERE \(condition.sql) ORDER BY \(order.sql) LIMIT ?
      ) AS listed JOIN record ON record.id = listed.ownerRow
      ORDER BY \(order.outer)
      """
    return (sql, condition.arguments + [limit])
  }
}

/// The order of a list: by two expressions that an index has, and by the row.
struct ListOrder {
  let first: String
  let second: String
  let isDescending: Bool

  init(first: String, second: String = "''", isDescending: Bool) {
    (self.first, self.second, self.isDescending) = (first, second, isDescending)
  }

  private var terms: [String] { [first, second].filter { $0 != "''" } + ["ownerRow"] }
  private var direction: String { isDescending ? " DESC" : "" }
  var sql: String { terms.map { $0 + direction }.joined(separator: ", ") }
  var outer: String {
    ["place1", "place2", "listed.ownerRow"].map { $0 + direction }.joined(separator: ", ")
  }

  /// Only what comes after a place. The first term alone is what an index can begin at.
  func add(_ place: ListPlace, to condition: inout ListCondition) {
    let (after, from) = isDescending ? ("<", "<=") : (">", ">=")
    guard first != "''" else { return condition.add("ownerRow \(after) ?", [place.row]) }
    condition.add("\(first) \(from) ?", [place.first])
    condition.add(
      "(\(first) \(after) ? OR \(second) \(after) ? OR (\(second) = ? AND ownerRow \(after) ?))",
      [place.first, place.second, place.second, place.row])
  }
}

extension NotificationQuery {
  static let order = ListOrder(first: clockOrEnd, second: "incident", isDescending: false)
}

extension IncidentQuery {
  var listOrder: ListOrder {
    switch order {
    case .identifier: ListOrder(first: "id", isDescending: false)
    case .newest: ListOrder(first: Self.dayOrStart, second: "id", isDescending: true)
    case .lastArrived: ListOrder(first: "''", isDescending: true)
    }
  }
}
