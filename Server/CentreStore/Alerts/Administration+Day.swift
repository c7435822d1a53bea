package import IRMER
package import RecordStore
internal import Records
internal import Storage

extension Administration {
  /// The settings of the centre's daily work.
  package struct AlertTimes: Hashable, Sendable {
    /// The hour in London from which a day's digest is written.
    package var digestHour: Int
    /// How long a site may be out of contact before it counts as silent, in milliseconds.
    package var silentAfter: Int64
    /// What the first page counts over all sites, for subscribers to every site; `nil` on days
    /// other than Monday.
    package var week: [Alert]?
    /// What the board paper says, for the employer's and governance's subscribers to every site; `nil`
    /// on days on which none is sent.
    package var board: [Alert]?

    package init(
      digestHour: Int, silentAfter: Int64, week: [Alert]? = nil, board: [Alert]? = nil
    ) {
      (self.digestHour, self.silentAfter) = (digestHour, silentAfter)
      (self.week, self.board) = (week, board)
    }
  }

  /// The day in London whose digest is to be written now; `nil` before its hour and after it is
  /// written.
  package func dayOfDigest(from digestHour: Int) throws(StoreError) -> CalendarDate? {
    let moment = Moment(milliseconds: store.environment.now())
    guard moment.londonHour >= digestHour else { return nil }
    let written = try store.read { try $0.value("SELECT digest FROM alertDay", as: String.self) }
    return written == "\(moment.londonDay)" ? nil : moment.londonDay
  }

  /// Queues alerts about what the date alone has changed: missed deadlines, sites that no longer
  /// synchronise, and once a day the digest.
  ///
  /// Calling it again changes nothing. After a day without a call, the next call sends the present
  /// state, once.
  package func queueAlertsOfTheDay(_ times: AlertTimes) throws(StoreError) {
    let now = store.environment.now()
    let moment = Moment(milliseconds: now)
    let today = "\(moment.londonDay)"
    try store.write { db in
      let alertQueue = AlertQueue(now: now)
      var subscribers = SubscriberList(now: now)
      let last = try db.first("SELECT states, digest FROM alertDay")
      if try last?["states"] != today {
        let rows = try db.rows(AlertQueue.notifications + " ORDER BY ownerRow")
        for row in rows {
          try alertQueue.queue(try alertQueue.notification(row, db), &subscribers, db)
        }
        try db.send("UPDATE alertDay SET states = ?", [today])
      }
      for site in try Self.coverage(db, heardSince: now - times.silentAfter) {
        try alertQueue.queue(site, &subscribers, db)
      }
      if try last?["digest"] != today, moment.londonHour >= times.digestHour {
        try Self.digest(alertQueue, today, week: times.week, &subscribers, db)
        if let board = times.board { try Self.board(board, today, &subscribers, db) }
        try db.send("UPDATE alertDay SET digest = ?", [today])
      }
    }
  }

  /// The day of the latest digest; `nil` before the first.
  package func lastDigest() throws(StoreError) -> CalendarDate? {
    try store.read { try $0.value("SELECT digest FROM alertDay", as: String.self) }
      .flatMap { CalendarDate($0) }
  }

  /// Roles that receive the board paper.
  private static let boardRoles: Set<String> = ["governance", "employer"]

  private static func board(
    _ lines: [Alert], _ today: String, _ subscribers: inout SubscriberList, _ db: Connection
  ) throws {
    let mine = try subscribers.all(db).filter {
      $0.site == nil && $0.channel == .email && boardRoles.contains($0.role)
    }
    for subscription in SubscriberList.onePerPerson(mine) {
      try subscribers.write(
        "board/\(today)/\(subscription.id)", "digest", lines, to: subscription, db)
    }
  }

  /// Every site with an enrolled device, and its contact with the centre.
  private static func coverage(_ db: Connection, heardSince: Int64) throws -> [Alert] {
    try db.rows(
      """
      SELECT site, max(coalesce(lastSync, enrolledAt)) >= ? AS heard FROM device
      WHERE revokedAt IS NULL GROUP BY site ORDER BY site
      """, [heardSince]
    ).map { try Alert(.coverage, site: $0["site"], state: $0["heard"] ? "heard" : "silent") }
  }

