internal import Foundation
public import Replication
internal import Storage

/// The result of a person's decision about waiting entries.
public struct QuarantineSettlement: Hashable, Sendable {
  /// How many entries no longer wait, including those that built on the ones decided about.
  public var settled = 0
  /// Entries that still wait, and for which reason now.
  public var waiting: [EntryPlace: String] = [:]

  /// Nothing was decided.
  public init() {}
}

extension RecordStore {
  /// The reasons why entries of a known device wait. Where such an entry is for the whole trust, it is
  /// never released: no site's device writes the trust's records.
  package static let reasonsOfSites: Set = ["wrong-scope", "revoked", "reader-may-not-write"]

  /// Decides about entries in quarantine. Released ones are merged in the order of their log; those
  /// that are kept out are stored unchanged. What this version cannot read cannot be released.
  ///
  /// - Returns: how many entries no longer wait.
  @discardableResult
  public func decide(
    _ decision: QuarantineDecision, on entries: [(log: LogID, sequence: UInt64)],
    by role: String, why: String, rules: EntryRules = .judged
  ) throws(StoreError) -> Int {
    let places = entries.map { EntryPlace(log: $0.log, sequence: $0.sequence) }
    return try settle(decision, on: places, by: role, why: why, rules: rules).settled
  }

  /// Decides about entries in quarantine, and about those that build on them.
  ///
  /// An entry that builds on a released one and waits for nothing else is merged with it, unless it
  /// is listed to go on waiting.
  ///
  /// - Parameters:
  ///   - rules: whether a released entry is judged by its contents.
  ///   - waiting: entries that build on these and go on waiting until somebody decides about them.
  public func settle(
    _ decision: QuarantineDecision, on places: [EntryPlace], leaving waiting: [EntryPlace] = [],
    by role: String, why: String, rules: EntryRules
  ) throws(StoreError) -> QuarantineSettlement {
    try write { db in
      var settling = Settling(
        store: self, decision: decision, role: role, why: why, isChecked: rules == .checked,
        reconsideration: try Reconsideration(
          self, limits: IntakeLimits(), at: environment.now(), db),
        judge: try EntryJudge(self, db), merging: Merging(self))
      let before = try Settling.waitingCount(db)
      for place in waiting { try Settling.pin(place, db) }
      for place in places.sorted(by: { ($0.log, $0.sequence) < ($1.log, $1.sequence) }) {
        try settling.settle(place, db)
      }
      var result = QuarantineSettlement()
      result.settled = before - (try settling.finish(db))
      for place in places { result.waiting[place] = try Quarantine.reason(of: place, db) }
      return result
    }
  }

  /// The most entries released in one request: as many as can return from waiting in one.
  public static let releasedAtOnceMax = IntakeLimits().waitingPerReplicaMax

  /// Releases entries that wait only because their replica was unknown, now that it is known: a
  /// limited number at a time, in the order of its logs.
  ///
  /// - Returns: how many entries no longer wait.
  @discardableResult
  public func release(
    replica: ReplicaID, scope: Scope, reason: String, by role: String, rules: EntryRules = .judged,
    most: Int = releasedAtOnceMax
  ) throws(StoreError) -> Int {
    let waiting = try read { db in
      try db.rows([Self.waiting(of: replica, scope, reason, most)])[0].compactMap { row in
        try row.value("name", as: LogID.self).map { try ($0, row["sequence"] as UInt64) }
      }
    }
    guard !waiting.isEmpty else { return 0 }
    return try decide(
      .released, on: waiting, by: role, why: "the replica is known", rules: rules)
  }

  static func waiting(
    of replica: ReplicaID, _ scope: Scope, _ reason: String, _ most: Int = releasedAtOnceMax
  ) -> Query {
    Query(
      """
      SELECT log.log AS name, sequence FROM log
      CROSS JOIN quarantine INDEXED BY quarantineByLog ON quarantine.log = log.id
      WHERE log.replica = ? AND log.scope = ? AND decision IS NULL AND reason = ?
      LIMIT \(most)
      """, [replica, scope, reason])
  }

  /// Whether there is anything that ``release(replica:scope:reason:by:rules:most:)`` would release.
  package func isWaiting(
    replica: ReplicaID, scope: Scope, reason: String
  ) throws(StoreError) -> Bool {
    try read { try !$0.rows([Self.waiting(of: replica, scope, reason)])[0].isEmpty }
  }

  /// Entries that build on one and are listed with it. A device may write any number; those beyond
  /// this are decided about next.
  public static let restingMax = 500

  /// The waiting entries that build on a waiting one: all of its record if it founds that, and
  /// those that supersede an operation of it or of one of them.
  public func resting(on entry: QuarantinedEntry) throws(StoreError) -> [QuarantinedEntry] {
    guard let record = entry.record else { return [] }
    let others = try quarantined(
      where: "decision IS NULL AND quarantine.record = ? AND log.scope = ?",
      [record.bytes, entry.scope.code], limit: Self.restingMax)
    guard others.count > 1 else { return [] }
    return try read { db in
      var names: Set<EntryReference> = []
      var isFounding = false
      var open: [(QuarantinedEntry, Entry, EntryReference)] = []
      for other in others.contains(where: { $0.place == entry.place }) ? others : others + [entry] {
        guard let log = try LogRow.find(other.log, db),
          let row = try EntryTable.find(log, other.sequence, db),
          let read = (try? row.sealed.decoded(in: log.log)) ?? nil
        else { continue }
        let name = read.header.origin ?? log.reference(to: other.sequence, hash: row.hash)
        if other.log == entry.log, other.sequence == entry.sequence {
          names.insert(name)
          isFounding = read.payload.foundsRecord
        } else {
          open.append((other, read, name))
        }
      }
      var found: [QuarantinedEntry] = []
      var isMoving = true
      while isMoving {
        isMoving = false
        for (other, read, name) in open where !names.contains(name) {
          let rests =
            isFounding && !read.payload.foundsRecord
            || read.payload.operations.contains {
              $0.supersedes.contains { names.contains($0.entry) }
            }
          guard rests else { continue }
          names.insert(name)
          found.append(other)
          isMoving = true
        }
      }
      return found
    }
  }
}

