internal import Replication
internal import Storage

// Entries by what they are here. Nearly all are merged; of the others there are indexes.

extension EntryTable {
  /// Whether any entry is not part of a record.
  static let anythingAside = Query("SELECT EXISTS (SELECT 1 FROM entry WHERE state <> 0)")

  /// Whether any entry waits for a decision.
  static let anythingWaits = Query(
    "SELECT EXISTS (SELECT 1 FROM entry WHERE state <> 0 AND state = 1)")

  /// What ``countsAside(_:)`` asks.
  static let aside = Query(
    "SELECT log, state, count(*) FROM entry WHERE state <> 0 GROUP BY log, state")

  /// How many entries are not part of a record, up to a limit.
  static func countAside(upTo limit: Int, _ db: Connection) throws -> Int {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE state <> 0 LIMIT ?) AS found"
    return try db.value(sql, [limit], as: Int.self) ?? 0
  }

  /// How many entries of each log are not merged, by state.
  ///
  /// - Returns: by the key of the log.
  static func countsAside(_ db: Connection) throws -> [Int64: [EntryState: UInt64]] {
    var counts: [Int64: [EntryState: UInt64]] = [:]
    for row in try db.rows(aside.sql) {
      guard let state = try EntryState(rawValue: row[1]) else { continue }
      try counts[row[0], default: [:]][state] = row[2] as UInt64
    }
    return counts
  }

  /// The logs of a scope that have entries which are not merged.
  ///
  /// - Parameter scopes: codes; `nil` for every scope.
  static func logsAside(inEach scopes: [String?], _ db: Connection) throws -> [LogID] {
    let found = try db.rows(
      """
      SELECT log FROM log WHERE (CAST(? AS TEXT) IS NULL OR scope = ?)
        AND EXISTS (SELECT 1 FROM entry WHERE entry.log = log.id AND entry.state <> 0)
      """, each: scopes.map { [$0, $0] })
    return found.joined().compactMap { $0.value(0, as: LogID.self) }
  }

  /// The logs of two scopes that have entries in a state other than merged.
  static func logs(
    with state: EntryState, in scopes: (String, String), _ db: Connection
  ) throws -> [LogRow] {
    let sql = """
      SELECT * FROM log WHERE scope IN (?, ?)
        AND id IN (SELECT log FROM entry WHERE state <> 0 AND state = ?) ORDER BY id
      """
    return try db.rows(sql, [scopes.0, scopes.1, state.rawValue]).map(LogRow.init)
  }

  /// The entries of a log in a state other than merged, in their order.
  static func entries(
    of log: LogRow, in state: EntryState, _ db: Connection
  ) throws -> [EntryRow] {
    let sql = """
      SELECT \(EntryRow.columns) FROM entry WHERE log = ? AND state = ? ORDER BY sequence
      """
    return try db.rows(sql, [log.key, state.rawValue]).map(EntryRow.init)
  }

  /// - Parameter record: the row of the record that the entry is part of from now on.
  static func setState(
    _ state: EntryState, record: Int64?, of log: LogRow, _ sequence: UInt64, _ db: Connection
  ) throws {
    try db.send(
      "UPDATE entry SET state = ?, record = ? WHERE log = ? AND sequence = ?",
      [state.rawValue, record, log.key, sequence])
  }

  // MARK: With the list of those that wait

  /// The entries of a record that wait, and the log of each.
  static func waiting(
    for record: RecordID, in scope: Scope, _ db: Connection
  ) throws -> [(entry: EntryRow, log: LogID)] {
    let rows = try db.rows(
      """
      SELECT log.log AS name, \(EntryRow.columns) FROM quarantine
      JOIN entry USING (log, sequence) JOIN log ON log.id = entry.log
      WHERE quarantine.record = ? AND log.scope = ? AND decision IS NULL
      """, [record, scope])
    return rows.compactMap { row in
      guard let log = row.value("name", as: LogID.self), let entry = try? EntryRow(row, from: 1)
      else { return nil }
      return (entry, log)
    }
  }

  /// The entries of a log from a sequence number on, each with the columns `reason`, `onLog` and
  /// `onSequence` of the list of those that wait.
  static func line(
    ofListed log: LogRow, from sequence: UInt64, _ db: Connection
  ) throws -> [(entry: EntryRow, listing: Row)] {
    try db.rows(
      """
      SELECT \(EntryRow.columns), reason, onLog, onSequence FROM entry
      LEFT JOIN quarantine USING (log, sequence)
      WHERE log = ? AND sequence >= ? ORDER BY sequence
      """, [log.key, sequence]
    ).map { (try EntryRow($0), $0) }
  }

  /// The key of the log, the sequence number and the header of every entry on the list of those that
  /// wait.
  static func listedHeaders(
    _ db: Connection
  ) throws -> [(log: Int64, sequence: Int64, header: [UInt8])] {
    try db.rows("SELECT log, sequence, header FROM quarantine JOIN entry USING (log, sequence)")
      .map { try ($0["log"], $0["sequence"], $0["header"]) }
  }
}
