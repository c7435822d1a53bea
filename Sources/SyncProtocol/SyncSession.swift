public import Replication

/// One synchronisation from a site's side, as a value without I/O.
///
/// It takes what happened and says what to do. HTTPS, a simulated network and a test drive the
/// same one. Every round commits on its own, so it may be dropped at any point and begun again.
///
///     ready ── prepare ──▶ preparing ── post ──▶ waiting ── store ──▶ storing ──▶ finished
///                              ▲                                        │
///                              └────────────── not yet agreed ──────────┘
public struct SyncSession: Hashable, Sendable {
  /// Something that happened outside.
  public enum Event: Hashable, Sendable {
    case begun
    case prepared(Prepared)
    case answered(SyncResponse)
    case stored(Stored)
  }

  /// Something the owner must now do, and answer with an event.
  public enum Effect: Hashable, Sendable {
    /// Sign the heads of the own logs, then read the frontier and the segments after a position,
    /// leaving out some logs. Answer with ``Event/prepared(_:)``.
    case prepare(excluding: Set<LogID>)
    /// Send the request. Answer with ``Event/answered(_:)``.
    case post(SyncRequest)
    /// Take in what came and note what the centre has. Answer with ``Event/stored(_:)``.
    case store(SyncResponse)
    case finish(Outcome)
  }

  /// What the store holds and what it believes the centre lacks.
  public struct Prepared: Hashable, Sendable {
    public var frontier: Frontier
    public var segments: [LogSegment]
    /// Whether these are all that the centre is believed to lack.
    public var isComplete: Bool

    public init(frontier: Frontier, segments: [LogSegment], isComplete: Bool) {
      self.frontier = frontier
      self.segments = segments
      self.isComplete = isComplete
    }
  }

  /// What came of a response.
  public struct Stored: Hashable, Sendable {
    /// The store's frontier now.
    public var frontier: Frontier
    /// Entries that are new here.
    public var received: Int
    /// Logs that turned out forked and were healed.
    public var healed: Set<LogID>
    /// Logs of which the centre has other entries under numbers that are here too.
    public var disagreeing: Set<LogID>
    /// Segments that did not prove themselves.
    public var refused: [LogID: String]

    public init(
      frontier: Frontier, received: Int = 0, healed: Set<LogID> = [],
      disagreeing: Set<LogID> = [], refused: [LogID: String] = [:]
    ) {
      self.frontier = frontier
      self.received = received
      self.healed = healed
      self.disagreeing = disagreeing
      self.refused = refused
    }
  }

  /// How it ended. The counts are of this session.
  public struct Outcome: Hashable, Sendable {
    public enum Ending: Hashable, Sendable {
      /// Both sides have the same.
      case agreed
      /// The replica was revoked; what was pending is in quarantine.
      case revoked
      /// A round changed nothing, and the sides do not agree.
      case stuck
      /// The centre sent logs that do not prove themselves.
      case refused([LogID: String])
    }

    public var ending: Ending = .agreed
    public var sent = 0
    public var received = 0
    public var rounds = 0

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
  /// Forked logs, and how far our line was found to agree with the centre's.
  private var probing: [LogID: UInt64] = [:]
  private var theirs = Frontier()
  private var ours = Frontier()
  /// Rounds that changed nothing, one after the other.
  private var idleRounds = 0

  public init() {}

  /// Advances the session by one event.
  ///
  /// - Precondition: the event answers the effect that was returned last.
  public mutating func handle(_ event: Event) -> Effect {
    switch (state, event) {
    case (.ready, .begun):
      state = .preparing
      return .prepare(excluding: [])
    case (.preparing, .prepared(let prepared)):
      state = .waiting(prepared)
      outcome.rounds += 1
      return .post(request(prepared))
    case (.waiting(let prepared), .answered(let response)):
      state = .storing(prepared, response)
      return .store(response)
    case (.storing(let prepared, let response), .stored(let stored)):
      return conclude(prepared, response, stored)
    case (.ready, _), (.preparing, _), (.waiting, _), (.storing, _), (.finished, _):
      preconditionFailure("an event must answer the session's last effect")
    }
  }

  /// The frontier tells the centre of forked logs only what is known to agree, so that it sends the
  /// rest.
  private func request(_ prepared: Prepared) -> SyncRequest {
    var frontier = prepared.frontier
    for (log, agreed) in probing {
      frontier[log] = agreed == 0 ? nil : Frontier.Position(sequence: agreed, check: 0)
    }
    return SyncRequest(
      frontier: frontier, segments: prepared.segments.filter { probing[$0.log] == nil })
  }

  private mutating func conclude(
    _ prepared: Prepared, _ response: SyncResponse, _ stored: Stored
  ) -> Effect {
    count(prepared, response, stored)
    let probesBefore = probing
    updateProbes(response, stored)
    if response.revoked {
      return response.accepted(all: prepared) ? finish(.revoked) : again(progress: true)
    }
    if !stored.refused.isEmpty && probing.isEmpty { return finish(.refused(stored.refused)) }
    let isAgreed =
      !response.more && prepared.isComplete && probing.isEmpty
      && stored.frontier.agrees(with: response.frontier)
    let progress =
      stored.received > 0 || response.frontier != theirs || stored.frontier != ours
      || probing != probesBefore || !stored.healed.isEmpty
    theirs = response.frontier
    ours = stored.frontier
    return isAgreed ? finish(.agreed) : again(progress: progress)
  }

  private mutating func count(
    _ prepared: Prepared, _ response: SyncResponse, _ stored: Stored
  ) {
    outcome.received += stored.received
    for segment in prepared.segments where probing[segment.log] == nil {
      let reached = response.frontier.sequence(of: segment.log)
      guard reached >= segment.first, !response.forked.contains(segment.log) else { continue }
      outcome.sent += Int(min(reached, segment.last) - segment.first + 1)
    }
  }

  private mutating func updateProbes(_ response: SyncResponse, _ stored: Stored) {
    for log in probing.keys {
      if stored.healed.contains(log) {
        probing[log] = nil
      } else if let last = response.segments.last(where: { $0.log == log })?.last {
        probing[log] = last
      } else {
        // The centre has nothing beyond what agrees: ours only goes further.
        probing[log] = nil
      }
    }
    for log in stored.disagreeing.union(response.forked).subtracting(stored.healed)
    where probing[log] == nil {
      probing[log] = 0
    }
  }

  private mutating func again(progress: Bool) -> Effect {
    idleRounds = progress ? 0 : idleRounds + 1
    guard idleRounds < 3 else { return finish(.stuck) }
    state = .preparing
    return .prepare(excluding: Set(probing.keys))
  }

  private mutating func finish(_ ending: Outcome.Ending) -> Effect {
    state = .finished
    outcome.ending = ending
    return .finish(outcome)
  }
}

extension SyncResponse {
  /// Whether the centre now holds every segment that was prepared.
  fileprivate func accepted(all prepared: SyncSession.Prepared) -> Bool {
    prepared.isComplete
      && prepared.segments.allSatisfy { frontier.sequence(of: $0.log) >= $0.last }
  }
}

extension Frontier {
  /// Whether both sides have every log equally far, with the same entries.
  fileprivate func agrees(with other: Frontier) -> Bool {
    positions == other.positions
  }
}
