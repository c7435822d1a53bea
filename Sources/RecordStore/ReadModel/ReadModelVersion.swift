internal import Storage

/// Makes the plain tables anew where another version of the rules or of the read model wrote them.
///
/// The logs and the records are what they were; each record is judged again by the edition in force on
/// its day.
enum ReadModelVersion {
  static func isCurrent(_ db: Connection, _ domain: any RecordDomain) throws -> Bool {
    try db.value("SELECT version FROM readModel", as: Int.self) == domain.version
  }

  /// - Parameters:
  ///   - marks: creates the triggers on the tables, which go with a table that is made anew.
  ///   - storeExtension: whose tables follow from the rows.
  static func refresh(
    _ db: Connection, marks: String, _ domain: any RecordDomain,
    _ storeExtension: (any StoreExtension)?
  ) throws {
    // Another process may have done it since this one looked.
    guard try !isCurrent(db, domain) else { return }
    try RecordState.rebuild(db)
    try domain.makeTables(db)
    try db.script(marks)
    try fill(db, domain)
    try storeExtension?.remake(db)
    try db.send("UPDATE readModel SET version = ?", [domain.version])
  }

  /// How many records are read before their rows are written.
  private static let readAtOnce = 512

  /// Writes the rows of every record again.
  private static func fill(_ db: Connection, _ domain: any RecordDomain) throws {
    var part: [ChangedRecord] = []
    try db.forEach("SELECT \(StoredRecord.columns) FROM record") { row in
      let stored = try StoredRecord(row, db)
      part.append(
        ChangedRecord(
          row: try row["id"], isNew: true, key: stored.key, kind: stored.kind,
          state: stored.state))
      guard part.count == readAtOnce else { return }
      try RecordBatch.writeRows(of: part, domain, db)
      part.removeAll(keepingCapacity: true)
    }
    try RecordBatch.writeRows(of: part, domain, db)
  }
}
