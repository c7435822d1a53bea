internal import FoundationEssentials
internal import IRMER
internal import RecordStore
internal import Records
internal import Storage

/// Queues alerts in the same transaction as the change that caused them (a transactional outbox).
///
/// The table `alertState` holds the state of each subject in its last alert. A different state is a
/// change: the row is replaced, and one message for each subscription that it concerns is written
/// with it. A crash leaves the change, its row and its messages, or none of them.
struct AlertQueue {
  let now: Int64

  private var today: CalendarDate { Moment(milliseconds: now).londonDay }

  /// Queues alerts about what the transaction has changed so far.
  ///
  /// - Parameter marked: what ``marks`` finds.
  func settle(_ marked: Rows, _ db: Connection) throws {
    guard !marked.isEmpty else { return }
    try db.send("DELETE FROM pendingAlert")
    var subscribers = SubscriberList(now: now)
    let sites = try marked.map { try $0["site"] as String }
    let ahead = try Self.queries(marked) + SubscriberList.queries(sites)
    db.readAhead(ahead)
    let rows = try MarkedRows(marked, db)
    let alerts = try marked.compactMap { try alert(of: $0, rows, db) }
    var states = try AlertStates(of: alerts, db)
    // All states before all messages: rows of one kind travel to an engine together.
    let due = try alerts.compactMap { try note($0, &states, db) }
    for message in due { try message.queue(to: &subscribers, db) }
  }

  /// What the transaction has changed so far.
  static let marks = Query("SELECT kind, owner, site, record FROM pendingAlert")

  /// Queues one alert, if its state differs from that of the last alert about the same subject.
  func queue(_ alert: Alert, _ subscribers: inout SubscriberList, _ db: Connection) throws {
    var states = try AlertStates(of: [alert], db)
    try note(alert, &states, db)?.queue(to: &subscribers, db)
  }

  /// An alert whose state is noted, and what is to be sent about it.
  private struct Due {
    let alert: Alert
    /// Of the change; `nil` where only some sites are new to it.
    let number: Int64?
    var places: Set<String> = []

    func queue(to subscribers: inout SubscriberList, _ db: Connection) throws {
      if let number { return try subscribers.queue(alert, number: number, db) }
      try subscribers.queue(alert, at: places, db)
    }
  }

  /// - Returns: `nil` where nobody has to be told.
  private func note(_ alert: Alert, _ states: inout AlertStates, _ db: Connection) throws -> Due? {
    let last = states.last(alert.subject)
    let previous = last?.state
    // A theme that now concerns another site is announced there once, in its present state; earlier
    // recipients get no second message.
    guard previous != alert.state else {
      let new = try states.notePlaces(of: alert, at: now, db)
      return new.isEmpty || alert.isQuiet ? nil : Due(alert: alert, number: nil, places: new)
    }
    guard previous != nil || !alert.isQuiet else { return nil }
    let number = (last?.number ?? 0) + 1
    _ = try states.notePlaces(of: alert, at: now, db)
    try states.note(alert.subject, state: alert.state, number: number, at: now, db)
    var alert = alert
    alert.previous = previous
    return Due(alert: alert, number: number)
  }

  /// What alerts about some marks are made from.
  private static func queries(_ marked: Rows) throws -> [Query] {
    let sites = try Set(
      marked.filter { try $0["kind"] == Alert.Kind.quarantine.rawValue }
        .map { try $0["site"] as String })
    let subjects = try marked.map {
      try Alert.subject($0["kind"], site: $0["site"], record: $0["record"])
    }
    return try MarkedRows.queries(marked) + sites.sorted().map { Query(waitingOfSite, [$0]) }
      + [AlertStates.query(Set(subjects).sorted())]
  }

  private static let waitingOfSite = """
    SELECT 1 FROM log JOIN quarantine ON quarantine.log = log.id
    WHERE log.scope = ? AND decision IS NULL LIMIT 1
    """

