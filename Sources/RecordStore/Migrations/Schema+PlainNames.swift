/// Tables of earlier versions, renamed as the code names what their rows hold. The steps that make them
/// keep their first names: a step that has shipped is never edited.
extension Schema {
  static let plainNames = """
    ALTER TABLE stall RENAME TO syncBlocker;
    ALTER TABLE vouched RENAME TO endorsedReplica;
    """

  /// A site's store of an earlier version has these tables, empty, under their first names.
  static let plainNamesOfAlerts = """
    ALTER TABLE told RENAME TO alertState;
    ALTER TABLE toldDay RENAME TO alertDay;
    ALTER TABLE message RENAME COLUMN tidings TO alerts;
    ALTER TABLE message RENAME COLUMN givenUpAt TO failedAt;
    """

  // A function keeps the text of its statements, so it is written again.
  static let plainNamesOfMarks = """
    ALTER TABLE untold RENAME TO pendingAlert;
    CREATE OR REPLACE FUNCTION markChange() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE changed pg_catalog.record;
    BEGIN
      IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
      IF TG_TABLE_NAME = 'quarantine' THEN
        INSERT INTO pendingAlert
          SELECT 'quarantine', id, scope, NULL FROM log WHERE id = changed.log
          ON CONFLICT DO NOTHING;
      ELSIF TG_TABLE_NAME = 'notification' THEN
        INSERT INTO pendingAlert
          VALUES ('notification', changed.ownerrow, changed.site, changed.incident)
          ON CONFLICT DO NOTHING;
      ELSIF TG_TABLE_NAME = 'conflict' THEN
        INSERT INTO pendingAlert VALUES ('conflict', changed.ownerrow, changed.site, changed.record)
          ON CONFLICT DO NOTHING;
      ELSE
        INSERT INTO changedRecord VALUES (changed.id) ON CONFLICT DO NOTHING;
        DELETE FROM recordText WHERE ownerRow = changed.id;
      END IF;
      RETURN NULL;
    END $$;

    """
}
