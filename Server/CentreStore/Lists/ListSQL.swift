internal import IRMER
internal import Records
internal import Storage

/// Translates a ``ListFilter`` to SQL. Everything from outside is an argument, never part of the
/// statement's text.
struct ListSQL {
  /// What is particular to one list.
  struct Source {
    let table: String
    /// The columns that name a row.
    var rowKey = ["ownerRow"]
    let joins: String
    /// The day that `from` and `to` refer to.
    let day: String
    let state: String
    /// The parameters of `state`: days after the list's own.
    var stateDays: [Int] = []
    /// Names a row within the list.
    let name: String
    let keys: [ListSort: String]
    let standard: ListSort
  }

  private let source: Source
  private let filter: ListFilter
  private(set) var conditions: [String] = []
  private(set) var arguments: [ColumnValue] = []

  init(_ filter: ListFilter, of source: Source, themesAt owners: [Int64] = []) {
    (self.filter, self.source) = (filter, source)
    narrowByPlace(owners)
    narrowByState()
    narrowByWhen()
    for word in filter.words { add("instr(searched.text, ?) > 0", word.lowercased()) }
  }

  private mutating func add(_ condition: String, _ values: (any StoredValue)...) {
    conditions.append(condition)
    arguments += values.map(\.columnValue)
  }

  private mutating func narrowByPlace(_ owners: [Int64]) {
    if let site = filter.site {
      let themes = "[\(owners.map(String.init).joined(separator: ","))]"
      add(
        "(item.site = ? OR item.ownerRow IN (SELECT CAST(value AS BIGINT) FROM json_each(?)))",
        site, themes)
    }
    if let modality = filter.modality { add("incident.modality = ?", modality) }
    if let department = filter.department {
      add("incident.department = ? COLLATE NOCASE", department)
    }
    if let code = filter.code {
      add(
        "EXISTS (SELECT 1 FROM code WHERE code.ownerRow = item.ownerRow AND code.code = ?)", code)
    }
  }

  private mutating func narrowByState() {
    if let state = filter.state {
      conditions.append("\(source.state) = ?")
      arguments += source.stateDays.map { day($0).columnValue } + [state.columnValue]
    }
    if let outcome = filter.outcome { add("item.outcome = ?", outcome) }
    if let cause = filter.cause {
      add("item.outcome = 'undetermined' AND item.step = 'none'")
      add(cause.condition)
    }
    if let isInConflict = filter.isInConflict { add("item.inConflict = ?", isInConflict ? 1 : 0) }
    // Written out: an index is used only where the statement itself has its condition.
    if let awaits = filter.awaitsAnswer { add("incident.awaitsAnswer = \(awaits ? 1 : 0)") }
  }

  private mutating func narrowByWhen() {
    if let from = filter.from { add("\(source.day) >= ?", from) }
    if let to = filter.to { add("\(source.day) <= ?", to) }
    switch filter.due {
    case .today: add("\(Self.clockDay) = ?", filter.today)
    case .week:
      add(
        "\(Self.clockDay) > ? AND \(Self.clockDay) <= ?", filter.today, day(7))
    case .open: add("item.step = 'none'")
    case nil: break
    }
    if let since = filter.addedSince { add("changed.addedAt >= ?", since) }
    if let since = filter.changedSince { add("changed.changedAt >= ?", since) }
  }

  /// The last day of the clock that runs, as `NotificationClocks.nextDay` says it.
  static let clockDay = ListOrder.clockDay(in: "item.")

  /// A day after the list's own.
  private func day(_ later: Int) -> String {
    CalendarDate(filter.today)?.adding(days: later).description ?? filter.today
  }

  /// The list's table with what the conditions and the order need of others, and nothing else: where
  /// there is no condition, rows are counted without looking at one.
  private func from(_ needed: String) -> String {
    let joins = [
      ("incident.", source.joins),
      ("searched.", "JOIN recordText AS searched ON searched.ownerRow = item.ownerRow"),
      ("changed.", "LEFT JOIN recordChange AS changed ON changed.ownerRow = item.ownerRow"),
    ].filter { needed.contains($0.0) }.map(\.1)
    return (["FROM \(source.table) AS item"] + joins).joined(separator: " ")
  }

  /// The key by which rows are ordered.
  private var key: String {
    let sort = filter.sort ?? source.standard
    return ListOrder.key(source.keys[sort] ?? "''")
  }

