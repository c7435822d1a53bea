internal import Storage

/// Copies every row of a store between a SQLite file and a database server's schema.
///
/// Both have had the same migrations. Tables are copied in the order in which they refer to each
/// other, rows in the order of their keys, a page at a time. Kept segments are left out: the centre
/// makes them again.
struct StoreCopy {
  private struct Table {
    let name: String
    let columns: [String]
    /// What orders the rows and is unique.
    let key: [String]
    /// Numbered by the database where no number is given.
    let isNumbered: Bool
    let references: Set<String>
  }

  /// Rows that are in memory at once.
  private static let pageRows = 2_000

  private let tables: [Table]

  /// - Parameter file: the SQLite side, which knows the tables.
  init(tablesOf file: Connection) throws {
    let found = try file.rows(
      """
      SELECT name, sql FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'
        AND name NOT IN ('grdb_migrations', 'backupFile', 'keptSegment')
      ORDER BY name
      """
    ).map { try (name: $0["name"] as String, sql: $0["sql"] as String) }
    tables = Self.ordered(try found.map { try Self.table($0.name, $0.sql, file) })
  }

  private static func table(_ name: String, _ sql: String, _ file: Connection) throws -> Table {
    let columns = try file.rows(
      "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", [name])
    let places: [(place: Int, name: String)] = try columns.map {
      try (place: $0["pk"], name: $0["name"])
    }
    let primary = places.filter { $0.place > 0 }.sorted { $0.place < $1.place }.map(\.name)
    let words = sql.split { !$0.isLetter }
    let references = zip(words, words.dropFirst()).filter { $0.0 == "REFERENCES" }
      .map { String($0.1) }
    let types = try columns.map { try $0["type"] as String }
    return Table(
      name: name, columns: places.map(\.name),
      key: primary.isEmpty ? try uniqueColumns(of: name, file) : primary,
      isNumbered: primary.count == 1
        && zip(places, types).contains { $0.name == primary[0] && $1 == "INTEGER" },
      references: Set(references).subtracting([name]))
  }

  private static func uniqueColumns(of table: String, _ file: Connection) throws -> [String] {
    let index = try file.value(
      "SELECT name FROM pragma_index_list(?) WHERE \"unique\" = 1 AND partial = 0 ORDER BY seq",
      [table], as: String.self)
    guard let index else {
      throw StorageError(.damaged, message: "the table \(table) has no key", code: "")
    }
    return try file.values("SELECT name FROM pragma_index_info(?) ORDER BY seqno", [index])
  }

  /// Tables after those that they refer to.
  private static func ordered(_ tables: [Table]) -> [Table] {
    var result: [Table] = []
    var rest = tables
    while !rest.isEmpty {
      let done = Set(result.map(\.name))
      let next = rest.filter { $0.references.isSubset(of: done) }
      // No schema of ours has a circle; one would show as rows that refer to nothing.
      result += next.isEmpty ? rest : next
      let taken = Set(result.map(\.name))
      rest.removeAll { taken.contains($0.name) }
    }
    return result
  }

  /// Replaces every row of the target.
  func copy(from source: Connection, to target: Connection) throws {
    for table in tables.reversed() { try target.send("DELETE FROM \(table.name)") }
    for table in tables { try copy(table, from: source, to: target) }
    for table in tables where table.isNumbered {
      try target.continueNumbers(of: table.key[0], in: table.name)
    }
    guard target.isEngine else { return }
    // No alert is sent about what was only copied.
    try target.send("DELETE FROM pendingAlert")
    try target.send("DELETE FROM changedRecord")
  }

  private func copy(_ table: Table, from source: Connection, to target: Connection) throws {
    let columns = table.columns.joined(separator: ", ")
    let key = table.key.joined(separator: ", ")
    let places = Self.places(table.columns.count)
    let insertion = "INSERT INTO \(table.name) (\(columns)) VALUES (\(places))"
    var after: [ColumnValue] = []
    while true {
      let condition = after.isEmpty ? "" : "WHERE (\(key)) > (\(Self.places(after.count)))"
      let page = try source.rows(
        """
        SELECT \(columns) FROM \(table.name) \(condition) ORDER BY \(key) LIMIT \(Self.pageRows)
        """, after)
      for row in page { try target.send(insertion, row.values) }
      guard page.count == Self.pageRows, let last = page.last else { return }
      after = try table.key.map { try last[$0] }
    }
  }

  private static func places(_ count: Int) -> String {
    Array(repeating: "?", count: count).joined(separator: ", ")
  }

  /// How many rows each table has, to compare both sides.
  func counts(_ db: Connection) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for table in tables {
      counts[table.name] = try db.value("SELECT count(*) FROM \(table.name)")
    }
    return counts
  }
}
