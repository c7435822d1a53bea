/// The texts of the migrations in ``Schema/migrations``.
enum Schema {
  static let identity = """
    CREATE TABLE identity (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      side TEXT NOT NULL CHECK (side IN ('site', 'centre')),
      privateKey BLOB NOT NULL CHECK (length(privateKey) = 32),
      scope TEXT NOT NULL,
      trust TEXT,
      nation TEXT NOT NULL,
      name TEXT NOT NULL,
      author TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      file TEXT NOT NULL,
      latestTime INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE enrolment (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      server TEXT NOT NULL,
      authority TEXT,
      role TEXT NOT NULL,
      centrePublicKey BLOB NOT NULL,
      enrolledAt INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE syncState (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      lastSync INTEGER,
      clockOffset INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO syncState (id) VALUES (1);
    CREATE TABLE stall (
      code TEXT PRIMARY KEY,
      since INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;

    """

  // `entry` stores its rows by number: in a table without rowid, SQLite moves rows of more than a
  // quarter page to pages of their own. Almost every record is an incident, so the index by kind
  // holds only the others.
  static let logs = """
    CREATE TABLE log (
      id INTEGER PRIMARY KEY,
      log BLOB NOT NULL UNIQUE CHECK (length(log) = 16),
      replica BLOB NOT NULL CHECK (length(replica) = 16),
      scope TEXT NOT NULL,
      descriptor BLOB NOT NULL,
      head INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
      headHash BLOB NOT NULL CHECK (length(headHash) = 32),
      own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),
      open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)),
      signed INTEGER NOT NULL DEFAULT 0,
      unsignedBytes INTEGER NOT NULL DEFAULT 0,
      referenceCount INTEGER NOT NULL DEFAULT 0,
      acknowledged INTEGER NOT NULL DEFAULT 0,
      announced INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX logByReplica ON log (replica);
    CREATE TABLE record (
      id INTEGER PRIMARY KEY,
      scope TEXT NOT NULL,
      uuid BLOB NOT NULL CHECK (length(uuid) = 16),
      kind TEXT NOT NULL,
      reference TEXT,
      state BLOB NOT NULL,
      UNIQUE (uuid, scope)
    ) STRICT;
    CREATE INDEX recordByKind ON record (kind) WHERE kind <> 'incident';
    CREATE INDEX recordByReference ON record (reference) WHERE reference IS NOT NULL;
    CREATE TABLE entry (
      log INTEGER NOT NULL REFERENCES log (id),
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      header BLOB NOT NULL,
      payload BLOB,
      digest BLOB CHECK (digest IS NULL OR length(digest) = 32),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      record INTEGER REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
      receivedAt INTEGER NOT NULL,
      UNIQUE (log, sequence),
      CHECK ((payload IS NULL) <> (digest IS NULL))
    ) STRICT;
    CREATE INDEX entryByRecord ON entry (record) WHERE record IS NOT NULL;
    CREATE INDEX entryApart ON entry (state) WHERE state <> 0;
    CREATE TABLE checkpoint (
      log INTEGER NOT NULL REFERENCES log (id),
      sequence INTEGER NOT NULL,
      signature BLOB NOT NULL CHECK (length(signature) = 64),
      PRIMARY KEY (log, sequence)
    ) STRICT, WITHOUT ROWID;

    """

  static let unmerged = """
    CREATE TABLE quarantine (
      log INTEGER NOT NULL REFERENCES log (id),
      sequence INTEGER NOT NULL,
      reason TEXT NOT NULL,
      since INTEGER NOT NULL,
      decision TEXT CHECK (decision IN ('released', 'kept-out')),
      decidedAt INTEGER,
      decidedBy TEXT,
      why TEXT,
      PRIMARY KEY (log, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE held (
      log BLOB NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      reason TEXT NOT NULL,
      since INTEGER NOT NULL,
      PRIMARY KEY (log, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE fork (
      log BLOB NOT NULL,
      fromSequence INTEGER NOT NULL,
      since INTEGER NOT NULL,
      continuedAs BLOB,
      PRIMARY KEY (log, fromSequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE forkedEntry (
      log BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL,
      header BLOB NOT NULL,
      payload BLOB,
      digest BLOB,
      since INTEGER NOT NULL,
      movedTo BLOB,
      PRIMARY KEY (log, sequence, hash)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE redaction (
      log BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      checkCode INTEGER NOT NULL,
      scope TEXT NOT NULL,
      record BLOB NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (log, sequence, checkCode, scope, record)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE movedEntry (
      originLog BLOB NOT NULL,
      originSequence INTEGER NOT NULL,
      log INTEGER NOT NULL REFERENCES log (id),
      sequence INTEGER NOT NULL,
      PRIMARY KEY (originLog, originSequence, log, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE vouched (
      replica BLOB NOT NULL,
      scope TEXT NOT NULL,
      PRIMARY KEY (replica, scope)
    ) STRICT, WITHOUT ROWID;

    """

}
