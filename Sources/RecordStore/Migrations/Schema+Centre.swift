/// The tables of a centre: people, devices and what they did. A site's store has none of them.
extension Schema {
  static let people = """
    CREATE TABLE person (
      id TEXT NOT NULL PRIMARY KEY,
      email TEXT NOT NULL COLLATE NOCASE UNIQUE,
      role TEXT NOT NULL,
      password TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      endedAt INTEGER
    ) STRICT;
    CREATE TABLE session (
      hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
      person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
      formToken TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      usedAt INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE apiToken (
      id TEXT NOT NULL PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
      role TEXT NOT NULL,
      name TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      expiresAt INTEGER,
      revokedAt INTEGER
    ) STRICT;
    """

  static let devices = """
    CREATE TABLE enrolmentCode (
      hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
      site TEXT NOT NULL,
      role TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL,
      usedAt INTEGER,
      usedBy BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE device (
      replica BLOB NOT NULL PRIMARY KEY CHECK (length(replica) = 16),
      publicKey BLOB NOT NULL CHECK (length(publicKey) = 32),
      site TEXT NOT NULL,
      role TEXT NOT NULL,
      name TEXT NOT NULL,
      enrolledAt INTEGER NOT NULL,
      lastSync INTEGER,
      revokedAt INTEGER,
      revokedWhy TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deviceBySite ON device (site);
    CREATE TABLE announcement (
      log BLOB NOT NULL PRIMARY KEY CHECK (length(log) = 16),
      replica BLOB NOT NULL,
      sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE usedNonce (
      replica BLOB NOT NULL,
      nonce BLOB NOT NULL,
      expiresAt INTEGER NOT NULL,
      PRIMARY KEY (replica, nonce)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX usedNonceByExpiry ON usedNonce (expiresAt);
    """

  static let accesses = """
    CREATE TABLE access (
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      role TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL
    ) STRICT;
    CREATE INDEX accessByTime ON access (at);
    """

  /// The states of a device's store that it has reported.
  static let deviceLine = """
    CREATE TABLE deviceLine (
      replica BLOB NOT NULL CHECK (length(replica) = 16),
      line INTEGER NOT NULL,
      token INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (replica, line)
    ) STRICT, WITHOUT ROWID;
    """

  /// The label that represents a person in the history, and invitations.
  static let labelsAndInvitations = """
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
    """

  static let accessIndexes = """
    CREATE INDEX accessByWho ON access (who, id);
    CREATE INDEX accessBySubject ON access (subject, id);
    """

  static let viewsAndCalendars = """
    CREATE TABLE savedView (
      person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      PRIMARY KEY (person, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE calendarFeed (
      person TEXT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
      hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
      createdAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
