public import IRMER
public import RecordStore
public import Records

// Lists read the plain tables: they cost no more than what they show.

extension SiteClient {
  /// Every incident, or those of one outcome, in the order in which they came to this store.
  public func incidents(_ outcome: Assessment.Outcome? = nil) throws(SiteError) -> [ListedIncident]
  {
    try storing { () throws(StoreError) in try store.listedIncidents(outcome) }
  }

  /// The incidents that came to this store last, at most so many, in the order in which they came.
  public func incidents(last limit: Int) throws(SiteError) -> [ListedIncident] {
    try storing { () throws(StoreError) in try store.listedIncidents(last: limit) }
  }

  /// How many incidents this store holds.
  public func incidentNumber() throws(SiteError) -> Int {
    try storing { () throws(StoreError) in try store.count(IncidentQuery()) }
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

  /// Every audit, in the order in which they came to this store.
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
