/// Keeps the cost of one request from growing with what others have sent.
extension Schema {
  // `logByScope`: an exchange reads the logs of its two scopes, not of every site.
  // `entryAsideByLog`, `quarantineWaiting`: unmerged entries are counted and listed without a pass
  // over all of them.
  static let countedIndexes = """
    CREATE INDEX logByScope ON log (scope, id);
    CREATE INDEX entryAsideByLog ON entry (log, state) WHERE state <> 0;
    CREATE INDEX quarantineWaiting ON quarantine (since, log, sequence) WHERE decision IS NULL;

    """

  // What each device has sent per day, so that none fills the disk.
  static let deviceDay = """
    CREATE INDEX announcementByReplica ON announcement (replica);
    CREATE TABLE deviceDay (
      replica BLOB NOT NULL CHECK (length(replica) = 16),
      day INTEGER NOT NULL,
      mergedBytes INTEGER NOT NULL DEFAULT 0,
      asideBytes INTEGER NOT NULL DEFAULT 0,
      logs INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (replica, day)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deviceDayByDay ON deviceDay (day);

    """

  // Incidents that may be the same event have equal or similar values in these columns.
  static let likenessIndex = """
    CREATE INDEX incidentByLikeness
      ON incident (modality, individuals, discoveredOn, id)
      WHERE modality IS NOT NULL AND discoveredOn IS NOT NULL AND status <> 'void';
    CREATE INDEX incidentByDay ON incident (discoveredOn, id)
      WHERE modality IS NOT NULL AND discoveredOn IS NOT NULL AND status <> 'void';
    CREATE INDEX incidentById ON incident (id);
    CREATE TABLE decidedLink (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      other TEXT NOT NULL,
      incident TEXT NOT NULL,
      PRIMARY KEY (ownerRow, other)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decidedLinkByIncident ON decidedLink (incident, other);

    """

  // What the search for themes reads of an incident.
  static let themeSubject = """
    CREATE TABLE themeSubject (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      incident TEXT NOT NULL,
      site TEXT NOT NULL,
      nation TEXT NOT NULL,
      discoveredOn TEXT NOT NULL,
      equipment TEXT,
      fault TEXT,
      cause TEXT,
      category TEXT,
      individuals INTEGER NOT NULL,
      PRIMARY KEY (ownerRow)
    ) STRICT;
    CREATE INDEX themeSubjectByDay ON themeSubject (discoveredOn, incident);

    """
}
