/// The tables of a centre about its records: alerts and messages, changes, counts and themes. A site's
/// store has none of them.
extension Schema {
  static let alerts = """
    CREATE TABLE subscription (
      id TEXT NOT NULL PRIMARY KEY,
      role TEXT NOT NULL,
      site TEXT,
      channel TEXT NOT NULL CHECK (channel IN ('email', 'webhook')),
      address TEXT NOT NULL,
      secret BLOB,
      createdAt INTEGER NOT NULL,
      endedAt INTEGER
    ) STRICT;
    CREATE TABLE told (
      subject TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE toldDay (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      states TEXT,
      digest TEXT
    ) STRICT;
    INSERT INTO toldDay (id) VALUES (1);
    CREATE TABLE message (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      subscription TEXT NOT NULL REFERENCES subscription (id),
      kind TEXT NOT NULL CHECK (kind IN ('change', 'digest')),
      tidings TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      firstAttemptAt INTEGER,
      nextAttemptAt INTEGER NOT NULL DEFAULT 0,
      sentAt INTEGER,
      givenUpAt INTEGER,
      failure TEXT,
      CHECK (sentAt IS NULL OR givenUpAt IS NULL)
    ) STRICT;
    CREATE INDEX messageWaiting ON message (nextAttemptAt, id)
      WHERE sentAt IS NULL AND givenUpAt IS NULL;
    """

  /// When each record arrived and last changed, and the text that a search looks through.
  static let recordChanges = """
    CREATE TABLE recordChange (
      ownerRow INTEGER PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      change INTEGER NOT NULL UNIQUE CHECK (change > 0),
      addedAt INTEGER NOT NULL,
      changedAt INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE recordText (
      ownerRow INTEGER PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      text TEXT NOT NULL
    ) STRICT;
    INSERT INTO recordChange (ownerRow, change, addedAt, changedAt)
      SELECT record, row_number() OVER (ORDER BY max(receivedAt), record), min(receivedAt),
        max(receivedAt)
      FROM entry
      WHERE record IS NOT NULL AND EXISTS (SELECT 1 FROM identity WHERE side = 'centre')
      GROUP BY record;
    """

  static let keptCounts = """
    CREATE TABLE keptCount (
      subject TEXT NOT NULL,
      month TEXT NOT NULL,
      site TEXT NOT NULL,
      value TEXT NOT NULL,
      number INTEGER NOT NULL,
      PRIMARY KEY (subject, month, site, value)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX keptCountEmpty ON keptCount (number) WHERE number = 0;
    """

  static let answerForms = """
    CREATE TABLE answerForm (
      authority TEXT NOT NULL PRIMARY KEY,
      bytes BLOB NOT NULL,
      importedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  static let keptThemes = """
    CREATE TABLE themeWindow (
      ground TEXT NOT NULL,
      groupKey TEXT NOT NULL,
      firstDay TEXT NOT NULL,
      lastDay TEXT NOT NULL,
      id TEXT NOT NULL,
      incidents INTEGER NOT NULL,
      individuals INTEGER NOT NULL,
      sites TEXT NOT NULL,
      nations TEXT NOT NULL,
      categories TEXT NOT NULL,
      words TEXT NOT NULL,
      PRIMARY KEY (ground, groupKey, firstDay)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX themeWindowByStrength ON themeWindow (individuals DESC, id);
    CREATE INDEX themeWindowById ON themeWindow (id);
    CREATE TABLE themeTouched (
      ground TEXT NOT NULL,
      groupKey TEXT NOT NULL,
      PRIMARY KEY (ground, groupKey)
    ) STRICT, WITHOUT ROWID;
    """
}
