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
    // Through the buffer, because most texts are searched in full.
    var text = self
    guard let length = text.withUTF8({ $0.firstIndex(of: 0) }) else { return self }
    return String(Substring(text.utf8.prefix(length)))
  }
}
