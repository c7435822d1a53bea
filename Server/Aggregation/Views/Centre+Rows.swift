package import IRMER
internal import RecordStore
package import Records
package import Replication

/// What the centre's records give to its lists, at one moment.
///
/// Computed from the merged records by the same code that fills the read model.
package struct TrustRows: Sendable {
  package var incidents: [IncidentRow] = []
  package var notifications: [NotificationRow] = []
  package var audits: [AuditRow] = []
  package var actions: [ActionRow] = []
  package var conflicts: [ConflictRow] = []
  /// The records of themes.
  package var themes: [RecordSnapshot] = []
  /// What the search for themes knows of each incident.
  package var subjects: [ThemeSubject] = []

  package init() {}

  mutating func add(_ rows: ReadModelRows) {
    if let incident = rows.incident { incidents.append(incident) }
    if let notification = rows.notification { notifications.append(notification) }
    if let audit = rows.audit { audits.append(audit) }
    actions += rows.actions
    conflicts += rows.conflicts
  }

  /// Themes by their identifiers.
  package var themesByID: [String: ThemeView] {
    Dictionary(
      themes.map { ("\($0.id)", ThemeView($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The actions of each record.
  var actionsByRecord: [String: [ActionRow]] { Dictionary(grouping: actions, by: \.record) }
}

extension Centre {
  /// The day in London: the clocks of the guidance count calendar days there.
  package var today: CalendarDate { moment.londonDay }
  package var moment: Moment { Moment(milliseconds: now()) }

  /// The rows of every record, as they stand.
  package func rows() async throws -> TrustRows {
    try await reading { centre in
      let version = StoreVersion(
        frontier: try centre.store.frontier(), apart: try centre.store.quarantine().count)
      if let known = centre.cachedRows.value(for: version) { return known }
      var rows = TrustRows()
      try centre.store.forEachRecord { record in
        let snapshot = RecordSnapshot(
          id: record.id, kind: record.kind, scope: record.scope, state: record.state)
        rows.add(ReadModel.rows(for: snapshot))
        switch snapshot.kind {
        case .theme: rows.themes.append(snapshot)
        case .incident:
          if let subject = IncidentView(snapshot).themeSubject { rows.subjects.append(subject) }
        default: break
        }
      }
      centre.cachedRows.keep(rows, for: version)
      return rows
    }
  }

  /// One record as it stands, by its UUID or reference.
  ///
  /// - Throws: ``UnknownRecord`` when there is none.
  package func snapshot(named name: String) async throws -> RecordSnapshot {
    try await reading { try $0.readSnapshot(named: name) }
  }

  func readSnapshot(named name: String) throws -> RecordSnapshot {
    do {
      let record = try store.record(named: name)
      return RecordSnapshot(
        id: record.id, kind: record.kind, scope: record.scope, state: record.state)
    } catch .unknown {
      throw UnknownRecord()
    }
  }

  /// Every record of a kind, in the order in which they came.
  package func snapshots(of kind: RecordKind) async throws -> [RecordSnapshot] {
    try await reading { centre in
      try centre.store.records(kind: kind.rawValue).map { record in
        RecordSnapshot(
          id: record.id, kind: record.kind, scope: record.scope, state: record.state)
      }
    }
  }

  /// Where each log is written: the site of its device, or the trust for the centre's own.
  package func origins() async throws -> [LogID: LogOrigin] {
    try await reading { centre in
      let own = centre.store.identity.replica
      let names = Dictionary(
        try centre.administration.devices().map { ($0.replica, $0) }, uniquingKeysWith: { $1 })
      let pairs = try centre.store.ledger().map { log in
        let site =
          log.replica == own ? centre.trust.code : names[log.replica]?.site ?? log.scope.code
        return (log.log, LogOrigin(site: site, replica: log.replica.description))
      }
      return Dictionary(pairs, uniquingKeysWith: { $1 })
    }
  }
}

/// There is no record of that name.
package struct UnknownRecord: Error {
  package init() {}
}

/// What tells one state of the merged records from another: how far every log goes, and how much
/// of that is apart.
struct StoreVersion: Hashable, Sendable {
  let frontier: Frontier
  let apart: Int
}