/// One decision within one transaction.
private struct Settling {
  let store: RecordStore
  let decision: QuarantineDecision
  let role: String
  let why: String
  let isChecked: Bool
  var reconsideration: Reconsideration
  let judge: EntryJudge
  var merging: Merging

  mutating func settle(_ place: EntryPlace, _ db: Connection) throws {
    guard let log = try LogRow.find(place.log, db),
      let row = try EntryTable.find(log, place.sequence, db), row.state == .quarantined,
      let reason = try Quarantine.reason(of: place, db),
      decision == .keptOut || row.isReadable(in: log)
    else { return }
    if decision == .keptOut { return try mark(row, of: log, db) }
    guard let entry = try row.sealed.decoded(in: log.log) else { return try mark(row, of: log, db) }
    let name = log.reference(to: place.sequence, hash: row.hash)
    if isChecked, !(try mayMerge(entry, row, of: log, at: name, reason, db)) { return }
    try mark(row, of: log, db)
    reconsideration.note(entry, at: name, in: log.descriptor.scope, merging)
  }

  /// - Returns: how many entries wait still.
  mutating func finish(_ db: Connection) throws -> Int {
    _ = try reconsideration.run(&merging, db)
    try merging.write(db)
    return try Self.waitingCount(db)
  }

  private mutating func mark(_ row: EntryRow, of log: LogRow, _ db: Connection) throws {
    try db.send(
      """
      UPDATE quarantine SET decision = ?, decidedAt = ?, decidedBy = ?, why = ?
      WHERE log = ? AND sequence = ?
      """,
      [
        decision.rawValue, store.environment.now(), role, why, log.key, Int64(row.sequence),
      ])
    let state = decision == .released ? EntryState.merged : .keptOut
    try store.setState(state, of: row, in: log, &merging, db)
  }

  /// Whether a person's decision makes an entry part of the records. One that waited only because
  /// of its writer is judged first, and may then wait for another reason.
  private mutating func mayMerge(
    _ entry: Entry, _ row: EntryRow, of log: LogRow, at name: EntryReference, _ reason: String,
    _ db: Connection
  ) throws -> Bool {
    // Entries that a device wrote for the whole trust would be read at every site.
    if RecordStore.reasonsOfSites.contains(reason), log.descriptor.scope == store.identity.scope {
      return false
    }
    let subject = EntryJudge.Subject(
      entry: entry, sealed: row.sealed, log: log.descriptor,
      name: entry.header.origin ?? name)
    let verdict: EntryVerdict
    do {
      verdict = try judge.verdict(on: subject, &merging, db)
    } catch is OverQuota {
      return false
    }
    guard case .waits(let why, let base) = verdict else {
      return try hasRoom(entry, row, of: log, db)
    }
    if reason == why.rawValue {
      let isEarly = try why == .restsOnWaiting && isBaseUndecided(subject, base, db)
      let isBarred = try judge.mayNotBeReleased(subject, merging.find(subject.key, db), db)
      return why.mayBeReleased && !isEarly && !isBarred
    }
    try db.send(
      """
      UPDATE quarantine SET reason = ?, onLog = ?, onSequence = ?, pinned = 0
      WHERE log = ? AND sequence = ?
      """,
      [
        why.rawValue, base.map { $0.log.bytes }, base.map { Int64(clamping: $0.sequence) },
        log.key, Int64(row.sequence),
      ])
    return false
  }

  /// Whether the record has room for the entry, whoever wrote it: a person decided. If not, it waits for
  /// that from now on: no decision makes a record too large to be read.
  private mutating func hasRoom(
    _ entry: Entry, _ row: EntryRow, of log: LogRow, _ db: Connection
  ) throws -> Bool {
    guard try merging.isBeyondReserve(for: entry, in: log.descriptor, IntakeLimits(), db) else {
      return true
    }
    try db.send(
      "UPDATE quarantine SET reason = ? WHERE log = ? AND sequence = ?",
      [Quarantine.overQuota, log.key, Int64(row.sequence)])
    return false
  }

  /// Whether an entry that this one builds on waits itself: that is decided first.
  private func isBaseUndecided(
    _ subject: EntryJudge.Subject, _ base: EntryPlace?, _ db: Connection
  ) throws -> Bool {
    if let base { return try Quarantine.reason(of: base, db) != nil }
    let waiting = try EntryTable.waiting(
      for: subject.key.record, in: subject.log.scope, db)
    return waiting.contains { found in
      guard let entry = (try? found.entry.sealed.decoded(in: found.log)) ?? nil else {
        return false
      }
      return entry.payload.foundsRecord
    }
  }

  // MARK: The list

  static func waitingCount(_ db: Connection) throws -> Int {
    try db.value(RecordStore.waitingTotal.sql, as: Int.self) ?? 0
  }

  static func pin(_ place: EntryPlace, _ db: Connection) throws {
    try db.send(
      """
      UPDATE quarantine SET pinned = 1
      WHERE log = (SELECT id FROM log WHERE log = ?) AND sequence = ? AND decision IS NULL
      """, [place.log, place.sequence])
  }
}
