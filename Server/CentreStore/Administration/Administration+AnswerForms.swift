package import RecordStore
internal import Storage

/// The forms of authorities that the trust imported: with the records, so that a backup, a copy and
/// every server of the centre have them.
extension Administration {
  /// The table as it was imported; `nil` where none was.
  package func answerForm(of authority: String) throws(StoreError) -> [UInt8]? {
    try store.read { db in
      try db.value(
        "SELECT bytes FROM answerForm WHERE authority = ?", [authority], as: [UInt8].self)
    }
  }

  /// Stores a form in place of the one before.
  package func put(
    answerForm bytes: [UInt8], of authority: String, at now: Int64
  ) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        INSERT INTO answerForm (authority, bytes, importedAt) VALUES (?, ?, ?)
        ON CONFLICT (authority) DO UPDATE
          SET bytes = excluded.bytes, importedAt = excluded.importedAt
        """, [authority, bytes, now])
    }
  }

  /// - Returns: whether there was one.
  package func removeAnswerForm(of authority: String) throws(StoreError) -> Bool {
    try store.write { db in
      let found = try db.value(
        "SELECT 1 FROM answerForm WHERE authority = ?", [authority], as: Int.self)
      guard found != nil else { return false }
      try db.send("DELETE FROM answerForm WHERE authority = ?", [authority])
      return true
    }
  }
}
