internal import Storage

/// The centre's own tables: people, tokens, sessions, enrolment codes, devices, what each device
/// announced, who read and did what, and (in `AlertSchema`) messages waiting to be sent.
///
/// They are in the same SQLite file as the records, so that one backup holds all of it and a
/// message is queued in the same transaction as the change that caused it. Sites never see them.
/// Secrets are stored as hashes; all times are milliseconds since 1970.
package struct Administration: Sendable {
  let store: RecordStore

  /// - Parameter store: the centre's store. Calls block, as the store's own do.
  package init(_ store: RecordStore) { self.store = store }

  static let peopleSchema = """
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

  static let deviceSchema = """
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

  static let recordKeepingSchema = """
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
}

extension Schema {
  static func registerAdministration(_ migrator: inout Migrator) {
    migrator.register("0003 people, tokens and devices") { db in
      try db.script(Administration.peopleSchema)
      try db.script(Administration.deviceSchema)
      try db.script(Administration.recordKeepingSchema)
    }
  }
}

extension QuarantinedEntry {
  /// Whether the entries after it in its log wait with it. Malformed bytes hold nothing up: every
  /// replica detects them itself.
  package var holdsUpItsLog: Bool { reason != Quarantine.malformed }
}
