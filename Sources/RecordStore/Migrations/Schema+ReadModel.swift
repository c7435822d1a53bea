/// The tables for queries with `sqlite3` or a BI tool, as the first version had them. Dates are `YYYY-MM-DD`.
///
/// `ownerRow` is the row of `record` that a row belongs to.
extension Schema {
  static let readModel = incident + notification + audit + action + conflict

  private static let incident = """
    CREATE TABLE incident (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      id TEXT NOT NULL,
      reference TEXT,
      site TEXT NOT NULL,
      status TEXT NOT NULL,
      outcome TEXT NOT NULL,
      nation TEXT,
      modality TEXT,
      discoveredOn TEXT,
      exposedOn TEXT,
      notifyBy TEXT,
      reportBy TEXT,
      authority TEXT NOT NULL,
      codes TEXT NOT NULL,
      complementary TEXT NOT NULL,
      clinicallySignificant TEXT NOT NULL,
      individuals INTEGER NOT NULL,
      department TEXT,
      room TEXT,
      equipment TEXT,
      conflicts INTEGER NOT NULL,
      edition TEXT NOT NULL,
      recordedAt TEXT,
      assessment TEXT NOT NULL,
      PRIMARY KEY (ownerRow)
    ) STRICT;
    CREATE INDEX incidentByNotifyBy ON incident (notifyBy) WHERE notifyBy IS NOT NULL;

    """

  private static let notification = """
    CREATE TABLE notification (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      incident TEXT NOT NULL,
      reference TEXT,
      site TEXT NOT NULL,
      outcome TEXT NOT NULL,
      codes TEXT NOT NULL,
      complementary TEXT NOT NULL,
      authority TEXT NOT NULL,
      discoveredOn TEXT,
      notifyBy TEXT,
      reportBy TEXT,
      step TEXT NOT NULL,
      submittedOn TEXT,
      reportSentOn TEXT,
      withAuthorityOn TEXT,
      closedOn TEXT,
      inspectorContactedOn TEXT,
      inConflict INTEGER NOT NULL CHECK (inConflict IN (0, 1)),
      reasons TEXT NOT NULL,
      PRIMARY KEY (ownerRow)
    ) STRICT;

    """

  private static let audit = """
    CREATE TABLE audit (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      id TEXT NOT NULL,
      reference TEXT,
      site TEXT NOT NULL,
      title TEXT NOT NULL,
      programmeYear TEXT,
      modality TEXT,
      cycle INTEGER NOT NULL,
      status TEXT NOT NULL,
      standards INTEGER NOT NULL,
      standardsMet INTEGER NOT NULL,
      standardsNotMet INTEGER NOT NULL,
      firstReportDue TEXT,
      firstReportIssued TEXT,
      firstReportReceived TEXT,
      secondReportDue TEXT,
      secondReportIssued TEXT,
      secondReportReceived TEXT,
      reAuditDue TEXT,
      reAuditIssued TEXT,
      reAuditReceived TEXT,
      reAudit TEXT,
      teamGaps TEXT NOT NULL,
      missing TEXT NOT NULL,
      conflicts INTEGER NOT NULL,
      PRIMARY KEY (ownerRow)
    ) STRICT;

    """

  private static let action = """
    CREATE TABLE action (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      id TEXT NOT NULL,
      record TEXT NOT NULL,
      kind TEXT NOT NULL,
      site TEXT NOT NULL,
      owner TEXT,
      due TEXT,
      done TEXT,
      strength TEXT,
      isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
      PRIMARY KEY (ownerRow, id)
    ) STRICT, WITHOUT ROWID;

    """

  private static let conflict = """
    CREATE TABLE conflict (
      ownerRow INTEGER NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
      record TEXT NOT NULL,
      kind TEXT NOT NULL,
      site TEXT NOT NULL,
      path TEXT NOT NULL,
      candidates TEXT NOT NULL,
      PRIMARY KEY (ownerRow, path)
    ) STRICT, WITHOUT ROWID;

    """
}