  var count: (sql: String, arguments: [any StoredValue]) {
    let condition = condition(conditions)
    return ("SELECT count(*) \(from(condition)) \(condition)", arguments)
  }

  /// - Parameter columns: of the list's table, in the order in which its row reads them.
  func page(_ columns: [String]) -> (sql: String, arguments: [any StoredValue]) {
    let order = filter.isDescending ? "DESC" : "ASC"
    var (conditions, arguments) = (conditions, arguments)
    if let after = filter.after {
      conditions.append("(\(key), \(source.name)) \(filter.isDescending ? "<" : ">") (?, ?)")
      arguments += [after.key.columnValue, after.name.columnValue]
    }
    let names = columns.map { "item.\($0)" }.joined(separator: ", ")
    let condition = condition(conditions)
    let rowKey = source.rowKey.map { "item.\($0) AS page\($0)" }.joined(separator: ", ")
    let isRow = source.rowKey.map { "item.\($0) = page\($0)" }.joined(separator: " AND ")
    // Rows are ordered by what orders them, and only those of the page are read.
    let sql = """
      SELECT item.ownerRow, \(names), listKey, listName, changed.changedAt AS listChange
      FROM (
        SELECT \(key) AS listKey, \(source.name) AS listName, \(rowKey)
        \(from(condition + key)) \(condition)
        ORDER BY 1 \(order), 2 \(order) LIMIT ? OFFSET ?
      ) AS page
      JOIN \(source.table) AS item ON \(isRow)
      LEFT JOIN recordChange AS changed ON changed.ownerRow = item.ownerRow
      ORDER BY listKey \(order), listName \(order)
      """
    arguments += [(filter.limit + 1).columnValue, filter.offset.columnValue]
    return (sql, arguments)
  }

  private func condition(_ all: [String]) -> String {
    all.isEmpty ? "" : "WHERE " + all.map { "(\($0))" }.joined(separator: " AND ")
  }
}

extension ListSQL.Source {
  /// The state of a notification, as `NotificationClocks.state(on:)` says it.
  static let clockState = """
    CASE item.step
      WHEN 'closed' THEN 'closed'
      WHEN 'with-authority' THEN 'with-authority'
      WHEN 'report-sent' THEN 'report-sent'
      WHEN 'notified' THEN CASE WHEN item.reportBy < ? THEN 'report-overdue'
        WHEN item.reportBy <= ? THEN 'report-due' ELSE 'notified' END
      ELSE CASE WHEN item.notifyBy < ? THEN 'overdue'
        WHEN item.outcome = 'undetermined' THEN 'undetermined' ELSE 'due' END
    END
    """

  private static let change = "CAST(1000000000000000 + changed.change AS TEXT)"

  static let incidents = ListSQL.Source(
    table: "incident",
    joins: "JOIN incident ON incident.ownerRow = item.ownerRow",
    day: "item.discoveredOn", state: "item.status",
    name: ListOrder.name("id", in: "item."),
    keys: [
      .reference: "item.reference", .site: "item.site", .discovered: "item.discoveredOn",
      .updated: change, .deadline: "item.notifyBy",
    ], standard: .id)

  static let notifications = ListSQL.Source(
    table: "notification",
    joins: "LEFT JOIN incident ON incident.ownerRow = item.ownerRow",
    day: "item.discoveredOn",
    state: Self.clockState, stateDays: [0, NotificationClocks.reportDueDays, 0],
    name: ListOrder.name("incident", in: "item."),
    keys: [
      .reference: "item.reference", .site: "item.site", .discovered: "item.discoveredOn",
      .updated: change, .deadline: ListOrder.deadline(in: "item."),
    ], standard: .deadline)

  static let actions = ListSQL.Source(
    table: "action", rowKey: ["ownerRow", "id"],
    joins: """
      LEFT JOIN (
        SELECT ownerRow, modality, department FROM incident
        UNION ALL SELECT ownerRow, modality, NULL FROM audit
      ) AS incident ON incident.ownerRow = item.ownerRow
      """,
    day: "item.due",
    state: "CASE WHEN item.isOpen = 0 THEN 'done' WHEN item.due < ? THEN 'overdue' ELSE 'open' END",
    stateDays: [0],
    name: ListOrder.name("id", in: "item."),
    keys: [
      .site: "item.site", .updated: change, .due: "coalesce(item.due, '9999')",
      .owner: "item.owner",
    ], standard: .due)
}
