package import IRMER
internal import RecordStore
internal import Records
package import Replication

/// Somebody who is told, as the pages and the interface for programs show it.
package struct SubscriptionSummary: Hashable, Sendable {
  package enum Channel: String, Hashable, Sendable, CaseIterable {
    case email
    case webhook
    /// A webhook that shows cards and checks no signature.
    case card
  }

  package let id: String
  package let role: String
  /// `nil`: every site.
  package let site: String?
  package let channel: Channel
  package let address: String
  /// How many messages wait to be sent there.
  package let waiting: Int
  /// A webhook's secret, where it was made just now; it is given once.
  package let secret: String?

  init(_ subscription: Subscription, waiting: Int, secret: String? = nil) {
    (id, role, site) = (subscription.id, subscription.role, subscription.site)
    channel =
      subscription.channel == .email ? .email : subscription.secret == nil ? .card : .webhook
    (address, self.waiting, self.secret) = (subscription.address, waiting, secret)
  }

  package var item: JSONObject {
    var item = JSONObject()
    item.append("id", .string(id))
    item.append("role", .string(role))
    item.append("site", JSONValue(site))
    item.append("channel", .string(channel.rawValue))
    item.append("address", .string(address))
    item.append("waiting", .number(JSONNumber(waiting)))
    if let secret { item.append("secret", .string(secret)) }
    return item
  }
}

extension Centre {
  /// Has an address told, and gives back who that is now, with a webhook's secret.
  ///
  /// - Throws: ``UnusableAddress``.
  package func listen(
    by channel: SubscriptionSummary.Channel, _ address: String, role: Role, site: Scope?
  ) async throws -> SubscriptionSummary {
    let made: Subscription
    switch channel {
    case .email: made = try await subscribe(.email, address, role: role, site: site)
    case .webhook: made = try await subscribe(.webhook, address, role: role, site: site)
    case .card: made = try await subscribe(card: address, role: role, site: site)
    }
    return SubscriptionSummary(made, waiting: 0, secret: made.secretText)
  }

  /// Everybody who is told, in the order in which they were added.
  package func summaries() async throws -> [SubscriptionSummary] {
    let waiting = try await reading { try $0.administration.waitingCounts() }
    return try await subscriptions().map { SubscriptionSummary($0, waiting: waiting[$0.id] ?? 0) }
  }

  /// Everybody who is told; a site's are those who follow it alone.
  package func summaries(_ filter: Filter) async throws -> Listing {
    let all = try await summaries().filter { filter.site == nil || $0.site == filter.site }
    return Listing(all.map { ($0.id, $0.item) }, filter)
  }
}
