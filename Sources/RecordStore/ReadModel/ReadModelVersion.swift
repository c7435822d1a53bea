internal import Records
internal import Storage

/// Makes the plain tables anew where another version of the rules or of the read model wrote them.
///
/// The logs and the records are what they were; each record is judged again by the edition in force on
/// its day.
enum ReadModelVersion {
  static func registerTable(_ migrator: inout Migrator) {
    migrator.register("0006 version of the read model") { db in
      try db.script(
        """
        CREATE TABLE readModel (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          version INTEGER NOT NULL
        ) STRICT;
        INSERT INTO readModel VALUES (1, 0);
        """)
    }
  }

  /// From here on no migration touches the plain tables: their descriptions make them.
  static func registerColumns(_ migrator: inout Migrator) {
    migrator.register("0090 meaning of the read model's columns") { db in
      try db.script(
        """
        CREATE TABLE readModelColumn (
          tableName TEXT NOT NULL,
          columnName TEXT NOT NULL,
          storedAs TEXT NOT NULL,
          meaning TEXT NOT NULL,
          PRIMARY KEY (tableName, columnName)
        ) STRICT, WITHOUT ROWID;
        """)
    }
  }

  static func isCurrent(_ db: Connection) throws -> Bool {
    try db.value("SELECT version FROM readModel", as: Int.self) == ReadModel.version
  }

  /// - Parameter triggers: creates this connection's triggers on the tables, which go with a table that
  ///   is made anew.
  static func refresh(_ db: Connection, triggers: String) throws {
    // Another process may have done it since this one looked.
    guard try !isCurrent(db) else { return }
    try RecordState.rebuild(db)
    try makeTables(db)
    try db.script(triggers)
    try ReadModelTables.fill(db)
    try CountTable.fill(db)
    try ThemeTable.fill(db)
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
