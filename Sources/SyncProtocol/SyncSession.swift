public import Replication

/// One synchronisation from a site's side, as a value without I/O.
///
/// It receives events and returns what to do next. HTTPS, a simulated network and a test drive the
/// same one. Every round commits on its own, so a session may be dropped at any point and started
/// again.
///
///     ready ── prepare ──▶ preparing ── post ──▶ waiting ── store ──▶ storing ──▶ finished
///                              ▲                                        │
///                              └────────────── not yet agreed ──────────┘
///
/// While it waits, a smaller request may replace one that was not delivered.
public struct SyncSession: Hashable, Sendable {
  /// Something that happened outside.
  public enum Event: Hashable, Sendable {
    case begun
    case prepared(Prepared)
    /// The request was not delivered; this is to be sent instead.
    case undelivered(Prepared)
    case answered(SyncResponse)
    case stored(Stored)
  }

  /// Something the owner must now do, and answer with an event.
  public enum Effect: Hashable, Sendable {
    /// Carry out the plan about forks, sign the heads of the store's own logs, then read the
    /// frontier and the segments that the centre lacks. Answer with ``Event/prepared(_:)``.
    case prepare(ForkPlan)
    /// Send the request. Answer with ``Event/answered(_:)``.
    case post(SyncRequest)
    /// Append what was received and record what the centre has. Answer with ``Event/stored(_:)``.
    case store(SyncResponse)
    case finish(Outcome)
  }

  /// What the store holds and what it believes the centre lacks.
  public struct Prepared: Hashable, Sendable {
    /// How much of each log this store holds.
    public var frontier: Frontier
    /// The entries to send: those that the centre is believed to lack.
    public var segments: [LogSegment]
    /// Whether these are all that the centre is believed to lack.
    public var isComplete: Bool

    /// - Parameter isComplete: Whether `segments` are all that the centre is believed to lack.
    public init(frontier: Frontier, segments: [LogSegment], isComplete: Bool) {
      self.frontier = frontier
      self.segments = segments
      self.isComplete = isComplete
    }
  }

  /// The result of storing a response.
  public struct Stored: Hashable, Sendable {
    /// The store's frontier now.
    public var frontier: Frontier
    /// Entries that are new here.
    public var received: Int
    /// Forked logs that were healed.
    public var healed: Set<LogID>
    /// Logs of which the centre has other entries under sequence numbers that are in use here too.
    public var disagreeing: Set<LogID>
    /// Logs of which the centre sent another line that ours cannot make room for, and where it
    /// diverges.
    public var divergedAt: [LogID: UInt64]
    /// Segments that failed verification.
    public var refused: [LogID: String]
    /// Whether a portable segment could not be used: it is asked for in another form.
    public var hasUnusable = false
    /// Logs that other replicas wrote, which this store only passes on.
    public var ofOthers: Set<LogID> = []
    /// Of these, the ones that the centre does not take, by this answer or an earlier one: nothing
    /// more of them is sent for now.
    public var notTaken: Set<LogID> = []
    /// Of these, the ones of which both sides keep their lines: this store cannot make room for the
    /// centre's.
    public var keptApart: Set<LogID> = []

    /// - Parameter refused: Why the store refused a log, as a code.
    public init(
      frontier: Frontier, received: Int = 0, healed: Set<LogID> = [],
      disagreeing: Set<LogID> = [], divergedAt: [LogID: UInt64] = [:],
      refused: [LogID: String] = [:]
    ) {
      self.frontier = frontier
      self.received = received
      self.healed = healed
      self.disagreeing = disagreeing
      self.divergedAt = divergedAt
      self.refused = refused
    }
  }

  /// How it ended. The counts are of this session.
  public struct Outcome: Hashable, Sendable {
    /// How the session ended.
    public enum Ending: Hashable, Sendable {
      /// Both sides have the same entries, but for those of others that the centre does not take.
      case agreed
      /// The replica was revoked; what was pending is in quarantine.
      case revoked
      /// A round changed nothing, although the sides do not agree.
      case stuck
      /// The centre sent logs that fail verification.
      case refused([LogID: String])
    }

    /// How it ended, or would end now.
    public var ending: Ending = .agreed
    /// Entries sent.
    public var sent = 0
    /// Entries received.
    public var received = 0
    /// Requests that were answered.
    public var rounds = 0
    /// Logs of others that were offered and not taken by a centre that does not say why.
    public var notTaken: Set<LogID> = []

    /// A session that did nothing and ended in agreement.
    public init() {}
  }

  private enum State: Hashable, Sendable {
    case ready
    case preparing
    case waiting(Prepared)
    case storing(Prepared, SyncResponse)
    case finished
  }

  private var state = State.ready
  private var outcome = Outcome()
  /// What this round tried to send. The centre may have stored it although no answer arrived.
  private var attempted: [LogSegment] = []
  private var forks = ForkWork()
  /// The furthest position that the centre reported for each log that was offered to it.
  private var reached = Frontier()
  /// Consecutive rounds in which neither side made progress.
  private var idleRounds = 0
  /// Whether the next request may leave out what the centre has acknowledged. A later one may only where
  /// the last answer changed something and no log turned out forked, but for those that the centre does not
  /// take: otherwise it may repeat what the centre could not read.
  public private(set) var leavesOut = true
  /// Whether an answer may have portable segments. Once one could not be used, no later answer has any.
  public var takesPortable = true
  /// Rounds that only asked about forks, or healed them.
  private var forkRounds = 0
  /// Logs of others that the centre does not take, as far as this session knows.
  private var notTaken: Set<LogID> = []

