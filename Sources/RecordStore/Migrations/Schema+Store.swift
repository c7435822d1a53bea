/// Tables of the store itself that came after the first version.
extension Schema {
  /// The exchange by stick, as `status` shows it besides the last synchronisation.
  static let bundleState = """
    CREATE TABLE bundleState (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      lastBundle INTEGER
    ) STRICT;
    INSERT INTO bundleState (id) VALUES (1);
    """

  static let readModelVersion = """
    CREATE TABLE readModel (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      version INTEGER NOT NULL
    ) STRICT;
    INSERT INTO readModel VALUES (1, 0);
    """

  static let continuity = """
    CREATE TABLE continuity (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      token TEXT,
      isInside INTEGER NOT NULL DEFAULT 0 CHECK (isInside IN (0, 1)),
      line INTEGER,
      acknowledged INTEGER,
      offered INTEGER,
      offeredFor INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO continuity (id) VALUES (1);
    """

  static let sealingRecipient = """
    CREATE TABLE sealingRecipient (
      publicKey BLOB PRIMARY KEY CHECK (length(publicKey) = 32),
      replica BLOB NOT NULL CHECK (length(replica) = 16),
      sealingKey BLOB NOT NULL CHECK (length(sealingKey) = 32),
      signature BLOB NOT NULL CHECK (length(signature) = 64)
    ) STRICT, WITHOUT ROWID;
    """

  // `subject` is a log, in 16 bytes, or the SHA-256 of a sealed bundle, in 32.
  static let notTaken = """
    CREATE TABLE notTaken (
      subject BLOB NOT NULL PRIMARY KEY CHECK (length(subject) IN (16, 32)),
      reason TEXT NOT NULL,
      since INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // What a store that never joined a centre was told as received, by a receipt that could not be proved.
  static let unprovenReceipts = """
    UPDATE log SET acknowledged = 0
      WHERE acknowledged <> 0 AND NOT EXISTS (SELECT 1 FROM enrolment);
    """

  static let readModelColumn = """
    CREATE TABLE readModelColumn (
      tableName TEXT NOT NULL,
      columnName TEXT NOT NULL,
      storedAs TEXT NOT NULL,
      meaning TEXT NOT NULL,
      PRIMARY KEY (tableName, columnName)
    ) STRICT, WITHOUT ROWID;
    """

  static let rowDigest = """
    CREATE TABLE rowDigest (
      ownerRow INTEGER PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      digest BLOB NOT NULL CHECK (length(digest) = 32)
    ) STRICT;
    """

  static let sharedIdentifier = """
    CREATE TABLE sharedIdentifier (
      uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sharedIdentifier (uuid)
      SELECT uuid FROM record GROUP BY uuid HAVING count(*) > 1;
    """
  static let sharedReference = """
    CREATE TABLE sharedReference (
      reference TEXT NOT NULL PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sharedReference (reference)
      SELECT reference FROM record WHERE reference IS NOT NULL
      GROUP BY reference HAVING count(*) > 1;
    """
}
