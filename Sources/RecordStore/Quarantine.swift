internal import Foundation
internal import GRDB
public import Replication

/// Entries that are kept whole and apart until somebody decides.
enum Quarantine {
  /// A valid signature over bytes that are not an entry.
  static let malformed = "malformed-payload"

  static func insert(
    _ log: LogRow, _ sequence: UInt64, reason: String, since: Int64, _ db: Database
  ) throws {
    try db.execute(
      sql: "INSERT INTO quarantine (log, sequence, reason, since) VALUES (?, ?, ?, ?)",
      arguments: [log.key, Int64(sequence), reason, since])
  }
}

extension Quarantine {
  /// The first entry of a log about which nobody has decided. A malformed one holds nothing up:
  /// every replica finds that for itself.
  static func firstWaiting(in log: LogRow, _ db: Database) throws -> UInt64? {
    let sql = """
      SELECT min(sequence) FROM quarantine WHERE log = ? AND decision IS NULL AND reason <> ?
      """
    return try Int64.fetchOne(
      db.cachedStatement(sql: sql), arguments: [log.key, malformed]
    ).map { UInt64($0) }
  }
}

/// An entry that is kept apart.
public struct QuarantinedEntry: Hashable, Sendable {
  /// `log:sequence`, as commands and pages name it.
  public var entry: String { "\(log):\(sequence)" }
  public let log: LogID
  public let sequence: UInt64
  public let replica: ReplicaID
  public let scope: Scope
  public fileprivate(set) var reason: String
  /// Milliseconds since 1970.
  public let since: Int64
  /// `released` or `kept-out` once decided.
  public let decision: String?
}

/// What a person decided about an entry in quarantine.
public enum QuarantineDecision: String, Hashable, Sendable {
  case released
  case keptOut = "kept-out"
}

extension RecordStore {
  /// The entries about which nobody has decided, the oldest first.
  public func quarantine() throws(StoreError) -> [QuarantinedEntry] {
    try quarantined(where: "decision IS NULL")
  }

  /// The entries that stay out by a decision. Their reason says why they were kept apart at first,
  /// their time when it was decided.
  func keptOut() throws(StoreError) -> [QuarantinedEntry] {
    try quarantined(where: "decision = 'kept-out'").map { entry in
      var entry = entry
      entry.reason = "\(HeldEntries.keptOut): \(entry.reason)"
      return entry
    }
  }

  private func quarantined(where condition: String) throws(StoreError) -> [QuarantinedEntry] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT log.log AS name, log.replica, log.scope, quarantine.*,
            coalesce(decidedAt, since) AS at
          FROM quarantine JOIN log ON log.id = quarantine.log
          WHERE \(condition) ORDER BY since, log.id, sequence
          """)
      return try rows.map { row in
        guard let log = LogID(bytes: row["name"] as Data),
          let replica = ReplicaID(bytes: row["replica"] as Data), let scope = Scope(row["scope"])
        else { throw StoreError.damaged(detail: "a quarantined entry's log") }
        return QuarantinedEntry(
          log: log, sequence: UInt64(row["sequence"] as Int64), replica: replica, scope: scope,
          reason: row["reason"], since: row["at"], decision: row["decision"])
      }
    }
  }

  /// Decides about entries in quarantine. Released ones are merged in the order of their log;
  /// those that are kept out stay whole here. What this version cannot read cannot be released.
  ///
  /// - Returns: how many entries it decided about.
  @discardableResult
  public func decide(
    _ decision: QuarantineDecision, on entries: [(log: LogID, sequence: UInt64)],
    by role: String, why: String
  ) throws(StoreError) -> Int {
    try write { db in
      var merging = Merging()
      var decided = 0
      for (name, sequence) in entries.sorted(by: { ($0.log, $0.sequence) < ($1.log, $1.sequence) })
      {
        guard let log = try LogRow.find(name, db),
          let entry = try EntryRow.find(log, sequence, db),
          decision == .keptOut || entry.isReadable(in: log)
        else { continue }
        try db.execute(
          sql: """
            UPDATE quarantine SET decision = ?, decidedAt = ?, decidedBy = ?, why = ?
            WHERE log = ? AND sequence = ? AND decision IS NULL
            """,
          arguments: [
            decision.rawValue, environment.now(), role, why, log.key, Int64(sequence),
          ])
        guard db.changesCount == 1 else { continue }
        decided += 1
        let state = decision == .released ? EntryState.merged : .keptOut
        try setState(state, of: entry, in: log, &merging, db)
      }
      try merging.write(db)
      return decided
    }
  }

  /// Releases what waits only because its replica was not known, now that it is.
  @discardableResult
  public func release(
    replica: ReplicaID, scope: Scope, reason: String, by role: String
  ) throws(StoreError) -> Int {
    let waiting = try quarantine().filter {
      $0.replica == replica && $0.scope == scope && $0.reason == reason
    }
    return try decide(
      .released, on: waiting.map { ($0.log, $0.sequence) }, by: role, why: "the replica is known")
  }

  /// Makes an entry part of the records here, or no part of them.
  ///
  /// - Returns: the record that it is part of now.
  @discardableResult
  func setState(
    _ state: EntryState, of entry: EntryRow, in log: LogRow, _ merging: inout Merging,
    _ db: Database
  ) throws -> RecordID? {
    var record: Int64?
    var name: RecordID?
    if state == .merged, let decoded = try entry.sealed.decoded(in: log.log) {
      let place = log.reference(to: entry.sequence, hash: entry.hash)
      let key = Merging.Key(scope: log.descriptor.scope, record: decoded.header.record)
      record = try merging.add(decoded, at: place, scope: key.scope, db)
      name = key.record
      if let redaction = decoded.payload.redaction {
        try RedactionTables.apply(redaction.target, in: key, at: environment.now(), db)
      }
    }
    try db.execute(
      sql: "UPDATE entry SET state = ?, record = ? WHERE log = ? AND sequence = ?",
      arguments: [state.rawValue, record, log.key, Int64(entry.sequence)])
    return name
  }
}

extension EntryRow {
  /// Whether this version understands the entry. What it does not waits for one that does.
  func isReadable(in log: LogRow) -> Bool {
    do {
      _ = try sealed.decoded(in: log.log)
      return true
    } catch {
      return false
    }
  }
}
