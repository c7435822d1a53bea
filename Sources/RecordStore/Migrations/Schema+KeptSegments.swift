/// Segments that a centre keeps packed, to copy them into its answers. A segment whose entries change is
/// removed with the change, in the same transaction: what was redacted is not in it afterwards.
extension Schema {
  static let keptSegments = """
    CREATE TABLE keptSegment (
      log INTEGER NOT NULL REFERENCES log (id),
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      frame BLOB NOT NULL,
      PRIMARY KEY (log, first)
    ) STRICT;

    """

  // The range of `first` lets the index find the one segment: none has more entries
  // (`LogSegment.entriesMax`).
  private static let hasEntry =
    "log = OLD.log AND last >= OLD.sequence AND first BETWEEN OLD.sequence - 511 AND OLD.sequence"

  static let keptSegmentTriggers = """
    CREATE TRIGGER entryChanged AFTER UPDATE OF header, payload, digest, state ON entry BEGIN
      DELETE FROM keptSegment WHERE \(hasEntry);
    END;
    CREATE TRIGGER entryRemoved AFTER DELETE ON entry BEGIN
      DELETE FROM keptSegment WHERE \(hasEntry);
    END;
    """

  static let keptSegmentTriggersOfEngine = """
    ALTER TABLE keptSegment ALTER COLUMN frame SET STORAGE EXTERNAL;
    CREATE FUNCTION removeKeptSegment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM keptSegment WHERE \(hasEntry);
      RETURN NULL;
    END $$;
    CREATE TRIGGER entryChanged AFTER UPDATE OF header, payload, digest, state ON entry
      FOR EACH ROW EXECUTE FUNCTION removeKeptSegment();
    CREATE TRIGGER entryRemoved AFTER DELETE ON entry
      FOR EACH ROW EXECUTE FUNCTION removeKeptSegment();
    """

  /// The tables that triggers of an engine write.
  static let tablesOfTriggers = tablesOfMarks.union(["keptSegment"])
}