  /// States in which somebody still has to act.
  private static let open: Set = [
    "overdue", "report-overdue", "due", "undetermined", "report-due", "notified",
  ]

  /// How many items one digest lists; the pages show all of them.
  package static let digestMax = 500

  /// A digest for each subscription: all that is open at its sites. An empty one is sent too, so
  /// that a missing digest shows that something is wrong.
  ///
  /// The order is that of the first page: by the last day of the clock that runs. On Mondays a
  /// person who follows every site receives the first page's figures instead.
  private static func digest(
    _ alertQueue: AlertQueue, _ today: String, week: [Alert]?, _ subscribers: inout SubscriberList,
    _ db: Connection
  ) throws {
    guard try !subscribers.all(db).isEmpty else { return }
    var all = try db.rows(AlertQueue.notifications + " ORDER BY ownerRow")
      .map { try alertQueue.warned($0, db) }
      .filter { open.contains($0.state) }
      .sorted { ($0.deadline ?? "9", $0.record ?? "") < ($1.deadline ?? "9", $1.record ?? "") }
    all += try db.rows(
      """
      SELECT DISTINCT ownerRow, conflict.record, conflict.site, record.kind,
        record.reference
      FROM conflict JOIN record ON record.id = conflict.ownerRow ORDER BY 3, 2
      """
    ).map { row in
      try alertQueue.placed(
        Alert(
          .conflict, site: row["site"], record: row["record"], recordKind: row["kind"],
          reference: row["reference"], state: "in-conflict"), owner: row["ownerRow"], db)
    }
    all += try db.rows(
      "SELECT subject FROM alertState WHERE state IN ('waiting', 'silent') ORDER BY subject"
    ).compactMap(ongoing)
    let subscriptions = try subscribers.all(db)
    for subscription in SubscriberList.onePerPerson(subscriptions) {
      // One digest per person: everything that any subscription of the address covers.
      let own =
        subscription.channel == .webhook
        ? [subscription]
        : subscriptions.filter {
          $0.channel == .email && $0.address.lowercased() == subscription.address.lowercased()
        }
      let isOfTrust = subscription.channel == .email && own.contains { $0.site == nil }
      let mine =
        isOfTrust && week != nil
        ? week ?? [] : all.filter { item in own.contains { $0.covers(item) } }
      try subscribers.write(
        "digest/\(today)/\(subscription.id)", "digest", limited(mine, on: today),
        to: subscription, db)
    }
  }

  /// As many as a digest lists, in their order. What is due today or later goes before what is
  /// overdue, and of that the latest: days long past, whoever wrote them, keep out nothing that can
  /// be met.
  static func limited(
    _ alerts: [Alert], on today: String, to limit: Int = digestMax
  ) -> [Alert] {
    let dated = alerts.indices.filter { alerts[$0].deadline != nil }
    let coming = dated.filter { alerts[$0].deadline ?? "" >= today }
    let overdue = dated.filter { alerts[$0].deadline ?? "" < today }
    let undated = alerts.indices.filter { alerts[$0].deadline == nil }
    return (coming + overdue.reversed() + undated).prefix(limit).sorted().map { alerts[$0] }
  }

  /// The alert of a site that still waits or is silent.
  private static func ongoing(_ row: Row) throws -> Alert? {
    let subject: String = try row["subject"]
    let parts = subject.split(separator: "/").map(String.init)
    guard parts.count == 2, let kind = Alert.Kind(rawValue: parts[0]) else { return nil }
    return Alert(kind, site: parts[1], state: kind == .quarantine ? "waiting" : "silent")
  }
}

extension Moment {
  /// The hour of the day in London, from 0 to 23.
  fileprivate var londonHour: Int { Int(description.dropFirst(11).prefix(2)) ?? 0 }
}
