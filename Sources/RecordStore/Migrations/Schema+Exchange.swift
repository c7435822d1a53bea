internal import GRDB

extension Schema {
  /// What the exchange remembers from one attempt to the next.
  static func registerExchange(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0026 batch size") { db in
      try db.execute(sql: "ALTER TABLE syncState ADD COLUMN batchBytes INTEGER")
    }
  }
}
