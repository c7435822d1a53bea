internal import CentreStore
package import IRMER
internal import RecordStore
internal import Records
package import Replication

/// A subscriber, as the pages and the API show it.
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
  /// A webhook's secret, where it was created just now; it is shown once.
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
  /// Adds a subscription and returns it, with a webhook's secret.
  ///
  /// - Parameter id: one that was drawn with the form that asks for it; drawn here unless given.
  /// - Throws: ``UnusableAddress``, or ``ValidationError`` `subscribed` where a subscription of this
  ///   identifier was added already: every alert would be sent twice.
  package func listen(
    by channel: SubscriptionSummary.Channel, _ address: String, role: Role, site: Scope?,
    id: RecordID? = nil
  ) async throws -> SubscriptionSummary {
    let made: Subscription
    switch channel {
    case .email: made = try await subscribe(.email, address, role: role, site: site, id: id)
    case .webhook: made = try await subscribe(.webhook, address, role: role, site: site, id: id)
    case .card: made = try await subscribe(card: address, role: role, site: site, id: id)
    }
    return SubscriptionSummary(made, waiting: 0, secret: made.secretText)
  }

  /// All subscribers, in the order in which they were added.
  package func summaries() async throws -> [SubscriptionSummary] {
    let waiting = try await reading { try $0.administration.waitingCounts() }
    return try await subscriptions().map { SubscriptionSummary($0, waiting: waiting[$0.id] ?? 0) }
  }

  /// All subscribers; for a site, those who follow only that site.
  package func summaries(_ filter: Filter) async throws -> Listing {
    let all = try await summaries().filter { filter.site == nil || $0.site == filter.site }
    return Listing(all.map { ($0.id, $0.item) }, filter)
  }
}
