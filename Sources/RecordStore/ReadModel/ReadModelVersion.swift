internal import GRDB
internal import Records

/// Makes the plain tables anew where another version of the rules or of the read model wrote them.
///
/// The logs and the records are what they were; each record is judged again by the edition in force on
/// its day.
enum ReadModelVersion {
  static func registerTable(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0006 version of the read model") { db in
      try db.execute(
        sql: """
          CREATE TABLE readModel (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version INTEGER NOT NULL
          ) STRICT;
          INSERT INTO readModel VALUES (1, 0);
          """)
    }
  }

  /// From here on no migration touches the plain tables: their descriptions make them.
  static func registerColumns(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0090 meaning of the read model's columns") { db in
      try db.execute(
        sql: """
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

  static func isCurrent(_ db: Database) throws -> Bool {
    try Int.fetchOne(db, sql: "SELECT version FROM readModel") == ReadModel.version
  }

  /// - Parameter triggers: creates this connection's triggers on the tables, which go with a table that
  ///   is made anew.
  static func refresh(_ db: Database, triggers: String) throws {
    // Another process may have done it since this one looked.
    guard try !isCurrent(db) else { return }
    try RecordState.rebuild(db)
    try makeTables(db)
    try db.execute(sql: triggers)
    try ReadModelTables.fill(db)
    try db.execute(sql: "UPDATE readModel SET version = ?", arguments: [ReadModel.version])
  }

  private static func makeTables(_ db: Database) throws {
    for view in ReadModel.views { try db.execute(sql: "DROP VIEW IF EXISTS \(view.name)") }
    for table in ReadModel.tables where try db.tableExists(table.name) {
      // Row by row, so that what people are told by alerts is compared with the new rows.
      try db.execute(sql: "DELETE FROM \(table.name)")
      try db.execute(sql: "DROP TABLE \(table.name)")
    }
    try db.execute(sql: "DELETE FROM readModelColumn")
    for table in ReadModel.tables {
      try db.execute(sql: table.definition)
      for column in table.columns {
        try db.execute(
          sql: "INSERT INTO readModelColumn VALUES (?, ?, ?, ?)",
          arguments: [table.name, column.name, column.storedWords, column.meaning])
      }
    }
    for view in ReadModel.views { try db.execute(sql: view.definition) }
  }
}
