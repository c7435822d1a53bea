internal import Storage

/// The triggers that notice changes worth an alert.
enum AlertSchema {
  /// On the connection that writes, and only there: a site's store has none of this cost.
  ///
  /// Every change of one of these tables, from any code, is marked in `pendingAlert` within the same
  /// transaction. `ON CONFLICT DO NOTHING`, never `OR IGNORE`: an upsert that fires a trigger sets
  /// aside the triggers' own `OR IGNORE`, and the second change of a row would fail.
  static let marks = tableOfMarks + readModelMarks

  private static let tableOfMarks = """
    PRAGMA temp_store = MEMORY;
    CREATE TEMP TABLE pendingAlert (
      kind TEXT NOT NULL, owner INTEGER NOT NULL, site TEXT NOT NULL, record TEXT,
      PRIMARY KEY (kind, owner)
    ) WITHOUT ROWID;
    CREATE TEMP TRIGGER alertQuarantineAdded AFTER INSERT ON main.quarantine BEGIN
      INSERT INTO pendingAlert
        SELECT 'quarantine', NEW.log, scope, NULL FROM log WHERE id = NEW.log
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER alertQuarantineDecided AFTER UPDATE ON main.quarantine BEGIN
      INSERT INTO pendingAlert
        SELECT 'quarantine', NEW.log, scope, NULL FROM log WHERE id = NEW.log
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER alertQuarantineRemoved AFTER DELETE ON main.quarantine BEGIN
      INSERT INTO pendingAlert
        SELECT 'quarantine', OLD.log, scope, NULL FROM log WHERE id = OLD.log
        ON CONFLICT DO NOTHING;
    END;

    """

  /// The marks of the plain tables: they go with a table that is made anew.
  static let readModelMarks = """
    CREATE TEMP TRIGGER alertNotificationAdded AFTER INSERT ON main.notification BEGIN
      INSERT INTO pendingAlert
        VALUES ('notification', NEW.ownerRow, NEW.site, NEW.incident)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER alertNotificationChanged AFTER UPDATE ON main.notification BEGIN
      INSERT INTO pendingAlert
        VALUES ('notification', NEW.ownerRow, NEW.site, NEW.incident)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER alertNotificationRemoved AFTER DELETE ON main.notification BEGIN
      INSERT INTO pendingAlert
        VALUES ('notification', OLD.ownerRow, OLD.site, OLD.incident)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER alertConflictAdded AFTER INSERT ON main.conflict BEGIN
      INSERT INTO pendingAlert VALUES ('conflict', NEW.ownerRow, NEW.site, NEW.record)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER alertConflictRemoved AFTER DELETE ON main.conflict BEGIN
      INSERT INTO pendingAlert VALUES ('conflict', OLD.ownerRow, OLD.site, OLD.record)
        ON CONFLICT DO NOTHING;
    END;
    """
}
