internal import Foundation
public import Replication
internal import Storage

/// Entries that are stored unchanged, outside the records, until somebody decides.
enum Quarantine {
  /// A valid signature over bytes that are not an entry.
  static let malformed = AdmissionReason.malformed.rawValue
  /// Exceeds what one record or one request may hold; see ``IntakeLimits``.
  static let overQuota = "over-quota"

  /// Lists an entry.
  ///
  /// - Parameters:
  ///   - record: whose it is; `nil` where that cannot be read.
  ///   - base: the entry that it waits for.
  static func insert(
    _ log: LogRow, _ sequence: UInt64, reason: String, record: RecordID?,
    on base: EntryPlace? = nil,
    since: Int64, _ db: Connection
  ) throws {
    let sql = """
      INSERT INTO quarantine (log, sequence, reason, since, record, onLog, onSequence)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    try db.send(
      sql,
      [
        log.key, sequence, reason, since, record,
        base.map { $0.log.bytes }, base.map { Int64(clamping: $0.sequence) },
      ])
  }
}

extension Quarantine {
  /// Why an entry waits; `nil` where it does not.
  static func reason(of place: EntryPlace, _ db: Connection) throws -> String? {
    try db.value(
      """
      SELECT reason FROM quarantine JOIN log ON log.id = quarantine.log
      WHERE log.log = ? AND sequence = ? AND decision IS NULL
      """, [place.log, place.sequence], as: String.self)
  }

  /// The first entry of a log that still waits for a decision. A malformed one holds nothing up:
  /// every replica detects it itself.
  ///
  /// - Returns: by the key of the log.
  static func firstWaiting(in logs: [LogRow], _ db: Connection) throws -> [Int64: UInt64] {
    guard try db.value(EntryTable.anythingWaits.sql, as: Bool.self) ?? false else { return [:] }
    let sql = """
      SELECT min(sequence) FROM quarantine WHERE log = ? AND decision IS NULL AND reason <> ?
      """
    let found = try db.rows(sql, each: logs.map { [$0.key, malformed] })
    return try zip(logs, found).reduce(into: [:]) { first, found in
      first[found.0.key] = try found.1.first.flatMap { try $0[0] as UInt64? }
    }
  }
}

/// An entry in quarantine.
public struct QuarantinedEntry: Hashable, Sendable {
  /// `log:sequence`, as commands and pages name it.
  public var entry: String { "\(log):\(sequence)" }
  /// The entry's position.
  public var place: EntryPlace { EntryPlace(log: log, sequence: sequence) }
  /// The log that holds it.
  public let log: LogID
  /// Its position in that log, from 1.
  public let sequence: UInt64
  /// The replica that wrote it.
  public let replica: ReplicaID
  /// The scope that it was written for.
  public let scope: Scope
  public fileprivate(set) var reason: String
  /// Milliseconds since 1970.
  public let since: Int64
  /// `released` or `kept-out` once decided.
  public let decision: String?
  /// The record that it is about; `nil` where that cannot be read.
  public let record: RecordID?
  /// The entry that it waits for.
  public let base: EntryPlace?
}

/// The position of a waiting entry in the list of all.
public struct WaitingPlace: Hashable, Sendable {
  let since: Int64
  let log: LogID
  let sequence: UInt64

  static let first = WaitingPlace(since: .min, log: LogID(high: 0, low: 0), sequence: 0)

  private init(since: Int64, log: LogID, sequence: UInt64) {
    (self.since, self.log, self.sequence) = (since, log, sequence)
  }

  /// The position after an entry, where the next page starts.
  public init(of entry: QuarantinedEntry) {
    self.init(since: entry.since, log: entry.log, sequence: entry.sequence)
  }

  /// Reads what ``text`` wrote.
  public init?(text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let since = Int64(parts[0]), let log = LogID(text: String(parts[1])),
      let sequence = UInt64(parts[2])
    else { return nil }
    self.init(since: since, log: log, sequence: sequence)
  }

  /// The cursor as it is handed to a caller.
  public var text: String { "\(since) \(log) \(sequence)" }
}

/// Which waiting entries to list.
public struct WaitingFilter: Hashable, Sendable {
  /// The scope that they were written for.
  public var scope: String?
  /// Why they wait.
  public var reason: String?
  /// Only those waiting since this time or later; milliseconds since 1970.
  public var from: Int64?
  /// Only those waiting since before this time.
  public var until: Int64?

  /// All of them.
  public init() {}

  static let condition = """
    decision IS NULL AND (CAST(? AS TEXT) IS NULL OR log.scope = ?)
      AND (CAST(? AS TEXT) IS NULL OR reason = ?)
      AND (CAST(? AS BIGINT) IS NULL OR since >= ?)
      AND (CAST(? AS BIGINT) IS NULL OR since < ?)
    """

  var arguments: [any StoredValue] {
    let values: [ColumnValue] = [
      scope.columnValue, reason.columnValue, from.columnValue, until.columnValue,
    ]
    return values.flatMap { [$0, $0] }
  }
}

/// What a person decided about an entry in quarantine.
public enum QuarantineDecision: String, Hashable, Sendable {
  case released
  case keptOut = "kept-out"
}

extension RecordStore {
  /// The entries that still wait for a decision, the oldest first.
  public func quarantine() throws(StoreError) -> [QuarantinedEntry] {
    try quarantined(where: "decision IS NULL")
  }

  /// A page of those that still wait for a decision, the oldest first, then by log and sequence.
  ///
  /// - Parameters:
  ///   - place: where the page before ended.
  ///   - limit: how many to read at most.
  public func quarantine(
    after place: WaitingPlace?, _ filter: WaitingFilter = WaitingFilter(), limit: Int
  ) throws(StoreError) -> [QuarantinedEntry] {
    let place = place ?? .first
    return try quarantined(
      where: """
        \(WaitingFilter.condition) AND since >= ? AND (since, log.log, sequence) > (?, ?, ?)
        """,
      filter.arguments + [
        place.since, place.since, place.log.bytes, place.sequence,
      ], limit: limit)
  }

  /// How many waiting entries a filter admits, counted up to a limit.
  ///
  /// - Parameter most: where counting ends.
  public func waitingCount(
    _ filter: WaitingFilter, most: Int
  ) throws(StoreError) -> Int {
    try read { db in
      try db.value(
        """
        SELECT count(*) FROM (
          SELECT 1 FROM quarantine JOIN log ON log.id = quarantine.log
          WHERE \(WaitingFilter.condition) LIMIT \(most)) AS found
        """, filter.arguments.map(\.columnValue), as: Int.self) ?? 0
    }
  }

  /// The entry at a position, if it still waits for a decision.
  public func waiting(at place: EntryPlace) throws(StoreError) -> QuarantinedEntry? {
    try quarantined(
      where: "decision IS NULL AND log.log = ? AND sequence = ?",
      [place.log.bytes, place.sequence], limit: 1
    ).first
  }

  func quarantined(
    where condition: String, _ arguments: [any StoredValue] = [], limit: Int = .max
  ) throws(StoreError) -> [QuarantinedEntry] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT log.log AS name, log.replica, log.scope, quarantine.*,
          coalesce(decidedAt, since) AS at
        FROM quarantine JOIN log ON log.id = quarantine.log
        WHERE \(condition) ORDER BY since, log.log, sequence LIMIT \(limit)
        """, arguments.map(\.columnValue))
      return try rows.map { row in
        guard let log = row.value("name", as: LogID.self),
          let replica = row.value("replica", as: ReplicaID.self),
          let scope = row.value("scope", as: Scope.self)
        else { throw StoreError.damaged(detail: "a quarantined entry's log") }
        return try QuarantinedEntry(
          log: log, sequence: row["sequence"] as UInt64, replica: replica, scope: scope,
          reason: row["reason"], since: row["at"], decision: row["decision"],
          record: row.value("record", as: RecordID.self),
          base: EntryPlace(base: row))
      }
    }
  }

  /// Makes an entry part of the records here, or removes it from them.
  ///
  /// - Returns: the record that it is part of now.
  @discardableResult
  func setState(
    _ state: EntryState, of entry: EntryRow, in log: LogRow, _ merging: inout Merging,
    _ db: Connection
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
    try EntryTable.setState(state, record: record, of: log, entry.sequence, db)
    return name
  }
}

extension EntryPlace {
  /// - Parameter row: of `quarantine`.
  init?(base row: Row) throws {
    guard let log = row.value("onLog", as: LogID.self),
      let sequence = try row["onSequence"] as Int64?
    else { return nil }
    self.init(log: log, sequence: UInt64(clamping: sequence))
  }
}

extension EntryRow {
  /// Whether this version understands the entry. One that it does not understand waits for a
  /// version that does.
  func isReadable(in log: LogRow) -> Bool {
    do {
      _ = try sealed.decoded(in: log.log)
      return true
    } catch {
      return false
    }
  }
}
