import Aggregation
import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

/// Steps of stories, in one line each.
extension TrustHarness {
  func enrol(_ sites: RecordStore...) throws {
    for site in sites {
      try site.enrol(
        Enrolment(
          server: "https://centre", authority: nil, role: "site",
          centrePublicKey: centre.identity.publicKey, enrolledAt: clock.milliseconds),
        trust: Self.trust)
    }
  }

  /// Logs a record with one field.
  @discardableResult
  func log(_ store: RecordStore, _ value: String, in scope: Scope? = nil) throws -> RecordID {
    let record = RecordID.make(using: &random)
    try set(store, record, value, in: scope)
    return record
  }

  /// Writes the record's one field, superseding what the store shows.
  @discardableResult
  func set(
    _ store: RecordStore, _ record: RecordID, _ value: String, in scope: Scope? = nil
  ) throws -> Written {
    let state = try store.record(record)?.state ?? MergedRecord()
    let change = Change(
      record: record, kind: "theme", scope: scope ?? store.identity.scope, author: "operator",
      operations: [state.writing(.text(value), at: Self.path)])
    return try store.write([change])[0]
  }

  /// The possible values of the record's one field.
  func values(_ store: RecordStore, _ record: RecordID) throws -> Set<String> {
    let candidates = try store.record(record)?.state.candidates(at: Self.path) ?? []
    return Set(candidates.compactMap { $0.value?.text })
  }

  /// Copies all that one store holds to another, as a bundle does.
  func carry(_ from: RecordStore, to: RecordStore) throws {
    try from.signHeads()
    let limits = BatchLimits(entries: 100_000, bytes: 100_000_000)
    let segments = try from.outgoing(after: Frontier(), limits: limits).segments
    let endorsed = try to.endorsed()
    let own = to.identity
    _ = try to.ingest(segments, onFork: .adopt) { log in
      guard log.scope == own.scope || log.scope == Self.trust else { return .relay }
      let isKnown =
        log.replica == own.replica
        || endorsed.contains(EndorsedReplica(replica: log.replica, scope: log.scope))
      return isKnown ? .merge : .quarantine(reason: "unknown-replica")
    }
  }

  /// Restores an older state of the centre's disk in place, as a virtual machine's snapshot does:
  /// the file is the same one, and nothing can notice.
  func putBack(_ image: DiskImage) throws {
    let folder = centre.folder
    try centre.close()
    try image.overwrite(folder)
    centre = try RecordStore.open(in: folder, environment: clock.environment(seed: 77))
  }

  func releaseAll() throws {
    let waiting = try centre.quarantine()
    try centre.decide(
      .released, on: waiting.map { ($0.log, $0.sequence) }, by: "governance", why: "checked")
  }

  func expectAgreement(
    _ sites: RecordStore..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for _ in 0..<3 { for site in sites { try sync(site) } }
    for site in sites {
      let outcome = try sync(site)
      #expect(outcome.ending == .agreed, sourceLocation: sourceLocation)
      #expect(outcome.rounds == 1, sourceLocation: sourceLocation)
    }
    #expect(try SyncExchange.verify(centre).problems == [], sourceLocation: sourceLocation)
    for site in sites {
      #expect(try site.verify().problems == [], sourceLocation: sourceLocation)
    }
    for store in sites + [centre] {
      #expect(try store.ledger().allSatisfy(\.isBalanced), sourceLocation: sourceLocation)
    }
    for site in sites {
      #expect(
        try site.ledger().allSatisfy { $0.pending == 0 }, sourceLocation: sourceLocation)
    }
  }

  static let path = FieldPath(literal: "narrative")
}
