internal import GRDB
internal import Records

/// Rebuilds the plain tables where another version of the rules or of the read model wrote them.
///
/// The logs and the records are unchanged; each record is judged again by the edition that it
/// names.
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

  static func isCurrent(_ db: Database) throws -> Bool {
    try Int.fetchOne(db, sql: "SELECT version FROM readModel") == ReadModel.version
  }

  static func refresh(_ db: Database) throws {
    // Another process may have done it since the check.
    guard try !isCurrent(db) else { return }
    try RecordState.rebuild(db)
    try ReadModelTables.rebuild(db)
    try db.execute(sql: "UPDATE readModel SET version = ?", arguments: [ReadModel.version])
  }
}

extension RecordStore {
  /// Brings the plain tables up to this version, in one transaction.
  func refreshReadModel() throws(StoreError) {
    if try read(ReadModelVersion.isCurrent) { return }
    try write(ReadModelVersion.refresh)
  }
}
