public import Replication

/// What a session asks the store to do about logs of which the two sides have different lines.
public struct ForkPlan: Hashable, Sendable {
  /// Logs that are being compared, and the position to claim in each: none of their entries are
  /// sent.
  public var claims: [LogID: UInt64] = [:]
  /// Forked logs, and the first sequence number at which the lines differ. The store moves its own
  /// line to a new log, or offers it to the centre, whose log it is.
  public var divergedAt: [LogID: UInt64] = [:]

  /// A plan without forks.
  public init() {}
}

/// Finds where two lines of one log diverge, without sending either.
///
/// A round claims one position of the log; the centre answers whether it has the same entry there.
/// Lines usually diverge near their ends, so the steps back from the end double until one agrees,
/// and the rest is halved: some ten rounds for a thousand entries, mostly three.
struct ForkSearch: Hashable, Sendable {
  /// Known to agree; 0 always does, because the log's identifier is the hash of its beginning.
  private(set) var low: UInt64 = 0
  /// Known to differ.
  private(set) var high: UInt64
  private var step: UInt64 = 1

  /// - Precondition: the entry at `high` differs.
  init(differingAt high: UInt64) { self.high = max(1, high) }

  /// The first sequence number that differs, once it is known.
  var divergedAt: UInt64? { low + 1 == high ? high : nil }

  /// The position to ask about next.
  var claim: UInt64 {
    let middle = low + (high - low) / 2
    return max(middle, high > step ? high - step : 0)
  }

  mutating func answered(agrees: Bool, at place: UInt64) {
    if agrees {
      low = max(low, min(place, high - 1))
    } else {
      high = min(high, max(place, low + 1))
      step = step > high ? step : step * 2
    }
  }
}

/// The forks that one session has found and is resolving.
struct ForkWork: Hashable, Sendable {
  private enum Stage: Hashable, Sendable {
    case searching(ForkSearch)
    /// Where the lines diverge, and the rounds since that was known.
    case divergedAt(UInt64, rounds: Int)
  }

  /// How often a session looks for one log's fork, and waits for it to be resolved: more would loop
  /// with a centre whose answers contradict each other.
  private static let attemptsMax = 4

  private var stages: [LogID: Stage] = [:]
  private var attempts: [LogID: Int] = [:]

  var isEmpty: Bool { stages.isEmpty }

  var plan: ForkPlan {
    var plan = ForkPlan()
    for (log, stage) in stages {
      switch stage {
      case .searching(let search): plan.claims[log] = search.claim
      case .divergedAt(let place, _): plan.divergedAt[log] = place
      }
    }
    return plan
  }

  /// Records what a round found out about the logs in progress and those that turned out forked. Nothing is
  /// sought in those of which both sides keep their lines.
  ///
  /// - Returns: whether any of them made progress.
  mutating func learn(
    _ prepared: SyncSession.Prepared, _ response: SyncResponse, _ stored: SyncSession.Stored
  ) -> Bool {
    let before = stages
    for (log, stage) in before { advance(log, stage, prepared, response, stored) }
    for log in stored.disagreeing.subtracting(stored.healed) where before[log] == nil {
      begin(log, prepared, response)
    }
    for (log, place) in stored.divergedAt { part(log, at: place) }
    for log in stored.keptApart { stages[log] = nil }
    return stages != before || !stored.healed.isEmpty
  }

  private mutating func begin(
    _ log: LogID, _ prepared: SyncSession.Prepared, _ response: SyncResponse
  ) {
    guard attempts[log, default: 0] < Self.attemptsMax else { return }
    attempts[log, default: 0] += 1
    let places = [prepared.frontier.sequence(of: log), response.frontier.sequence(of: log)]
    settle(log, ForkSearch(differingAt: places.filter { $0 > 0 }.min() ?? 1))
  }

  private mutating func settle(_ log: LogID, _ search: ForkSearch) {
    if let place = search.divergedAt {
      part(log, at: place)
    } else {
      stages[log] = .searching(search)
    }
  }

  private mutating func part(_ log: LogID, at place: UInt64) {
    if case .divergedAt = stages[log] { return }
    stages[log] = .divergedAt(place, rounds: 0)
  }

  private mutating func advance(
    _ log: LogID, _ stage: Stage, _ prepared: SyncSession.Prepared, _ response: SyncResponse,
    _ stored: SyncSession.Stored
  ) {
    if stored.healed.contains(log) {
      stages[log] = nil
      return
    }
    switch stage {
    case .searching(var search):
      search.answered(agrees: !response.forked.contains(log), at: search.claim)
      settle(log, search)
    case .divergedAt(let place, let rounds):
      if !stored.disagreeing.contains(log) || rounds >= Self.attemptsMax {
        stages[log] = nil
      } else if let sent = prepared.segments.last(where: { $0.log == log })?.last, sent >= place {
        stages[log] = .divergedAt(sent + 1, rounds: 0)
      } else {
        stages[log] = .divergedAt(place, rounds: rounds + 1)
      }
    }
  }
}
