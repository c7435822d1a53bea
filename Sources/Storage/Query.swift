/// A query with its values: what a transaction asks a database for.
package struct Query: Hashable, Sendable {
  package let sql: String
  package let values: [ColumnValue]

  package init(_ sql: String, _ values: [any StoredValue] = []) {
    self.init(sql, columnValues: values.map(\.columnValue))
  }

  package init(_ sql: String, columnValues values: [ColumnValue]) {
    (self.sql, self.values) = (sql, values)
  }
}
