internal import CentreStore
internal import IRMER
internal import RecordStore
internal import Replication

/// The results of the messages of one pass.
package struct DeliveryTally: Hashable, Sendable {
  package var sent = 0
  package var postponed = 0
  package var failed = 0

  static func + (left: DeliveryTally, right: DeliveryTally) -> DeliveryTally {
    DeliveryTally(
      sent: left.sent + right.sent, postponed: left.postponed + right.postponed,
      failed: left.failed + right.failed)
  }
}

extension Centre {
  /// How many messages one pass sends at most, and how long ended ones are kept, in milliseconds.
  private static let passMax = 64
  private static let endedKept: Int64 = 90 * 86_400_000

  /// Queues alerts about what the date alone has changed; see `Administration.queueAlertsOfTheDay`.
  package func queueAlertsOfTheDay(
    digestHour: Int, board schedule: BoardSchedule = .quarterly
  ) async throws {
    let silentAfter = Int64(SiteCoverage.silentDaysMax) * 86_400_000
    let week = try await weekFigures(digestHour: digestHour)
    let board = try await boardLines(schedule, digestHour: digestHour)
    try await writing { centre in
      try centre.administration.queueAlertsOfTheDay(
        .init(digestHour: digestHour, silentAfter: silentAfter, week: week, board: board))
    }
  }

  /// Lines of Monday's message: what the first page counts, the most pressing first. `nil` where
  /// none is to be written now.
  private func weekFigures(digestHour: Int) async throws -> [Alert]? {
    let day = try await reading { try $0.administration.dayOfDigest(from: digestHour) }
    guard day?.weekday == .monday else { return nil }
    return try await todayReport().urgent(limit: OutgoingMessage.digestLinesMax).map { figure in
      var line = Alert(.figure, site: trust.code, state: figure.subject.rawValue)
      (line.displayText, line.path) = ("\(figure.countWords) \(figure.displayText)", figure.path)
      return line
    }
  }

  /// Sends every message that is due, once. Passes do not overlap.
  ///
  /// Different receivers are served in parallel, so that an unavailable one delays nobody else.
  ///
  /// - Parameters:
  ///   - link: the address of the centre's pages; `nil` where it is not set; messages then wait.
  ///   - now: the system's time, in milliseconds since 1970.
  ///   - goesOn: asked before each message; messages that are not sent wait.
  package func deliverDue(
    by sender: any MessageSender, _ retryPolicy: DeliveryRetryPolicy, link: String?,
    now: @escaping @Sendable () -> Int64,
    whileTrue goesOn: @escaping @Sendable () -> Bool = { true }
  ) async throws -> DeliveryTally {
    let due = try await reading {
      try $0.administration.dueMessages(at: now(), limit: Self.passMax)
    }
    let ways = Dictionary(grouping: due) { DeliveryRoute($0.subscription) }
    return try await withThrowingTaskGroup(of: DeliveryTally.self) { group in
      for (way, messages) in ways {
        group.addTask {
          try await DeliveryPass(
            centre: self, sender: sender, retryPolicy: retryPolicy, link: link, now: now,
            goesOn: goesOn
          ).send(messages, by: way)
        }
      }
      return try await group.reduce(DeliveryTally(), +)
    }
  }

  /// Deletes messages that ended more than ninety days ago.
  package func forgetOldMessages(at now: Int64) async throws {
    try await writing {
      try $0.administration.forgetMessages(endedBefore: now - Self.endedKept)
    }
  }
}

/// One relay sends all e-mail; each webhook is a channel of its own.
private struct DeliveryRoute: Hashable, Sendable {
  let channel: Subscription.Channel
  let address: String?

  init(_ subscription: Subscription) {
    channel = subscription.channel
    address = subscription.channel == .webhook ? subscription.address : nil
  }
}

/// The messages of one channel, one after the other.
private struct DeliveryPass: Sendable {
  let centre: Centre
  let sender: any MessageSender
  let retryPolicy: DeliveryRetryPolicy
  let link: String?
  let now: @Sendable () -> Int64
  let goesOn: @Sendable () -> Bool

  func send(_ messages: [Message], by way: DeliveryRoute) async throws -> DeliveryTally {
    var tally = DeliveryTally()
    for message in messages where goesOn() && !Task.isCancelled {
      guard try await claim(message) else { continue }
      do throws(DeliveryFailure) {
        guard let link else {
          throw DeliveryFailure(
            .closed, "public.url is not set: a link in the message would lead nowhere")
        }
        try await sender.deliver(
          OutgoingMessage(message, trust: centre.trust.code, link: link))
      } catch let failure {
        let next = try await note(failure, of: message, by: way)
        if next == nil { tally.failed += 1 } else { tally.postponed += 1 }
        if failure.code == .closed { return tally }
        continue
      }
      let sentAt = now()
      try await centre.writing { try $0.administration.noteSent(message.id, at: sentAt) }
      tally.sent += 1
    }
    return tally
  }

  private func claim(_ message: Message) async throws -> Bool {
    let now = now()
    var random = SystemRandomNumberGenerator()
    let delay = retryPolicy.delay(after: message.attempts + 1, using: &random)
    let until = now + max(delay, retryPolicy.attemptMax.milliseconds)
    return try await centre.writing {
      try $0.administration.claim(message.id, at: now, until: until)
    }
  }

  private func note(
    _ failure: DeliveryFailure, of message: Message, by way: DeliveryRoute
  ) async throws -> Int64? {
    let now = now()
    var random = SystemRandomNumberGenerator()
    let next = retryPolicy.next(after: message, failure, at: now, using: &random)
    try await centre.writing { centre in
      try centre.administration.noteFailure(
        of: message.id, failure.detail, at: now, next: next)
      if failure.code == .closed, let next {
        try centre.administration.postpone(
          way.channel, address: way.address, from: now, until: next)
      }
    }
    return next
  }
}
