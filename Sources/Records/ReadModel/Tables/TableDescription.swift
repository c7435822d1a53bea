/// A table as the store makes, fills and compares it.
public struct TableDescription: Hashable, Sendable {
  public let naming: TableNaming
  public let columns: [ColumnDescription]

  public var name: String { naming.name }
  /// Whether a record has one row at most.
  public var isOnePerRecord: Bool { naming.key.isEmpty }

  /// `CREATE TABLE` with its indexes.
  ///
  /// `ownerRow` is the row of `record` that a row is made from. The columns of the key come first: in a
  /// table without row identifiers, SQLite up to 3.40 takes another order for damage.
  public var definition: String {
    let keyed = columns.filter { naming.key.contains($0.name) }
    let lines =
      ["ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED"]
      + (keyed + columns.filter { !naming.key.contains($0.name) }).map { column in
        column.name + " " + column.form.sqlType + (column.isOptional ? "" : " NOT NULL")
          + column.form.check(column.name)
      } + ["PRIMARY KEY (\((["ownerRow"] + keyed.map(\.name)).joined(separator: ", ")))"]
    let options = isOnePerRecord ? "STRICT" : "STRICT, WITHOUT ROWID"
    let table = "CREATE TABLE \(name) (\n  \(lines.joined(separator: ",\n  "))\n) \(options);"
    return ([table] + naming.indexes.map(definition)).joined(separator: "\n")
  }

  private func definition(of index: TableIndex) -> String {
    "CREATE INDEX \(index.name) ON \(name) (\(index.columns))"
      + (index.condition.map { " WHERE \($0)" } ?? "") + ";"
  }

  /// The names of the columns between commas, `ownerRow` first.
  public var columnNames: String {
    (["ownerRow"] + columns.map(\.name)).joined(separator: ", ")
  }

  /// Adds a row, each value to the column of its name. No row may have its key.
  package var addition: String {
    let places = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
    return "INSERT INTO \(name) (\(columnNames)) VALUES (\(places))"
  }

  /// Adds a row so, or replaces the one with its key.
  public var insertion: String {
    let key = ["ownerRow"] + naming.key
    let others = columns.map(\.name).filter { !key.contains($0) }
    let change =
      others.isEmpty
      ? "NOTHING" : "UPDATE SET " + others.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return "\(addition) ON CONFLICT (\(key.joined(separator: ", "))) DO \(change)"
  }

  /// Changes the one row of a record, where no column of an index changes: SQLite then writes the row and no
  /// index, while an update of all columns writes each index anew. `nil` for a table without an index, or
  /// without another column.
  ///
  /// The values are those of ``addition``. It changes no row where there is none, or where a column of an
  /// index has another value.
  package var changeBesideIndexes: String? {
    guard isOnePerRecord, !naming.indexes.isEmpty else { return nil }
    let places = zip(columns.map(\.name), 2...).map { (name: $0, value: "?\($1)") }
    let indexed = Set(naming.indexes.flatMap(\.words))
    let fixed = places.filter { indexed.contains($0.name) }.map { "\($0.name) IS \($0.value)" }
    let changed = places.filter { !indexed.contains($0.name) }.map { "\($0.name) = \($0.value)" }
    guard !changed.isEmpty else { return nil }
    return "UPDATE \(name) SET \(changed.joined(separator: ", ")) WHERE "
      + (["ownerRow = ?1"] + fixed).joined(separator: " AND ")
  }
}
