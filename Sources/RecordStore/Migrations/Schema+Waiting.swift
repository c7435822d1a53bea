internal import Storage

extension Schema {
  static func registerJoining(_ migrator: inout Migrator) {
    migrator.register("0051 devices that joined again") { db in
      try db.script("ALTER TABLE device ADD COLUMN joinedAgainAt INTEGER")
    }
  }

  /// Of two copies of a store that enrol with one code, the second is recognised by its attempt.
  static func registerAttempts(_ migrator: inout Migrator) {
    migrator.register("0053 attempts to enrol") { db in
      try db.script(
        """
        ALTER TABLE syncState ADD COLUMN attempt BLOB;
        ALTER TABLE enrolmentCode ADD COLUMN attempt BLOB;
        """)
    }
  }

  /// Entries that wait for another entry are counted by log, separately from those that wait for a
  /// person.
  static func registerWaiting(_ migrator: inout Migrator) {
    migrator.register("0052 waiting entries by log and reason") { db in
      try db.script(
        """
        CREATE INDEX quarantineByLog ON quarantine (log, reason) WHERE decision IS NULL;
        """)
    }
  }
}
