internal import Aggregation
internal import Logging
internal import Replication
internal import ServiceLifecycle
internal import Synchronization

/// What the server does on its own for every trust: sending messages, alerts due to the date, the
/// access log, the numbers of the metrics. Closes centres that are not in use.
///
/// An open centre is visited every five seconds. A closed one is opened for a visit every five
/// minutes: its records change only with the date, and its messages wait no longer than that.
struct HostUpkeep: Service {
  static let interval: Duration = .seconds(5)
  static let closedInterval: Duration = .seconds(300)
  /// Trusts visited at a time: a receiver of messages that does not answer delays only these.
  private static let visitsMax = 16

  let directory: TrustDirectory
  let centres: CentreSet<CentreApplication>
  let health: HostedHealth
  let metrics: Metrics
  let logger: Logger
  /// The port in links where the settings give no address.
  let port: Int
  private let visits = Visits()

  init(
    directory: TrustDirectory, centres: CentreSet<CentreApplication>, health: HostedHealth,
    metrics: Metrics, logger: Logger, port: Int
  ) {
    (self.directory, self.centres, self.health) = (directory, centres, health)
    (self.metrics, self.logger, self.port) = (metrics, logger, port)
  }

  func run() async throws {
    let (due, queue) = AsyncStream.makeStream(of: Scope.self)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.visitsMax {
        group.addTask { for await trust in due { await visit(trust) } }
      }
      while !Task.isShuttingDownGracefully, !Task.isCancelled {
        directory.refresh()
        let trusts = directory.trusts
        // A trust that failed is tried again as soon as possible.
        let often = Set(await centres.open + health.unavailable(of: trusts))
        for trust in visits.begin(trusts, often: often) { queue.yield(trust) }
        note(await centres.closeIdle())
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
      }
      queue.finish()
    }
    note(await centres.closeAll())
  }

  // MARK: One trust

  private func visit(_ trust: Scope) async {
    defer { visits.end(trust) }
    guard !Task.isShuttingDownGracefully else { return }
    let isLookDue = visits.isLookDue(trust)
    do {
      try await centres.use(trust, for: .upkeep) { opened in
        let application = opened.attachment
        let outbox = application.outboxWorker(link: link(to: trust))
        if isLookDue {
          await outbox?.look()
          try await application.measure()
          try await opened.centre.checkRoom()
          // What fails here is done by the first search.
          try? await opened.centre.prepareSearch()
          // What fails here is packed for each answer.
          try? await opened.centre.keepSegments()
        }
        await outbox?.send()
        await application.accessLog.write()
      }
      if isLookDue { note(nil, of: trust) }
    } catch {
      note(TrustUnavailable(trust: trust, error), of: trust)
    }
  }

  private func link(to trust: Scope) -> String {
    let host = directory.name(of: trust) ?? "localhost"
    return port == 443 ? "https://\(host)" : "https://\(host):\(port)"
  }

  private func note(_ failure: TrustUnavailable?, of trust: Scope) {
    metrics.labelled("trust", trust.code).set(failure == nil ? 1 : 0, of: "candour_trust_available")
    guard health.note(failure, of: trust) else { return }
    var logger = logger
    logger[metadataKey: "trust"] = .string(trust.code)
    if let failure {
      logger.error(
        "this trust cannot be served; the others are", metadata: ["reason": "\(failure)"])
    } else {
      logger.notice("this trust is served again")
    }
  }

  private func note(_ unclosed: [TrustUnavailable]) {
    for failure in unclosed {
      logger.error(
        "the access log could not be written",
        metadata: ["trust": "\(failure.trust)", "reason": "\(failure)"])
    }
  }
}

/// Which trusts are being visited, and when each was last visited.
private final class Visits: Sendable {
  private struct State {
    var underWay: Set<Scope> = []
    var visitedAt: [Scope: ContinuousClock.Instant] = [:]
    var lookedAt: [Scope: ContinuousClock.Instant] = [:]
  }

  private let state = Mutex(State())

  /// - Returns: the trusts whose visit begins now.
  func begin(_ trusts: [Scope], often: Set<Scope>) -> [Scope] {
    let now = ContinuousClock.now
    return state.withLock { state in
      let due = trusts.filter { trust in
        guard !state.underWay.contains(trust) else { return false }
        guard let last = state.visitedAt[trust] else { return true }
        return often.contains(trust) || now - last >= HostUpkeep.closedInterval
      }
      state.underWay.formUnion(due)
      return due
    }
  }

  func end(_ trust: Scope) {
    state.withLock { state in
      state.underWay.remove(trust)
      state.visitedAt[trust] = .now
    }
  }

  /// Whether it is time to check for changes due to the date, and the store; the next time is a
  /// minute later.
  func isLookDue(_ trust: Scope) -> Bool {
    let now = ContinuousClock.now
    return state.withLock { state in
      if let last = state.lookedAt[trust], now - last < .seconds(60) { return false }
      state.lookedAt[trust] = now
      return true
    }
  }
}
