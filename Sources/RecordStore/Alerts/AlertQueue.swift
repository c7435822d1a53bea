internal import FoundationEssentials
internal import IRMER
internal import Records
internal import Storage

/// Queues alerts in the same transaction as the change that caused them (a transactional outbox).
///
/// The table `told` holds the state of each subject in its last alert. A different state is a
/// change: the row is replaced, and one message for each subscription that it concerns is written
/// with it. A crash leaves the change, its row and its messages, or none of them.
struct AlertQueue {
  let now: Int64

  private var today: CalendarDate { Moment(milliseconds: now).londonDay }

  /// Queues alerts about what the transaction has changed so far.
  func settle(_ db: Connection) throws {
    let marks = try db.rows("SELECT kind, owner, site, record FROM untold")
    guard !marks.isEmpty else { return }
    try db.send("DELETE FROM untold")
    var subscribers = SubscriberList(now: now)
    for mark in marks {
      guard let alert = try alert(of: mark, db) else { continue }
      try tell(alert, &subscribers, db)
    }
  }

  /// Queues one alert, if its state differs from that of the last alert about the same subject.
  func tell(_ alert: Alert, _ subscribers: inout SubscriberList, _ db: Connection) throws {
    let statement = "SELECT state, number FROM told WHERE subject = ?"
    let last = try db.first(statement, [alert.subject])
    let previous: String? = last?["state"]
    guard previous != alert.state else { return try tellPlaces(of: alert, &subscribers, db) }
    guard previous != nil || !alert.isQuiet else { return }
    let number = (last?["number"] as Int64? ?? 0) + 1
    _ = try newPlaces(of: alert, db)
    try db.send(
      """
      INSERT INTO told (subject, state, number, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (subject) DO UPDATE
        SET state = excluded.state, number = excluded.number, at = excluded.at
      """, [alert.subject, alert.state, number, now])
    var alert = alert
    alert.previous = previous
    try subscribers.tell(alert, number: number, db)
  }

  /// A theme that now concerns another site is announced there once, in its present state; earlier
  /// recipients get no second message.
  private func tellPlaces(
    of alert: Alert, _ subscribers: inout SubscriberList, _ db: Connection
  ) throws {
    let new = try newPlaces(of: alert, db)
    guard !new.isEmpty, !alert.isQuiet else { return }
    try subscribers.tell(alert, at: new, db)
  }

  /// The sites that the theme concerns and `told` does not list yet; it lists them from now on.
  private func newPlaces(of alert: Alert, _ db: Connection) throws -> Set<String> {
    guard let record = alert.record else { return [] }
    return try alert.places.filter { place in
      return try db.run(
        """
        INSERT INTO told (subject, state, number, at) VALUES (?, 'told', 1, ?) ON CONFLICT DO NOTHING
        """,
        ["place/\(alert.kind.rawValue)/\(place)/\(record)", now]) > 0
    }
  }

  private func alert(of mark: Row, _ db: Connection) throws -> Alert? {
    guard let kind = Alert.Kind(rawValue: mark["kind"]) else { return nil }
    let (owner, site) = (mark["owner"] as Int64, mark["site"] as String)
    switch kind {
    case .notification:
      let statement = Self.notifications + " WHERE ownerRow = ?"
      if let row = try db.first(statement, [owner]) {
        return try notification(row, db)
      }
      return try about(owner, Alert(.notification, site: site, state: Alert.none), mark, db)
    case .conflict:
      let statement = "SELECT 1 FROM conflict WHERE ownerRow = ?"
      let isOpen = try db.first(statement, [owner]) != nil
      let alert = Alert(.conflict, site: site, state: isOpen ? "in-conflict" : "settled")
      return try about(owner, alert, mark, db)
    case .quarantine:
      let statement = """
        SELECT 1 FROM log JOIN quarantine ON quarantine.log = log.id
        WHERE log.scope = ? AND decision IS NULL LIMIT 1
        """
      let waits = try db.first(statement, [site]) != nil
      return Alert(.quarantine, site: site, state: waits ? "waiting" : "decided")
    case .coverage, .figure, .test: return nil
    }
  }

