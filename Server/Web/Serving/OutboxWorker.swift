package import Aggregation
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle

/// How alerts are delivered: by which sender, how persistently, and where their links lead.
package struct AlertSettings: Sendable {
  package var sender: any MessageSender
  package var retryPolicy = DeliveryRetryPolicy()
  /// The hour in London from which the digest of a day is written.
  package var digestHour = 7
  /// How often the board paper is sent.
  package var boardSchedule = BoardSchedule.quarterly
  /// The address of the pages: `https://host`, no slash at the end; `nil`: where the server
  /// listens, unless that is every address of the machine; then messages wait until it is set.
  package var link: String?
  /// The system's time in milliseconds, used for delivery attempts.
  package var now: @Sendable () -> Int64

  package init(sender: any MessageSender, now: @escaping @Sendable () -> Int64) {
    (self.sender, self.now) = (sender, now)
  }
}

/// Delivers alerts: checks the date once a minute and the outbox once a second.
///
/// On a graceful stop the message in progress is completed; the others wait for the next start.
struct OutboxWorker: Service {
  let centre: Centre
  let settings: AlertSettings
  /// `nil`: there is no usable link, and messages wait.
  let link: String?
  let metrics: Metrics
  let logger: Logger

  func run() async throws {
    if link == nil {
      logger.error(
        "messages wait: public.url is not set, and a link to 0.0.0.0 leads nowhere",
        metadata: ["next": "set public.url to where people find the pages, and start again"])
    }
    var second = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      if second % 60 == 0 { await look() }
      await send()
      second += 1
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
    }
  }

  func look() async {
    await attempt("the alerts of the day could not be queued") {
      try await centre.queueAlertsOfTheDay(
        digestHour: settings.digestHour, board: settings.boardSchedule)
      try await centre.forgetOldMessages(at: settings.now())
    }
  }

  func send() async {
    await attempt("the outbox could not be read or written") {
      let tally = try await centre.deliverDue(
        by: settings.sender, settings.retryPolicy, link: link, now: settings.now,
        whileTrue: { !Task.isShuttingDownGracefully })
      for (state, count) in [
        ("sent", tally.sent), ("postponed", tally.postponed), ("failed", tally.failed),
      ] where count > 0 {
        metrics.add(Double(count), to: "candour_messages_total", ["state": state])
      }
      if tally.failed > 0 {
        logger.error("messages failed", metadata: ["count": "\(tally.failed)"])
      }
    }
  }

  /// What fails now is tried again the next time: nothing is lost.
  private func attempt(_ failure: Logger.Message, _ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      logger.error(failure, metadata: ["error": "\(type(of: error))"])
    }
  }
}
