internal import Records
internal import Storage

/// Makes the plain tables anew where another version of the rules or of the read model wrote them.
///
/// The logs and the records are what they were; each record is judged again by the edition in force on
/// its day.
enum ReadModelVersion {
  static func isCurrent(_ db: Connection) throws -> Bool {
    try db.value("SELECT version FROM readModel", as: Int.self) == ReadModel.version
  }

  /// - Parameters:
  ///   - marks: creates the triggers on the tables, which go with a table that is made anew.
  ///   - storeExtension: whose tables follow from the rows.
  static func refresh(
    _ db: Connection, marks: String, _ storeExtension: (any StoreExtension)?
  ) throws {
    // Another process may have done it since this one looked.
    guard try !isCurrent(db) else { return }
    try RecordState.rebuild(db)
    try makeTables(db)
    try db.script(marks)
    try ReadModelTables.fill(db)
    try storeExtension?.remake(db)
    try db.send("UPDATE readModel SET version = ?", [ReadModel.version])
  }

  private static func makeTables(_ db: Connection) throws {
    for view in ReadModel.views { try db.script("DROP VIEW IF EXISTS \(view.name)") }
    for table in ReadModel.tables where try db.hasTable(table.name) {
      // Row by row, so that what people are told by alerts is compared with the new rows.
      try db.send("DELETE FROM \(table.name)")
      try db.script("DROP TABLE \(table.name)")
    }
    try db.script("DELETE FROM rowDigest; DELETE FROM readModelColumn")
    for table in ReadModel.tables {
      try db.script(table.definition)
      for column in table.columns {
        try db.send(
          "INSERT INTO readModelColumn VALUES (?, ?, ?, ?)",
          [table.name, column.name, column.storedWords, column.meaning])
      }
    }
    for view in ReadModel.views { try db.script(view.definition) }
  }
}