  private func alert(of mark: Row, _ rows: MarkedRows, _ db: Connection) throws -> Alert? {
    guard let kind = try Alert.Kind(rawValue: mark["kind"]) else { return nil }
    let (owner, site) = try (mark["owner"] as Int64, mark["site"] as String)
    switch kind {
    case .notification:
      if let row = rows.notifications[owner] { return try notification(row, db) }
      let alert = Alert(.notification, site: site, state: Alert.none)
      return try about(rows.records[owner], alert, mark, db)
    case .conflict:
      let isOpen = rows.inConflict.contains(owner)
      let alert = Alert(.conflict, site: site, state: isOpen ? "in-conflict" : "settled")
      return try about(rows.records[owner], alert, mark, db)
    case .quarantine:
      let waits = try db.first(Self.waitingOfSite, [site]) != nil
      return Alert(.quarantine, site: site, state: waits ? "waiting" : "decided")
    case .coverage, .figure, .test: return nil
    }
  }

  /// Adds the record that it is about.
  private func about(
    _ row: Row?, _ alert: Alert, _ mark: Row, _ db: Connection
  ) throws -> Alert {
    var alert = alert
    (alert.record, alert.recordKind) = try (mark["record"], row?["kind"])
    alert.reference = try row?["reference"]
    return try placed(alert, owner: mark["owner"], db)
  }

  /// Adds the sites that it concerns, where the record is a theme of the trust.
  func placed(_ alert: Alert, owner: Int64, _ db: Connection) throws -> Alert {
    guard alert.recordKind == RecordKind.theme.rawValue else { return alert }
    let statement = "SELECT \(StoredRecord.columns) FROM record WHERE id = ?"
    guard let row = try db.first(statement, [owner]) else { return alert }
    let record = try StoredRecord(row, db)
    let theme = ThemeView(
      RecordSnapshot(
        id: record.id, kind: record.kind, scope: record.scope, state: record.state))
    var alert = alert
    alert.places = Set(theme.sites)
    return alert
  }

  static let notifications = """
    SELECT ownerRow, incident, reference, site, step, outcome, notifyBy, reportBy, authority,
      (SELECT kind FROM record WHERE record.id = ownerRow) AS recordKind
    FROM notification
    """

  func notification(_ row: Row, _ db: Connection) throws -> Alert {
    let clocks = try NotificationClocks(
      step: row["step"], outcome: row["outcome"], notifyBy: row["notifyBy"],
      reportBy: row["reportBy"])
    let state = clocks.state(on: today)
    var alert = try Alert(
      .notification, site: row["site"], record: row["incident"], recordKind: row["recordKind"],
      reference: row["reference"], state: state.rawValue)
    alert.deadline =
      switch state {
      case .undetermined, .due, .overdue: try row["notifyBy"]
      case .notified, .reportDue, .reportOverdue: try row["reportBy"]
      case .reportSent, .withAuthority, .closed: nil
      }
    return try placed(alert, owner: row["ownerRow"], db)
  }

  /// The alert with what a digest says of its clock: 7, 3 and 1 days before the last day, and after
  /// it.
  func warned(_ row: Row, _ db: Connection) throws -> Alert {
    var alert = try notification(row, db)
    let (step, outcome): (NotificationStep, Assessment.Outcome) =
      try (row["step"], row["outcome"])
    let clocks = try NotificationClocks(
      step: step, outcome: outcome, notifyBy: row["notifyBy"], reportBy: row["reportBy"])
    let isUnnotified = step == NotificationStep.none
    guard let left = clocks.daysLeft(on: today),
      let warning = ClockWarning(
        daysLeft: left, isUndecided: isUnnotified && outcome == .undetermined)
    else { return alert }
    let authority: Authority = try row["authority"]
    alert.warning = warning.displayText(
      duty: isUnnotified ? "notify \(authority)" : "send the report to \(authority)",
      last: today.adding(days: left))
    return alert
  }
}
