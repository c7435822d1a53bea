internal import FoundationEssentials
internal import Storage

/// Who receives alerts: read once per transaction, when there is something to send.
struct SubscriberList {
  let now: Int64
  private var subscriptions: [Administration.Subscription]?
  private var names: [String: String?] = [:]

  init(now: Int64) { self.now = now }

  private static let open =
    "SELECT * FROM subscription WHERE endedAt IS NULL ORDER BY createdAt, id"
  private static let nameOfSite = """
    SELECT name FROM device WHERE site = ? AND name NOT IN ('', site) AND revokedAt IS NULL
    ORDER BY enrolledAt DESC LIMIT 1
    """

  /// What is read to write to those who follow some sites.
  static func queries(_ sites: [String]) -> [Query] {
    [Query(open)] + Set(sites).map { Query(nameOfSite, [$0]) }
  }

  mutating func queue(_ alert: Alert, number: Int64, _ db: Connection) throws {
    let concerned = try all(db).filter {
      $0.covers(alert) && alert.concerns(role: $0.role)
    }
    for subscription in Self.onePerPerson(concerned) {
      let key = "\(alert.subject)/\(number)/\(alert.state)/\(subscription.id)"
      try write(key, "change", [alert], to: subscription, db)
    }
  }

  /// Queues the alert only for those who follow one of these sites.
  mutating func queue(_ alert: Alert, at places: Set<String>, _ db: Connection) throws {
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
    let name = try db.value(Self.nameOfSite, [site], as: String.self)
    names[site] = .some(name)
    return name
  }

  /// - Returns: every subscription that is not ended.
  mutating func all(_ db: Connection) throws -> [Administration.Subscription] {
    if let subscriptions { return subscriptions }
    let found = try db.rows(Self.open).map(Administration.Subscription.init)
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
      INSERT INTO message (key, subscription, kind, alerts, createdAt)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, [key, subscription.id, kind, text, now])
  }
}
