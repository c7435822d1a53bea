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

  /// The marks of the plain tables.
  static let engineReadModelMarks = """
    CREATE TRIGGER markedAdded AFTER INSERT ON notification
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markNotifications();
    CREATE TRIGGER markedUpdated AFTER UPDATE ON notification
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markNotifications();
    CREATE TRIGGER markedRemoved AFTER DELETE ON notification
      REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markNotifications();
    CREATE TRIGGER markedAdded AFTER INSERT ON conflict
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markConflicts();
    CREATE TRIGGER markedUpdated AFTER UPDATE ON conflict
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markConflicts();
    CREATE TRIGGER markedRemoved AFTER DELETE ON conflict
      REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markConflicts();

    """

  /// A trigger for each row was a tenth of what a new record costs the database; one for each statement marks
  /// all its rows at once. Rows that wait for a decision are few, and keep theirs.
  static let marksOfStatements =
    """
    CREATE FUNCTION markNotifications() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO pendingAlert SELECT 'notification', ownerRow, site, incident FROM changed
        ON CONFLICT DO NOTHING;
      RETURN NULL;
    END $$;
    CREATE FUNCTION markConflicts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO pendingAlert SELECT 'conflict', ownerRow, site, record FROM changed
        ON CONFLICT DO NOTHING;
      RETURN NULL;
    END $$;
    CREATE FUNCTION markRecords() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO changedRecord SELECT id FROM changed ON CONFLICT DO NOTHING;
      IF TG_OP = 'UPDATE' THEN
        DELETE FROM recordText WHERE ownerRow = ANY (ARRAY (SELECT id FROM changed));
      END IF;
      RETURN NULL;
    END $$;
    DROP TRIGGER marked ON record;
    CREATE TRIGGER markedAdded AFTER INSERT ON record
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markRecords();
    CREATE TRIGGER markedUpdated AFTER UPDATE ON record
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION markRecords();
    DROP TRIGGER IF EXISTS marked ON notification;
    DROP TRIGGER IF EXISTS marked ON conflict;

    """ + engineReadModelMarks

  /// Rows that a record owns refer to it in a file alone; see `PostgresSchema`.
  static let ownersWithoutReferences = """
    DO $$
    DECLARE found pg_catalog.record;
    BEGIN
      FOR found IN
        SELECT conrelid::regclass AS place, conname FROM pg_constraint
        WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
          AND confrelid = 'record'::regclass AND conrelid <> 'entry'::regclass
      LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.place, found.conname);
      END LOOP;
    END $$;
    """

  /// A changed row is another row to PostgreSQL. Where its page has room for it and no indexed value
  /// changed, the indexes stay as they are: `incident` has nine, and to write into all of them was a sixth
  /// of what an edit cost. Records are edited soon after they are made, so each page has room for every row
  /// of it once more.
  static let roomForChangedRows = ["incident", "notification", "themeSubject"].map {
    "ALTER TABLE IF EXISTS \($0) SET (fillfactor = 50);"
  }.joined(separator: "\n")

  /// What the plain tables of an engine get when they are made.
  static let engineReadModel = engineReadModelMarks + roomForChangedRows

  /// A function is assumed to return a thousand rows, and to join so many PostgreSQL reads whole tables:
  /// each exchange of ten entries read every incident a dozen times.
  static let givenRecordsAreFew = "ALTER FUNCTION json_each(text) ROWS 1;"

  static let files = """
    CREATE TABLE storeFile (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL);

    """
}
