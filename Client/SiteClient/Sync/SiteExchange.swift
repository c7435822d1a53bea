package import RecordStore
package import Replication
package import SyncProtocol

/// The site's side of one round: what a `SyncSession` needs from the store.
package struct SiteExchange: Sendable {
  package let store: RecordStore

  /// The longest reason of a quarantined entry that is stored: `kept-out: reader-may-not-write` has
  /// 30.
  private static let reasonMax = 96

  package init(store: RecordStore) { self.store = store }

  /// Answers `SyncSession.Effect.prepare`.
  ///
  /// - Parameter limits: what the request may hold; at least the entries of one checkpoint.
  package func prepare(
    _ plan: ForkPlan, limits: BatchLimits = .standard
  ) throws(StoreError) -> SyncSession.Prepared {
    let (offered, replaced) = try readied(plan)
    var frontier = try store.frontier()
    var acknowledged = try store.acknowledgedFrontier()
    for (log, place) in offered {
      acknowledged[log] = Frontier.Position(sequence: place, check: 0)
    }
    for (log, place) in plan.claims {
      guard let check = try store.check(of: log, at: place) else { continue }
      frontier[log] = Frontier.Position(sequence: place, check: check)
    }
    // A claim of no more than both sides share makes the centre send the rest of its line.
    for (log, place) in replaced {
      let check = try store.check(of: log, at: place)
      frontier[log] =
        place == 0 ? nil : check.map { Frontier.Position(sequence: place, check: $0) }
    }
    let withheld = try store.logsWithheld().union(plan.claims.keys).union(replaced.keys)
    let outgoing = try store.outgoing(after: acknowledged, excluding: withheld, limits: limits)
    return SyncSession.Prepared(
      frontier: frontier, segments: outgoing.segments, isComplete: outgoing.isComplete)
  }

  /// Writes what must be on the disk before a request, in one transaction; most requests need none.
  ///
  /// - Returns: how much both sides share of the logs of which our line is offered, and of those of
  ///   which the centre's line replaces ours.
  private func readied(
    _ plan: ForkPlan
  ) throws(StoreError) -> (offered: [LogID: UInt64], replaced: [LogID: UInt64]) {
    if plan.divergedAt.isEmpty, try store.isReadyToSend() { return ([:], [:]) }
    return try store.inOneTransaction { () throws(StoreError) in
      var offered: [LogID: UInt64] = [:]
      var replaced: [LogID: UInt64] = [:]
      for (log, place) in plan.divergedAt.sorted(by: { $0.key < $1.key }) {
        if try isOursToHeal(log) {
          try store.leave(log, from: place)
        } else if try store.hasCopies(of: log, from: place) {
          replaced[log] = place - 1
        } else {
          offered[log] = place - 1
        }
      }
      try store.signHeads()
      _ = try store.lineClaim()
      return (offered, replaced)
    }
  }

  /// Whether our line of a forked log continues in one of our logs.
  private func isOursToHeal(_ log: LogID) throws(StoreError) -> Bool {
    guard let descriptor = try store.descriptor(of: log) else { return false }
    return store.isHealedHere(descriptor, centre: try store.enrolment()?.centrePublicKey)
  }

  /// How many entries the centre reports as missing, though it once acknowledged them.
  package func lack(of response: SyncResponse) throws(StoreError) -> Int {
    let forked = Set(response.forked)
    return try store.acknowledgedFrontier().positions.reduce(0) { sum, known in
      guard !forked.contains(known.key) else { return sum }
      let reached = response.frontier.sequence(of: known.key)
      return sum + Int(max(known.value.sequence, reached) - reached)
    }
  }

  /// Answers `SyncSession.Effect.store`.
  package func take(_ response: SyncResponse) throws(StoreError) -> SyncSession.Stored {
    try taking(response).stored
  }

  /// Answers `SyncSession.Effect.store`, and returns which records changed.
  ///
  /// The entries, whose they are and what the centre has are stored in one transaction: where it
  /// fails, the result is as if the answer had been lost. A large answer is stored in parts, so that
  /// others who write here do not wait for all of it: where one fails, those before it are stored.
  ///
  /// - Parameter onPart: called with the result of each part but the last, once it is stored.
  package func taking(
    _ response: SyncResponse, onPart: (Ingested) -> Void = { _ in }
  ) throws(StoreError) -> (stored: SyncSession.Stored, records: Set<RecordID>) {
    var portable = PortableIntake(exchange: self, response)
    try portable.takeAll(onPart)
    let (rest, taken) = (portable.rest, portable.ingested)
    var (stored, records) = try store.inOneTransaction { () throws(StoreError) in
      try taking(rest, of: response, after: taken)
    }
    stored.hasUnusable = portable.hasUnusable
    return (stored, records)
  }

  /// Appends segments of the centre, and notes whose they are.
  func ingest(_ segments: [LogSegment]) throws(StoreError) -> Ingested {
    let readable = try store.readableScopes()
    let centre = try store.enrolment()?.centrePublicKey
    let ingested = try store.ingest(
      segments,
      onFork: { log in
        if store.isHealedHere(log, centre: centre) { return .yield }
        return readable.contains(log.scope) ? .replace : .refuse
      },
      admission: { readable.contains($0.scope) ? .merge : .relay })
    let sent = Set(segments.map(\.log)).subtracting(ingested.refused.keys)
    try store.endorse(for: sent)
    return ingested
  }

  /// - Parameter taken: the result for the answer's other segments.
  private func taking(
    _ segments: [LogSegment], of response: SyncResponse, after taken: Ingested
  ) throws(StoreError) -> (stored: SyncSession.Stored, records: Set<RecordID>) {
    try store.noteLine(isBehind: response.isBehind)
    try store.noteCentreReadsAcross(response.readsAcross)
    let readable = try store.readableScopes()
    var ingested = taken
    ingested.add(try ingest(segments))
    let held = response.held.map {
      HeldEntries(
        log: $0.log, first: $0.first, last: $0.last,
        reason: CentreText.cut($0.reason, to: Self.reasonMax), since: $0.since)
    }
    let ours = try store.frontier()
    var forked: Set<LogID> = []
    for log in response.forked {
      let isKeptElsewhere = ours[log] != nil && ours[log] == response.frontier[log]
      // Of a log that is read here, the other line is missing; for one that is only relayed it is
      // enough that the centre has ours.
      let isRead = try store.descriptor(of: log).map { readable.contains($0.scope) } ?? false
      if isRead || !isKeptElsewhere { forked.insert(log) }
    }
    forked.subtract(ingested.forked)
    var frontier = response.frontier
    for log in forked { frontier[log] = nil }
    let disagreeing = try store.acknowledge(
      frontier, held: held.filter { $0.whyNotTaken == nil })
    let others = try store.logsOfOthers()
    try noteNotTaken(held, others)
    try store.releaseVouched()
    let late = try store.mergeRelayed()
    let healed = ingested.forked.subtracting(ingested.divergedAt.keys)
    var stored = SyncSession.Stored(
      frontier: try store.frontier(), received: ingested.merged + ingested.relayed,
      healed: healed, disagreeing: disagreeing.union(forked), divergedAt: ingested.divergedAt,
      refused: ingested.refused.mapValues(\.rawValue))
    stored.ofOthers = others
    stored.notTaken = try store.logsWithheld()
    let lines = stored.disagreeing.union(stored.divergedAt.keys)
    stored.keptApart = try keptApart(
      stored.notTaken.intersection(lines), at: stored.frontier, readable)
    return (stored, ingested.records.union(late))
  }

  /// Of some forked logs of which the centre does not take our line, those of which its line is not wanted
  /// here, or has no place: ours continues in no log of this store, and its entries are in no other.
  private func keptApart(
    _ logs: Set<LogID>, at ours: Frontier, _ readable: Set<Scope>
  ) throws(StoreError) -> Set<LogID> {
    var kept: Set<LogID> = []
    for log in logs {
      guard let scope = try store.descriptor(of: log)?.scope, readable.contains(scope) else {
        kept.insert(log)
        continue
      }
      if try isOursToHeal(log) { continue }
      if try !store.hasCopies(of: log, from: ours.sequence(of: log)) { kept.insert(log) }
    }
    return kept
  }

  /// Records what a session found out: the logs of others that a centre of an earlier version does not
  /// take, since it does not say so.
  package func note(_ outcome: SyncSession.Outcome) throws(StoreError) {
    let reasons = outcome.notTaken.map { ($0, LogNotTaken.unstated) }
    try store.noteNotTaken(Dictionary(uniqueKeysWithValues: reasons))
  }

  /// What the store wrote with a former key counts as another's at the centre. It is offered each time all
  /// the same, and the reason is among the causes.
  private func noteNotTaken(
    _ held: [HeldEntries], _ others: Set<LogID>
  ) throws(StoreError) {
    var reasons: [LogID: String] = [:]
    for run in held {
      guard let why = run.whyNotTaken else { continue }
      if others.contains(run.log) {
        reasons[run.log] = why
      } else if try store.descriptor(of: run.log) != nil {
        try store.noteSyncBlocker(
          code: "own-not-taken",
          text: "the centre does not take what this store wrote with its former key: "
            + NotTakenReason.displayText(why))
      }
    }
    try store.noteNotTaken(reasons)
  }
}
