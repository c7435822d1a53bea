internal import Storage

/// One step of a store's schema.
struct Migration: Sendable {
  typealias Body = @Sendable (Connection, any RecordDomain) throws -> Void

  let name: String
  private let everywhere: Body?
  private let atCentre: Body?

  /// - Parameters:
  ///   - everywhere: what every store gets.
  ///   - atCentre: what a centre's store gets besides.
  init(_ name: String, _ everywhere: String = "", atCentre: String = "") {
    self.name = name
    self.everywhere = Self.body(everywhere)
    self.atCentre = Self.body(atCentre)
  }

  private static func body(_ script: String) -> Body? {
    if script.isEmpty { return nil }
    return { db, _ in try db.script(script) }
  }

  init(_ name: String, body: @escaping Body) {
    (self.name, everywhere, atCentre) = (name, body, nil)
  }

  /// What only the schema of a database server gets.
  init(_ name: String, ofEngine script: String) {
    self.init(name) { db, _ in if db.isEngine { try db.script(script) } }
  }

  /// What a centre's store gets, in a file and in the schema of a database server.
  init(_ name: String, atCentreInFile file: String, inEngine engine: String) {
    (self.name, everywhere) = (name, nil)
    atCentre = { db, _ in try db.script(db.isEngine ? engine : file) }
  }

  func apply(
    _ db: Connection, at side: StoreIdentity.Side, _ domain: any RecordDomain
  ) throws {
    try everywhere?(db, domain)
    if side == .centre { try atCentre?(db, domain) }
  }
}

