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
}
