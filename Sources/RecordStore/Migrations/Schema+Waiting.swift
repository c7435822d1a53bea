internal import GRDB

extension Schema {
  static func registerJoining(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0051 devices that joined again") { db in
      try db.execute(sql: "ALTER TABLE device ADD COLUMN joinedAgainAt INTEGER")
    }
  }

  /// Entries that wait for another entry are counted by log, however many there wait for a person.
  static func registerWaiting(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("0052 waiting entries by log and reason") { db in
      try db.execute(
        sql: """
          CREATE INDEX quarantineByLog ON quarantine (log, reason) WHERE decision IS NULL;
          """)
    }
  }
}
