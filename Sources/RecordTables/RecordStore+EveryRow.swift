package import RecordStore
package import Records
internal import Storage

extension RecordStore {
  /// Every row of every table at one moment, a table after the other, in the order of its records.
  ///
  /// - Parameter body: is given `ownerRow` first, and then the cells as the table holds them.
  package func forEachRow(
    _ body: (TableDescription, [Cell]) throws -> Void
  ) throws(StoreError) {
    try read { db in
      for table in ReadModel.tables {
        let key = (["ownerRow"] + table.naming.key).joined(separator: ", ")
        try db.forEach("SELECT \(table.columnNames) FROM \(table.name) ORDER BY \(key)") { row in
          try body(table, (0...table.columns.count).map { Cell(row.value(at: $0)) })
        }
      }
    }
  }
}