  /// Rounds without progress after which a session ends: one answer may have been to an older state
  /// of this store, and the next may concern a fork.
  public static let idleRoundsMax = 3

  /// Rounds for forks in one session. Finding where two lines of 2⁴⁰ entries diverge takes 40, for
  /// all logs at once; the bound ends a session with a centre that reports forks without end.
  public static let forkRoundsMax = 200

  /// A session that has not started.
  public init() {}

  /// Advances the session by one event.
  ///
  /// - Precondition: the event answers the effect that was returned last.
  public mutating func handle(_ event: Event) -> Effect {
    switch (state, event) {
    case (.ready, .begun):
      state = .preparing
      return .prepare(ForkPlan())
    case (.preparing, .prepared(let prepared)):
      outcome.rounds += 1
      attempted = prepared.segments
      return post(prepared)
    case (.waiting, .undelivered(let smaller)): return post(smaller)
    case (.waiting(let prepared), .answered(let response)):
      state = .storing(prepared, response)
      return .store(response)
    case (.storing(let prepared, let response), .stored(let stored)):
      return conclude(prepared, response, stored)
    case (.ready, _), (.preparing, _), (.waiting, _), (.storing, _), (.finished, _):
      preconditionFailure("an event must answer the session's last effect")
    }
  }

  private mutating func post(_ prepared: Prepared) -> Effect {
    state = .waiting(prepared)
    var request = SyncRequest(
      frontier: prepared.frontier, segments: prepared.segments, readsPacked: true)
    request.readsAcross = true
    request.readsPortable = takesPortable && leavesOut
    request.answerBytes = ProtocolLimits.batchBytesMax
    return .post(request)
  }

  private mutating func conclude(
    _ prepared: Prepared, _ response: SyncResponse, _ stored: Stored
  ) -> Effect {
    count(response, stored)
    if stored.hasUnusable { takesPortable = false }
    let forksMoved = forks.learn(prepared, response, stored)
    if !stored.refused.isEmpty && forks.isEmpty { return finish(.refused(stored.refused)) }
    if forksMoved || !stored.healed.isEmpty { forkRounds += 1 }
    let isHealing =
      (forksMoved || !stored.healed.isEmpty) && forkRounds <= Self.forkRoundsMax
    let moved = stored.received > 0 || hasReachedFurther(response, prepared) || isHealing
    leavesOut =
      moved && !isHealing && forks.isEmpty && stored.disagreeing.isSubset(of: stored.notTaken)
    // What is not taken is not offered again, so the next request has room for what follows.
    let progress = moved || !stored.notTaken.isSubset(of: notTaken)
    notTaken.formUnion(stored.notTaken)
    if response.revoked {
      let isDelivered =
        forks.isEmpty && response.accepted(all: prepared, but: stored.notTaken)
      return isDelivered ? finish(.revoked) : again(progress: progress, response, stored)
    }
    let isAgreed =
      !response.more && prepared.isComplete && forks.isEmpty
      && response.differences(from: stored).isEmpty
    return isAgreed ? finish(.agreed) : again(progress: progress, response, stored)
  }

  /// Whether the centre reports more of what this store holds than before in this session. Going
  /// back and advancing again never counts as progress.
  private mutating func hasReachedFurther(_ response: SyncResponse, _ prepared: Prepared) -> Bool {
    var isFurther = false
    for (log, position) in response.frontier.positions {
      let held = min(position.sequence, prepared.frontier.sequence(of: log))
      guard held > reached.sequence(of: log) else { continue }
      reached[log] = Frontier.Position(sequence: held, check: position.check)
      isFurther = true
    }
    return isFurther
  }

  private mutating func count(_ response: SyncResponse, _ stored: Stored) {
    outcome.received += stored.received
    for segment in attempted {
      let reached = response.frontier.sequence(of: segment.log)
      guard reached >= segment.first, !response.forked.contains(segment.log) else { continue }
      outcome.sent += Int(min(reached, segment.last) - segment.first + 1)
    }
  }

  private mutating func again(
    progress: Bool, _ response: SyncResponse, _ stored: Stored
  ) -> Effect {
    idleRounds = progress ? 0 : idleRounds + 1
    guard idleRounds < Self.idleRoundsMax else {
      let ending = endingIdle(response, stored)
      return finish(ending)
    }
    state = .preparing
    return .prepare(forks.plan)
  }

  /// How a session ends that makes no progress. A centre of an earlier version does not say that it does
  /// not take a log: where it only lacks what others wrote and what was offered to it, the store's own
  /// exchange is complete.
  private mutating func endingIdle(
    _ response: SyncResponse, _ stored: Stored
  ) -> Outcome.Ending {
    let open = response.differences(from: stored)
    let offered = open.intersection(attempted.map(\.log))
    let isLackedOnly = open.allSatisfy { log in
      stored.ofOthers.contains(log)
        && response.frontier.sequence(of: log) < stored.frontier.sequence(of: log)
    }
    guard forks.isEmpty, !response.more, isLackedOnly, !offered.isEmpty else { return .stuck }
    outcome.notTaken = offered
    return response.revoked ? .revoked : .agreed
  }

  private mutating func finish(_ ending: Outcome.Ending) -> Effect {
    state = .finished
    outcome.ending = ending
    return .finish(outcome)
  }
}
