/// A value of a column or a parameter: one of the five kinds that every engine stores.
package enum ColumnValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  /// Never holds a NUL: see ``Swift/String/beforeNUL``.
  case text(String)
  case bytes([UInt8])

  package var isNull: Bool { self == .null }
}

extension String {
  /// The text up to a NUL, which neither SQLite's own functions nor PostgreSQL read in a text. Our
  /// own input refuses one; an entry from elsewhere may contain it, and the record keeps all of it.
  package var beforeNUL: String {
    guard let end = utf8.firstIndex(of: 0) else { return self }
    return String(self[..<end])
  }
}
