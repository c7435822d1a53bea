internal import Storage

extension Schema {
  /// The label that represents a person in the history, invitations, and the access log by person
  /// and record.
  static func registerPeople(_ migrator: inout Migrator) {
    migrator.register("0046 labels and invitations") { db in
      try db.script(
        """
        ALTER TABLE person ADD COLUMN label TEXT;
        CREATE UNIQUE INDEX personByLabel ON person (label COLLATE NOCASE)
          WHERE label IS NOT NULL;
        CREATE TABLE invitation (
          hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
          email TEXT NOT NULL COLLATE NOCASE,
          role TEXT NOT NULL,
          label TEXT,
          createdAt INTEGER NOT NULL,
          expiresAt INTEGER NOT NULL,
          usedAt INTEGER
        ) STRICT, WITHOUT ROWID;
        """)
    }
    migrator.register("0047 the access log by person and record") { db in
      try db.script(
        """
        CREATE INDEX accessByWho ON access (who, id);
        CREATE INDEX accessBySubject ON access (subject, id);
        """)
    }
  }
}
