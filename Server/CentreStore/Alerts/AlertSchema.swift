internal import Storage

/// The triggers that notice changes worth an alert.
enum AlertSchema {
  /// On the connection that writes, and only there: a site's store has none of this cost.
  ///
  /// Every change of one of these tables, from any code, is marked in `untold` within the same
  /// transaction. `ON CONFLICT DO NOTHING`, never `OR IGNORE`: an upsert that fires a trigger sets
  /// aside the triggers' own `OR IGNORE`, and the second change of a row would fail.
  static let marks = tableOfMarks + readModelMarks

  private static let tableOfMarks = """
    PRAGMA temp_store = MEMORY;
    CREATE TEMP TABLE untold (
      kind TEXT NOT NULL, owner INTEGER NOT NULL, site TEXT NOT NULL, record TEXT,
      PRIMARY KEY (kind, owner)
    ) WITHOUT ROWID;
    CREATE TEMP TRIGGER toldQuarantineAdded AFTER INSERT ON main.quarantine BEGIN
      INSERT INTO untold
        SELECT 'quarantine', NEW.log, scope, NULL FROM log WHERE id = NEW.log
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER toldQuarantineDecided AFTER UPDATE ON main.quarantine BEGIN
      INSERT INTO untold
        SELECT 'quarantine', NEW.log, scope, NULL FROM log WHERE id = NEW.log
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER toldQuarantineRemoved AFTER DELETE ON main.quarantine BEGIN
      INSERT INTO untold
        SELECT 'quarantine', OLD.log, scope, NULL FROM log WHERE id = OLD.log
        ON CONFLICT DO NOTHING;
    END;

    """

  /// The marks of the plain tables: they go with a table that is made anew.
  static let readModelMarks = """
    CREATE TEMP TRIGGER toldNotificationAdded AFTER INSERT ON main.notification BEGIN
      INSERT INTO untold
        VALUES ('notification', NEW.ownerRow, NEW.site, NEW.incident)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER toldNotificationChanged AFTER UPDATE ON main.notification BEGIN
      INSERT INTO untold
        VALUES ('notification', NEW.ownerRow, NEW.site, NEW.incident)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER toldNotificationRemoved AFTER DELETE ON main.notification BEGIN
      INSERT INTO untold
        VALUES ('notification', OLD.ownerRow, OLD.site, OLD.incident)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER toldConflictAdded AFTER INSERT ON main.conflict BEGIN
      INSERT INTO untold VALUES ('conflict', NEW.ownerRow, NEW.site, NEW.record)
        ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER toldConflictRemoved AFTER DELETE ON main.conflict BEGIN
      INSERT INTO untold VALUES ('conflict', OLD.ownerRow, OLD.site, OLD.record)
        ON CONFLICT DO NOTHING;
    END;
    """
}
