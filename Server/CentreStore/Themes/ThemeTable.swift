internal import IRMER
internal import RecordStore
internal import RecordTables
internal import Records
internal import Replication
internal import Storage

/// At a centre: the windows that the search for themes finds, kept by what their incidents share.
///
/// A transaction that changes rows only notes which groups it touched; whoever asks for the windows
/// next searches these groups again, and no other.
///
///     rows of touched records ─▶ their groups noted ─▶ windows of noted groups made anew
enum ThemeTable {
  /// Whether the windows follow from a table.
  static func follows(from table: String) -> Bool { table == ThemeSubjectTable.naming.name }

  /// Notes the groups of some records: to be called before their rows change, and after.
  static func note(_ records: [Int64], _ db: Connection) throws {
    try db.send(noting, [CountTable.list(records)])
  }

  /// Forgets every window; all groups are searched with the next question.
  static func fill(_ db: Connection) throws {
    try db.script("DELETE FROM themeWindow; DELETE FROM themeTouched")
    try db.send(notes(of: "SELECT id FROM record"))
  }

  /// Searches the groups that were touched.
  static func refresh(_ db: Connection) throws {
    for ground in ThemeProposal.Ground.allCases {
      while true {
        let touched = try db.values(
          "SELECT groupKey FROM themeTouched WHERE ground = ? ORDER BY groupKey LIMIT ?",
          [ground.rawValue, groupsAtOnce], as: String.self)
        guard let last = touched.last else { break }
        for key in touched {
          try db.send(
            "DELETE FROM themeWindow WHERE ground = ? AND groupKey = ?", [ground.rawValue, key])
        }
        try search(
          ground, "IN (SELECT value FROM json_each(?))", [JSONValue(touched).serialized()], db
        ) {
          for window in $0 { try write(window, db) }
        }
        try db.send(
          "DELETE FROM themeTouched WHERE ground = ? AND groupKey <= ?", [ground.rawValue, last])
      }
    }
  }

  /// Compares what is kept with a search of every group that was not touched since.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    for ground in ThemeProposal.Ground.allCases {
      let touched = Set(
        try db.values(
          "SELECT groupKey FROM themeTouched WHERE ground = ?", [ground.rawValue], as: String.self))
      var kept: [String: Set<ThemeWindow>] = [:]
      try db.forEach("SELECT \(columns) FROM themeWindow WHERE ground = ?", [ground.rawValue]) {
        row in
        guard let window = try ThemeWindow(row) else {
          return result.note("read-model", "themeWindow \(ground.rawValue)", unreadable)
        }
        kept[window.key.text, default: []].insert(window)
      }
      for key in touched { kept[key] = nil }
      try search(ground, "IS NOT NULL", [], db) { windows in
        for key in Set(windows.map(\.key.text)) where !touched.contains(key) {
          let found = Set(windows.filter { $0.key.text == key })
          if kept.removeValue(forKey: key) != found { note(ground, &result) }
        }
      }
      for _ in kept { note(ground, &result) }
    }
  }

  private static let unreadable = "a window that cannot be read"

  /// The key is left out: it may be somebody's words.
  private static func note(_ ground: ThemeProposal.Ground, _ result: inout Verification) {
    result.note(
      "read-model", "themeWindow \(ground.rawValue)", "the windows are not those of the rows")
  }

  /// Groups that are searched with one question.
  private static let groupsAtOnce = 256

  // MARK: Searching

  /// Hands over the windows of one group after another.
  private static func search(
    _ ground: ThemeProposal.Ground, _ condition: String, _ values: [any StoredValue],
    _ db: Connection, _ body: ([ThemeWindow]) throws -> Void
  ) throws {
    let key = column(of: ground)
    let names = TableRow<ThemeSubjectTable>.columns.joined(separator: ", ")
    var group: ThemeGroup?
    try db.forEach(
      """
      SELECT \(names) FROM themeSubject WHERE \(key) \(condition)
      ORDER BY \(key), discoveredOn, incident
      """, values
    ) { row in
      guard let subject = ThemeSubject(TableRow(row)), let key = ThemeKey(ground, of: subject)
      else { return }
      if group?.key != key {
        if let group { try body(ThemeSearch().windows(of: group)) }
        group = ThemeGroup(key)
      }
      group?.add(subject)
    }
    if let group { try body(ThemeSearch().windows(of: group)) }
  }

  private static func write(_ window: ThemeWindow, _ db: Connection) throws {
    try db.send(
      """
      INSERT INTO themeWindow (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        window.key.ground.rawValue, window.key.text, "\(window.firstDiscoveredOn)",
        "\(window.lastDiscoveredOn)", window.id.description, window.incidents, window.individuals,
        JSONValue(window.sites).serialized(),
        JSONValue(window.nations.map(\.rawValue)).serialized(),
        JSONValue(window.categories.map(\.rawValue)).serialized(), window.displayText,
      ])
  }

  static let columns = """
    ground, groupKey, firstDay, lastDay, id, incidents, individuals, sites, nations, categories, words
    """

  /// The column of `themeSubject` that holds the key.
  static func column(of ground: ThemeProposal.Ground) -> String {
    switch ground {
    case .sameEquipment: "equipmentKey"
    case .sameFault: "faultKey"
    case .sameCategoryAndCause: "categoryKey"
    }
  }

  // MARK: Noting

  static let noting = notes(of: "SELECT CAST(value AS BIGINT) FROM json_each(?)")

  private static func notes(of touched: String) -> String {
    let groups = ThemeProposal.Ground.allCases.map { ground in
      """
      SELECT '\(ground.rawValue)' AS ground, \(column(of: ground)) AS groupKey
      FROM touched CROSS JOIN themeSubject ON themeSubject.ownerRow = touched.ownerRow
      """
    }
    return """
      WITH touched (ownerRow) AS MATERIALIZED (\(touched))
      INSERT INTO themeTouched (ground, groupKey)
      SELECT DISTINCT ground, groupKey FROM (
      \(groups.joined(separator: "\nUNION ALL\n"))
      ) AS noted WHERE groupKey IS NOT NULL
      ON CONFLICT (ground, groupKey) DO NOTHING
      """
  }
}

extension ThemeWindow {
  /// - Parameter row: of ``ThemeTable/columns``.
  /// - Returns: nil for a row that somebody altered.
  init?(_ row: Row) throws {
    guard let ground = ThemeProposal.Ground(rawValue: try row["ground"]),
      let first = CalendarDate(try row["firstDay"] as String),
      let last = CalendarDate(try row["lastDay"] as String), first <= last
    else { return nil }
    func list(_ name: String) throws -> [String] {
      let value = try? JSONValue(parsing: try row[name] as String)
      return value?.array?.compactMap(\.string) ?? []
    }
    self.init(
      key: ThemeKey(ground: ground, text: try row["groupKey"]),
      id: ThemeProposal.ID(try row["id"]), incidents: try row["incidents"],
      individuals: try row["individuals"], sites: try list("sites"),
      nations: try list("nations").compactMap(Nation.init(rawValue:)),
      categories: try list("categories").compactMap(NotificationCode.init(rawValue:)),
      discovered: first...last, displayText: try row["words"])
  }
}
