internal import FoundationEssentials
package import RecordStore
internal import Replication
internal import Storage

extension Administration {
  /// Who receives alerts: an address, its role and the site.
  package struct Subscription: Hashable, Sendable {
    package enum Channel: String, Hashable, Sendable, CaseIterable {
      case email
      case webhook
    }

    package let id: String
    package let role: String
    /// `nil`: every site.
    package let site: String?
    package let channel: Channel
    /// An e-mail address or an `https://` address.
    package let address: String
    /// Signs what is sent to a webhook. It is stored as it is, because a hash cannot sign.
    package let secret: [UInt8]?
    package let createdAt: Int64

    package init(
      id: String, role: String, site: String?, channel: Channel, address: String,
      secret: [UInt8]?, createdAt: Int64
    ) {
      (self.id, self.role, self.site, self.channel) = (id, role, site, channel)
      (self.address, self.secret, self.createdAt) = (address, secret, createdAt)
    }

    /// Whether something happened at this subscription's site, or to a theme that touches it.
    package func covers(_ alert: Alert) -> Bool {
      guard let site else { return true }
      return site == alert.site || alert.places.contains(site)
    }
  }

  /// - Returns: whether it was added: one identifier makes one subscription, also after it ended.
  @discardableResult
  package func add(_ subscription: Subscription) throws(StoreError) -> Bool {
    try store.write { db in
      try db.run(
        """
        INSERT INTO subscription (id, role, site, channel, address, secret, createdAt)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """,
        [
          subscription.id, subscription.role, subscription.site, subscription.channel.rawValue,
          subscription.address, subscription.secret, subscription.createdAt,
        ]) == 1
    }
  }

  package func subscriptions() throws(StoreError) -> [Subscription] {
    try store.read { db in
      var subscribers = SubscriberList(now: 0)
      return try subscribers.all(db)
    }
  }

  /// Ends a subscription and gives up its waiting messages.
  ///
  /// - Returns: whether there was such a subscription.
  package func endSubscription(_ id: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { try Self.end(subscription: id, at: now, $0) }
  }

  /// Queues a message that only shows that messages arrive.
  ///
  /// - Returns: whether there is such a subscription.
  package func addTest(for id: String, at now: Int64) throws(StoreError) -> Bool {
    let site = (store.identity.trust ?? store.identity.scope).code
    return try store.write { db in
      var subscribers = SubscriberList(now: now)
      guard let subscription = try subscribers.all(db).first(where: { $0.id == id }) else {
        return false
      }
      let alert = Alert(.test, site: site, state: Alert.none)
      try subscribers.write("test/\(now)/\(id)", "change", [alert], to: subscription, db)
      return true
    }
  }

  static func end(subscription id: String, at now: Int64, _ db: Connection) throws -> Bool {
    let found =
      try db.run(
        "UPDATE subscription SET endedAt = ?, secret = NULL WHERE id = ? AND endedAt IS NULL",
        [now, id]) > 0
    try db.send(
      """
      UPDATE message SET failedAt = ?, failure = 'no longer subscribed'
      WHERE subscription = ? AND sentAt IS NULL AND failedAt IS NULL
      """, [now, id])
    return found
  }
}

extension Administration.Subscription {
  init(_ row: Row) throws {
    try self.init(
      id: row["id"], role: row["role"], site: row["site"],
      channel: Channel(rawValue: row["channel"]) ?? .email, address: row["address"],
      secret: (row["secret"] as [UInt8]?), createdAt: row["createdAt"])
  }
}
