package import CentreStore
internal import FoundationEssentials
internal import RecordStore
internal import Records
package import Replication

/// Numbers about the outbox that reveal no message.
package struct OutboxFigures: Hashable, Sendable {
  package let waiting: Int
  package let failed: Int
  package let oldestSeconds: Double
}

/// Why messages cannot be sent to an address.
package struct UnusableAddress: Error, Hashable, Sendable {
  package let reason: String
}

extension Centre {
  /// Subscribes an address to changes at a site, or at every site, for a role.
  ///
  /// - Parameter id: one that was drawn with the form that asks for it; drawn here unless given.
  /// - Returns: the subscription; a webhook's secret is shown now and never again.
  /// - Throws: ``UnusableAddress``, or ``ValidationError`` `subscribed` where a subscription of this
  ///   identifier was added already.
  package func subscribe(
    _ channel: Subscription.Channel, _ address: String, role: Role, site: Scope?,
    id: RecordID? = nil
  ) async throws -> Subscription {
    switch channel {
    case .email: try Self.checkEmail(address)
    case .webhook: try Self.checkWebhook(address)
    }
    var generator = SystemRandomNumberGenerator()
    let secret: [UInt8]? =
      channel == .webhook
      ? (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) } : nil
    return try await add(channel, address, secret, role: role, site: site, id)
  }

  /// Subscribes a webhook that shows cards: nothing is signed for it, since its address is its secret.
  ///
  /// - Throws: as the other `subscribe`.
  package func subscribe(
    card address: String, role: Role, site: Scope?, id: RecordID? = nil
  ) async throws -> Subscription {
    try Self.checkWebhook(address)
    return try await add(.webhook, address, nil, role: role, site: site, id)
  }

  private func add(
    _ channel: Subscription.Channel, _ address: String, _ secret: [UInt8]?, role: Role,
    site: Scope?, _ id: RecordID?
  ) async throws -> Subscription {
    let subscription = Subscription(
      id: id?.description ?? newIdentifier(), role: role.rawValue, site: site?.code,
      channel: channel,
      address: address, secret: secret, createdAt: now())
    let isAdded = try await writing { try $0.administration.add(subscription) }
    guard isAdded else {
      throw ValidationError(
        "subscribed",
        "The address was subscribed already: the form was sent a second time, by loading the page "
          + "again. It was not subscribed twice. If a webhook's secret was not copied, end the "
          + "subscription and add it again.")
    }
    return subscription
  }

  package func subscriptions() async throws -> [Subscription] {
    try await reading { try $0.administration.subscriptions() }
  }

  /// - Returns: whether there was such a subscription.
  package func unsubscribe(_ id: String) async throws -> Bool {
    let now = now()
    return try await writing { try $0.administration.endSubscription(id, at: now) }
  }

  /// Queues a test message for a subscription's address; it is delivered like every message.
  ///
  /// - Returns: whether there is such a subscription.
  package func sendTest(to id: String) async throws -> Bool {
    let now = now()
    return try await writing { try $0.administration.addTest(for: id, at: now) }
  }

  package func messages(
    _ states: Set<Message.State>, limit: Int
  ) async throws -> [Message] {
    try await reading { try $0.administration.messages(states, limit: limit) }
  }

  /// - Returns: how many failed messages were queued again.
  package func retryMessages(_ id: Int64?) async throws -> Int {
    try await writing { try $0.administration.retryMessages(id) }
  }

  /// How many messages wait or failed, and how long the oldest has waited.
  package func outboxFigures() async throws -> OutboxFigures {
    let now = now()
    let found = try await reading { try $0.administration.outboxFigures() }
    return OutboxFigures(
      waiting: found.counts[.waiting] ?? 0, failed: found.counts[.failed] ?? 0,
      oldestSeconds: found.oldest.map { Double(max(0, now.milliseconds(since: $0))) / 1000 } ?? 0)
  }

  private static func checkEmail(_ address: String) throws {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
      address.utf8.allSatisfy({
        (33...126).contains($0) && !Array("<>()[],;:\\\"".utf8).contains($0)
      })
    else { throw UnusableAddress(reason: "\(address) is not an e-mail address.") }
  }

  private static func checkWebhook(_ address: String) throws {
    guard address.hasPrefix("https://"), address.utf8.count <= 2000,
      address.utf8.count > "https://".utf8.count,
      address.utf8.allSatisfy({ (33...126).contains($0) }), !address.contains("@")
    else {
      throw UnusableAddress(reason: "A webhook is an https:// address without a login in it.")
    }
  }
}

extension Subscription {
  /// A webhook's secret as its receiver gets it: `whsec_` and base 64.
  package var secretText: String? { secret.map { "whsec_" + Data($0).base64EncodedString() } }
}
