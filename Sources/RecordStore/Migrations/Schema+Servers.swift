/// What several servers of one centre must know of each other: in memory each would count for itself.
extension Schema {
  // Names are hashes: they are made of what strangers typed.
  static let attempts = """
    CREATE TABLE failedAttempt (
      name BLOB NOT NULL PRIMARY KEY CHECK (length(name) = 32),
      thousandths INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX failedAttemptByTime ON failedAttempt (at);
    CREATE TABLE signInBegun (
      id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32),
      kind TEXT NOT NULL,
      value TEXT NOT NULL,
      expiresAt INTEGER NOT NULL,
      attemptsLeft INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX signInBegunByExpiry ON signInBegun (kind, expiresAt);

    """

  // A server that was started before a later one migrated the schema must not write there any more, and
  // one whose schema was put back from a copy while it ran must notice that first.
  // `EngineConnection.refuseOtherSchema` calls it in each transaction that changes the record.
  static let refusal = """
    CREATE FUNCTION refuseOther(known bigint, place bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT count(*) FROM grdb_migrations) > known THEN
        RAISE EXCEPTION 'a later version has changed this schema' USING ERRCODE = 'CN001';
      END IF;
      IF place <> (SELECT oid::bigint FROM pg_namespace WHERE nspname = current_schema()) THEN
        RAISE EXCEPTION 'this schema was put back from a copy' USING ERRCODE = 'CN002';
      END IF;
    END $$;

    """
}
