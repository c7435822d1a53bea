/// In a schema of an engine, what a SQLite store has on the connection that writes: the marks of changes,
/// here as tables and triggers that every server's transactions use. And the files that a SQLite store
/// has beside it.
extension Schema {
  /// Where a store went that is not to be written any more.
  static let movedStore = """
    CREATE TABLE movedStore (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      place TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    """

  /// The tables that ``marks`` writes.
  static let tablesOfMarks: Set<String> = ["pendingAlert", "changedRecord", "recordText"]

  // `AlertQueue.settle` and `RecordChanges.settle` empty the tables in the same transaction. The
  // type is written out because `record` is a table here.
  static let marks = """
    CREATE TABLE untold (
      kind TEXT NOT NULL, owner INTEGER NOT NULL, site TEXT NOT NULL, record TEXT,
      PRIMARY KEY (kind, owner)
    );
    CREATE TABLE changedRecord (owner INTEGER NOT NULL PRIMARY KEY);
    CREATE FUNCTION markChange() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE changed pg_catalog.record;
    BEGIN
      IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
      IF TG_TABLE_NAME = 'quarantine' THEN
        INSERT INTO untold SELECT 'quarantine', id, scope, NULL FROM log WHERE id = changed.log
          ON CONFLICT DO NOTHING;
      ELSIF TG_TABLE_NAME = 'notification' THEN
        INSERT INTO untold
          VALUES ('notification', changed.ownerrow, changed.site, changed.incident)
          ON CONFLICT DO NOTHING;
      ELSIF TG_TABLE_NAME = 'conflict' THEN
        INSERT INTO untold VALUES ('conflict', changed.ownerrow, changed.site, changed.record)
          ON CONFLICT DO NOTHING;
      ELSE
        INSERT INTO changedRecord VALUES (changed.id) ON CONFLICT DO NOTHING;
        DELETE FROM recordText WHERE ownerRow = changed.id;
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON quarantine
      FOR EACH ROW EXECUTE FUNCTION markChange();
    CREATE TRIGGER marked AFTER INSERT OR UPDATE ON record
      FOR EACH ROW EXECUTE FUNCTION markChange();

    """

  /// The marks of the plain tables: they go with a table that is made anew.
  static let engineReadModelMarks = """
    CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON notification
      FOR EACH ROW EXECUTE FUNCTION markChange();
    CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON conflict
      FOR EACH ROW EXECUTE FUNCTION markChange();
    """

  /// A function is assumed to return a thousand rows, and to join so many PostgreSQL reads whole tables:
  /// each exchange of ten entries read every incident a dozen times.
  static let givenRecordsAreFew = "ALTER FUNCTION json_each(text) ROWS 1;"

  static let files = """
    CREATE TABLE storeFile (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL);

    """
}