  /// Adds the record that it is about.
  private func about(
    _ owner: Int64, _ alert: Alert, _ mark: Row, _ db: Connection
  ) throws -> Alert {
    let statement = "SELECT kind, reference FROM record WHERE id = ?"
    let row = try db.first(statement, [owner])
    var alert = alert
    (alert.record, alert.recordKind) = (mark["record"], row?["kind"])
    alert.reference = row?["reference"]
    return try placed(alert, owner: owner, db)
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
    let clocks = NotificationClocks(
      step: row["step"], outcome: row["outcome"], notifyBy: row["notifyBy"],
      reportBy: row["reportBy"])
    let state = clocks.state(on: today)
    var alert = Alert(
      .notification, site: row["site"], record: row["incident"], recordKind: row["recordKind"],
      reference: row["reference"], state: state.rawValue)
    alert.deadline =
      switch state {
      case .undetermined, .due, .overdue: row["notifyBy"]
      case .notified, .reportDue, .reportOverdue: row["reportBy"]
      case .reportSent, .withAuthority, .closed: nil
      }
    return try placed(alert, owner: row["ownerRow"], db)
  }

  /// The alert with what a digest says of its clock: 7, 3 and 1 days before the last day, and after
  /// it.
  func warned(_ row: Row, _ db: Connection) throws -> Alert {
    var alert = try notification(row, db)
    let step: String = row["step"]
    let clocks = NotificationClocks(
      step: step, outcome: row["outcome"], notifyBy: row["notifyBy"], reportBy: row["reportBy"])
    let isUnnotified = step == NotificationStep.none.rawValue
    guard let left = clocks.daysLeft(on: today),
      let warning = ClockWarning(
        daysLeft: left,
        isUndecided: isUnnotified
          && row["outcome"] == Assessment.Outcome.undetermined.rawValue)
    else { return alert }
    let authority: String = row["authority"]
    alert.warning = warning.words(
      duty: isUnnotified ? "notify \(authority)" : "send the report to \(authority)",
      last: today.adding(days: left))
    return alert
  }
}

/// Who receives alerts: read once per transaction, when there is something to send.
struct SubscriberList {
  let now: Int64
  private var subscriptions: [Administration.Subscription]?
  private var names: [String: String?] = [:]

  init(now: Int64) { self.now = now }

  mutating func tell(_ alert: Alert, number: Int64, _ db: Connection) throws {
    let concerned = try all(db).filter {
      $0.covers(alert) && alert.concerns(role: $0.role)
    }
    for subscription in Self.onePerPerson(concerned) {
      let key = "\(alert.subject)/\(number)/\(alert.state)/\(subscription.id)"
      try write(key, "change", [alert], to: subscription, db)
    }
  }

  /// Queues the alert only for those who follow one of these sites.
  mutating func tell(_ alert: Alert, at places: Set<String>, _ db: Connection) throws {
    let concerned = try all(db).filter { subscription in
      subscription.site.map(places.contains) ?? false
        && alert.concerns(role: subscription.role)
    }
    for subscription in Self.onePerPerson(concerned) {
      let place = subscription.site ?? ""
      let key = "\(alert.subject)/joined/\(place)/\(subscription.id)"
      try write(key, "change", [alert], to: subscription, db)
    }
  }

  /// An address that follows the same subject twice, under two roles or for two sites, receives one
  /// message. Webhooks are programs, each with its own secret: each is called.
  static func onePerPerson(
    _ subscriptions: [Administration.Subscription]
  ) -> [Administration.Subscription] {
    var written: Set<String> = []
    return subscriptions.filter {
      $0.channel == .webhook || written.insert($0.address.lowercased()).inserted
    }
  }

  /// What people call a site, by the latest device that named it.
  private mutating func name(of site: String, _ db: Connection) throws -> String? {
    if let known = names[site] { return known }
    let statement = """
      SELECT name FROM device WHERE site = ? AND name NOT IN ('', site) AND revokedAt IS NULL
      ORDER BY enrolledAt DESC LIMIT 1
      """
    let name = try db.value(statement, [site], as: String.self)
    names[site] = .some(name)
    return name
  }

  /// - Returns: every subscription that is not ended.
  mutating func all(_ db: Connection) throws -> [Administration.Subscription] {
    if let subscriptions { return subscriptions }
    let found = try db.rows(
      "SELECT * FROM subscription WHERE endedAt IS NULL ORDER BY createdAt, id"
    ).map(Administration.Subscription.init)
    subscriptions = found
    return found
  }

  /// A message that is already written is not written again.
  mutating func write(
    _ key: String, _ kind: String, _ alert: [Alert],
    to subscription: Administration.Subscription, _ db: Connection
  ) throws {
    var alert = alert
    for index in alert.indices {
      alert[index].siteName = try name(of: alert[index].site, db)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(alert), as: UTF8.self)
    try db.send(
      """
      INSERT INTO message (key, subscription, kind, tidings, createdAt)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, [key, subscription.id, kind, text, now])
  }
}
