public import IRMER
internal import RecordStore
internal import RecordTables
public import Records

// Lists read the plain tables: they cost no more than what they show.

extension SiteClient {
  /// Every incident, or those of one outcome, in the order in which they arrived in this store.
  public func incidents(_ outcome: Assessment.Outcome? = nil) throws(SiteError) -> [ListedIncident]
  {
    try storing { () throws(StoreError) in try store.listedIncidents(outcome) }
  }

  /// Some of the incidents that a search finds, in its order, and how many there are in all.
  ///
  /// - Parameter today: from which deadlines are counted.
  public func incidents(
    matching search: IncidentSearch, on today: CalendarDate, offset: Int = 0, limit: Int = .max
  ) throws(SiteError) -> IncidentPage {
    try storing { () throws(StoreError) in
      try store.incidents(matching: search, on: today, offset: offset, limit: limit)
    }
  }

  /// Each incident that a search finds, one after the other, in its order, however many there are: few are
  /// held at once. Reads on the caller's thread.
  ///
  /// - Parameters:
  ///   - today: from which deadlines are counted.
  ///   - body: is given the incident, and what reads the whole of it.
  public nonisolated func forEachIncident(
    matching search: IncidentSearch, on today: CalendarDate,
    _ body: (ListedIncident, @escaping () throws(SiteError) -> RecordSnapshot)
      throws(SiteError) -> Void
  ) throws(SiteError) {
    let rows = try storing { () throws(StoreError) in
      try store.incidentRows(matching: search, on: today)
    }
    for start in stride(from: 0, to: rows.count, by: Self.incidentsAtOnce) {
      let part = rows[start..<min(start + Self.incidentsAtOnce, rows.count)]
      let found = try storing { () throws(StoreError) in
        try store.incidents(at: part, matching: search)
      }
      for (row, incident) in found {
        try body(incident) { () throws(SiteError) in
          try storing { () throws(StoreError) in
            RecordSnapshot(try self.store.record(ofIncident: row))
          }
        }
      }
    }
  }

  /// How many incidents are read at a time. No transaction is open while `body` runs: it may use the
  /// store, and may take as long as it likes.
  private static let incidentsAtOnce = 200

  /// The number of incidents in this store.
  public func incidentCount() throws(SiteError) -> Int {
    try storing { () throws(StoreError) in try store.incidentCount() }
  }

  /// The references of a kind of record, or of all incidents and audits.
  public nonisolated func references(of kind: RecordKind?) throws(SiteError) -> [String] {
    try storing { () throws(StoreError) in
      switch kind {
      case RecordKind.incident?: try store.listedIncidents().compactMap(\.incident.reference)
      case RecordKind.audit?: try store.listedAudits().compactMap(\.audit.reference)
      case let kind?:
        try store.records(kind: kind.rawValue).compactMap { RecordSnapshot($0).reference }
      case nil:
        try store.listedIncidents().compactMap(\.incident.reference)
          + store.listedAudits().compactMap(\.audit.reference)
      }
    }
  }

  /// References that more than one record has, each with the identifiers of its records.
  public func sharedReferences() throws(SiteError) -> [String: [String]] {
    try storing { () throws(StoreError) in
      try store.sharedReferences().mapValues { keys in keys.map { "\($0.scope):\($0.record)" } }
    }
  }

  /// Every audit, in the order in which they arrived in this store.
  public func audits() throws(SiteError) -> [ListedAudit] {
    try storing { () throws(StoreError) in try store.listedAudits() }
  }

  /// Records with an open action due by a day.
  public func recordsWithOpenActions(
    dueBy limit: CalendarDate
  ) throws(SiteError) -> [RecordSnapshot] {
    try storing { () throws(StoreError) in
      try store.recordsWithOpenActions(dueBy: limit).map(RecordSnapshot.init)
    }
  }

  /// Records that somebody at another device, or at the centre, has written to.
  public func recordsChangedByOthers() throws(SiteError) -> [RecordSnapshot] {
    try storing { () throws(StoreError) in
      try store.recordsChangedByOthers().map(RecordSnapshot.init)
    }
  }
}