extension Schema {
  /// Every migration, in order. One that has shipped is never edited, and its name never changes:
  /// later ones only add.
  ///
  /// A site's store gets no table of the centre. It notes those steps as done all the same, so that
  /// every version knows every store by the same names. A site's store of an earlier version has these
  /// tables, empty, and keeps them.
  static let migrations: [Migration] = [
    // The identity of the store; logs, entries and records; quarantine, forks and redactions.
    Migration("0001 logs and records", identity + logs + unmerged),
    // The plain tables as the first version had them; since 0090 their descriptions make them.
    Migration("0002 read model", readModel),
    // People, their sessions and tokens, devices, the access log.
    Migration("0003 people, tokens and devices", atCentre: people + devices + accesses),
    // Subscriptions, what was said last about each subject, the outbox.
    Migration("0004 telling people", atCentre: alerts),
    // When the last bundle of the centre was taken in.
    Migration("0005 last bundle", bundleState),
    // Which version made the plain tables.
    Migration("0006 version of the read model", readModelVersion),
    // The record and the entry that a quarantined entry waits for.
    Migration("0014 what a waiting entry waits for", body: QuarantineColumns.add),
    // The private key leaves the database for a file of its own.
    Migration("0018 key file", body: { db, _ in try KeyMigration.apply(db) }),
    // In which state the store was left: whether it was copied or restored.
    Migration("0019 continuity", continuity),
    // The states of a device's store that it has reported.
    Migration("0020 lines of devices", atCentre: deviceLine),
    // A code may readmit a revoked device.
    Migration(
      "0021 codes that readmit", atCentre: "ALTER TABLE enrolmentCode ADD COLUMN readmits BLOB"),
    // Indexes that bound the work of a request; what each device sends a day.
    Migration("0022 bounded work", countedIndexes, atCentre: deviceDay),
    // Indexes that find similar incidents; what the search for themes reads.
    Migration("0023 index for duplicates and themes", likenessIndex + themeSubject),
    // How large a batch the line carries.
    Migration("0026 batch size", "ALTER TABLE syncState ADD COLUMN batchBytes INTEGER"),
    // Whose keys a bundle is sealed to.
    Migration("0027 keys to seal to", sealingRecipient),
    // When each record arrived and last changed, and its text for a search.
    Migration("0040 changes and texts of records", atCentre: recordChanges),
    // Lists that a person has named, and the address of their calendar.
    Migration("0041 saved views and calendars", atCentre: viewsAndCalendars),
    // Sign-in through an identity provider, one-time passwords and recovery codes.
    Migration("0045 sign-in through a provider, second factor", atCentre: signIn),
    // The label of a person in the history; invitations.
    Migration("0046 labels and invitations", atCentre: labelsAndInvitations),
    // Indexes of the access log.
    Migration("0047 the access log by person and record", atCentre: accessIndexes),
    // What kind of dated duty a row of `action` is; rows were made again after it.
    Migration(
      "0050 kinds of dated duties",
      "ALTER TABLE action ADD COLUMN duty TEXT NOT NULL DEFAULT 'action'"),
    // When a device used another code than its first.
    Migration(
      "0051 devices that joined again",
      atCentre: "ALTER TABLE device ADD COLUMN joinedAgainAt INTEGER"),
    // Entries that wait for another entry are counted apart from those that wait for a person.
    Migration(
      "0052 waiting entries by log and reason",
      "CREATE INDEX quarantineByLog ON quarantine (log, reason) WHERE decision IS NULL;"),
    // Of two copies of a store that enrol with one code, the second is recognised by its attempt.
    Migration(
      "0053 attempts to enrol", "ALTER TABLE syncState ADD COLUMN attempt BLOB",
      atCentre: "ALTER TABLE enrolmentCode ADD COLUMN attempt BLOB"),
    // Reporters of sites, their unfinished answers and their records.
    Migration("0080 logging at the centre", atCentre: logging),
    // From which month a chart's limits begin anew.
    Migration("0081 limits of charts that begin anew", atCentre: chartRebasing),
    // What each column of the plain tables means, for people with SQL.
    Migration("0090 meaning of the read model's columns", readModelColumn),
    // What a record's rows were when they were written last.
    Migration("0091 digests of the read model's rows", rowDigest),
    // Marks of changes as tables and triggers, and the files beside a store.
    Migration("0110 marks and files in an engine's schema", ofEngine: marks + files),
    // A store that was moved is not written any more.
    Migration("0111 where a store was moved to", movedStore),
    // Payloads that begin with a zero are distinguished from packed ones.
    Migration("0120 payloads may be packed", body: { db, _ in try EntryTable.repack(db) }),
    // How many rows there are by subject, month, site and value.
    Migration("0150 kept counts", atCentre: keptCounts),
    // UUIDs under which two sites have a record.
    Migration("0151 shared identifiers", sharedIdentifier),
    // What several servers of one centre must know of each other.
    Migration("0160 failed attempts and sign-ins begun", atCentre: attempts),
    // An earlier program does not write a later schema, nor one that was put back.
    Migration("0161 another schema is refused", ofEngine: refusal),
    // The windows that the search for themes finds.
    Migration("0190 kept themes", atCentre: keptThemes),
    // The questions of an authority's own form, as the trust wrote them down.
    Migration("0200 forms of authorities", atCentre: answerForms),
    // Whether the centre reads segments packed with references across logs.
    Migration(
      "0205 what the centre reads",
      "ALTER TABLE syncState ADD COLUMN readsAcross INTEGER NOT NULL DEFAULT 0"),
    // Tables that had names of their own beside those that the code gives their rows.
    Migration(
      "0210 plain names of tables", plainNames, atCentre: plainNamesOfAlerts),
    Migration("0211 plain names of marks", ofEngine: plainNamesOfMarks),
    // What is asked of some records reads their rows by index, however many others there are.
    Migration("0212 given records are few", ofEngine: givenRecordsAreFew),
    // What a statement changed is marked at once, not row by row.
    Migration("0213 marks of statements", ofEngine: marksOfStatements),
    // The rows of the plain tables are written without a look at their record for each.
    Migration("0214 owners without references", ofEngine: ownersWithoutReferences),
    // References that several records have.
    Migration("0215 shared references", sharedReference),
    // Pages of the plain tables keep room for the rows' next versions.
    Migration("0216 room for changed rows", ofEngine: roomForChangedRows),
    // Which form asked for an enrolment code: one that is sent twice makes one code.
    Migration(
      "0217 forms of enrolment codes",
      atCentre: """
        ALTER TABLE enrolmentCode ADD COLUMN form TEXT;
        CREATE UNIQUE INDEX enrolmentCodeForm ON enrolmentCode (form);
        """),
    // What the centre does not take of what others wrote, and what no centre has received.
    Migration("0218 what the centre does not take", notTaken + unprovenReceipts),
    // Segments of settled entries are kept packed, to be copied into answers.
    Migration(
      "0219 kept segments", atCentreInFile: keptSegments + keptSegmentTriggers,
      inEngine: keptSegments + keptSegmentTriggersOfEngine),
  ]

  /// The steps of a store. Their names are the same at both sides.
  static func migrator(
    for side: StoreIdentity.Side, _ domain: any RecordDomain
  ) -> Migrator {
    var migrator = Migrator()
    for migration in migrations {
      migrator.register(migration.name) { try migration.apply($0, at: side, domain) }
    }
    return migrator
  }

  /// The steps of a store that is there: whether it is a site's or a centre's, it says itself. A
  /// database server has centres only.
  static func migrator(
    of database: Database, _ domain: any RecordDomain
  ) throws -> Migrator {
    if database.isEngine { return migrator(for: .centre, domain) }
    return try migrator(for: database.read(StoreIdentity.Side.init) ?? .site, domain)
  }
}
