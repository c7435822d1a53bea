package import IRMER
package import RecordStore
internal import Records
internal import Storage

/// Which of the kept windows are asked for.
package struct ThemeQuestion: Hashable, Sendable {
  package enum Order: Hashable, Sendable {
    /// The strongest first, without the first so many.
    case strength(skipping: Int)
    /// By identifier, after this one.
    case identifier(after: String)
  }

  /// Identifiers of windows that are left out.
  package var excluded: [String] = []
  package var site: String?
  /// Days of the last discovery.
  package var from: CalendarDate?
  package var to: CalendarDate?
  package var order = Order.strength(skipping: 0)
  package var limit: Int

  package init(limit: Int) { self.limit = limit }

  fileprivate static let condition = """
    id NOT IN (SELECT value FROM json_each(?))
      AND (CAST(? AS TEXT) IS NULL OR EXISTS (
        SELECT 1 FROM json_each(themeWindow.sites) AS s WHERE s.value = ?))
      AND lastDay >= ? AND lastDay <= ?
    """

  fileprivate var values: [any StoredValue] {
    [
      JSONValue(excluded).serialized(), site, site, from?.description ?? "",
      to?.description ?? "9999-99-99",
    ]
  }
}

/// A window that contains incidents which were asked for.
package struct TouchedWindow: Hashable, Sendable {
  package let window: ThemeWindow
  /// Those of the incidents that it contains.
  package var incidents: Set<String>
}

extension RecordStore {
  /// Whether windows have to be searched anew before they are read.
  package func areThemesTouched() throws(StoreError) -> Bool {
    try read { try !$0.rows([Self.anyTouched])[0].isEmpty }
  }

  static let anyTouched = Query("SELECT 1 FROM themeTouched LIMIT 1")

  /// The groups that will be searched anew.
  package func groupsTouched() throws(StoreError) -> [String] {
    try read {
      try $0.values("SELECT groupKey FROM themeTouched ORDER BY groupKey", as: String.self)
    }
  }

  /// Searches the groups again of which incidents changed.
  package func refreshThemes() throws(StoreError) {
    try write { try ThemeTable.refresh($0) }
  }

  /// Windows, and how many there are in all.
  package func themeWindows(
    _ question: ThemeQuestion
  ) throws(StoreError) -> (windows: [ThemeWindow], total: Int) {
    try read { db in
      let part: (sql: String, values: [any StoredValue]) =
        switch question.order {
        case .strength(let skipped):
          ("ORDER BY individuals DESC, id LIMIT ? OFFSET ?", [question.limit, skipped])
        case .identifier(let id): ("AND id > ? ORDER BY id LIMIT ?", [id, question.limit])
        }
      let answers = try db.rows([
        Query(
          "SELECT count(*) FROM themeWindow WHERE \(ThemeQuestion.condition)", question.values),
        Query(
          """
          SELECT \(ThemeTable.columns) FROM themeWindow
          WHERE \(ThemeQuestion.condition) \(part.sql)
          """, question.values + part.values),
      ])
      let total: Int64 = try answers[0].first?[0] ?? 0
      return (try answers[1].compactMap(ThemeWindow.init), Int(total))
    }
  }

  /// The windows that contain some incidents.
  package func themeWindows(
    containing incidents: some Sequence<String>
  ) throws(StoreError) -> [TouchedWindow] {
    let names = Array(Set(incidents)).sorted()
    guard !names.isEmpty else { return [] }
    let list = JSONValue(names).serialized()
    let columns = ThemeTable.columns.split(separator: ", ").map { "themeWindow.\($0)" }
      .joined(separator: ", ")
    return try read { db in
      let answers = try db.rows(
        ThemeProposal.Ground.allCases.map { ground in
          Query(
            """
            SELECT \(columns), themeSubject.incident AS member
            FROM json_each(?) AS given CROSS JOIN incident ON incident.id = given.value
            CROSS JOIN themeSubject ON themeSubject.ownerRow = incident.ownerRow
            CROSS JOIN themeWindow ON themeWindow.ground = '\(ground.rawValue)'
              AND themeWindow.groupKey = themeSubject.\(ThemeTable.column(of: ground))
              AND themeSubject.discoveredOn BETWEEN themeWindow.firstDay AND themeWindow.lastDay
            """, [list])
        })
      var found: [ThemeProposal.ID: TouchedWindow] = [:]
      for row in answers.joined() {
        guard let window = try ThemeWindow(row) else { continue }
        found[window.id, default: TouchedWindow(window: window, incidents: [])].incidents
          .insert(try row["member"])
      }
      return found.values.sorted { $0.window.id < $1.window.id }
    }
  }

  /// The incidents of some windows in the order of discovery: of each, the first so many.
  package func themeMembers(
    of windows: [ThemeWindow], limit: Int
  ) throws(StoreError) -> [[String]] {
    try read { db in
      let answers = try db.rows(
        windows.map { window in
          Query(
            """
            SELECT incident FROM themeSubject
            WHERE \(ThemeTable.column(of: window.key.ground)) = ?
              AND discoveredOn BETWEEN ? AND ?
            ORDER BY discoveredOn, incident LIMIT ?
            """,
            [
              window.key.text, "\(window.firstDiscoveredOn)", "\(window.lastDiscoveredOn)", limit,
            ])
        })
      return try answers.map { try $0.map { try $0[0] as String } }
    }
  }
}
