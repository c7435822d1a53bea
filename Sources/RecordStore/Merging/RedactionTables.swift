internal import Foundation
internal import Replication
internal import Storage

/// Removes redacted payloads from every table that may hold them, now and when they arrive later.
///
/// A redaction affects only entries of its own record and scope: nobody can remove what they may
/// not write. An entry that contains a redaction keeps its payload, or what it removed would be
/// stated nowhere.
enum RedactionTables {
  static func apply(
    _ target: EntryReference, in key: Merging.Key, at time: Int64, _ db: Connection
  ) throws {
    try db.send(
      """
      INSERT INTO redaction (log, sequence, checkCode, scope, record, at)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        target.log, target.sequence, Int64(target.check), key.scope,
        key.record, time,
      ])
    db.readAhead([LogRow.query(target.log), queryMoved(target), queryForked(target)])
    var hasCleared = false
    if let log = try LogRow.find(target.log, db) {
      hasCleared = try clear(target, in: log, at: target.sequence, key, db)
    }
    let moved = try db.rows([queryMoved(target)])[0]
    for row in moved {
      let place = try row["place"] as UInt64
      if try clear(target, in: try LogRow(row), at: place, key, db) { hasCleared = true }
    }
    if try clearForked(target, key, db) { hasCleared = true }
    if hasCleared { try db.noteErasure() }
  }

  private static func queryMoved(_ target: EntryReference) -> Query {
    Query(
      """
      SELECT log.*, movedEntry.sequence AS place FROM movedEntry
      JOIN log ON log.id = movedEntry.log
      WHERE originLog = ? AND originSequence = ?
      """, [target.log, target.sequence])
  }

  private static func queryForked(_ target: EntryReference) -> Query {
    Query(
      "SELECT hash, header, payload FROM forkedEntry WHERE log = ? AND sequence = ?",
      [target.log, target.sequence])
  }

  /// Whether an entry of a record was redacted.
  static func contains(
    _ name: EntryReference, in key: Merging.Key, _ db: Connection
  ) throws -> Bool {
    var statement = try db.statement(selection)
    statement.bind(name.log)
    statement.bind(name.sequence)
    statement.bind(Int64(name.check))
    statement.bind(key.scope.code)
    statement.bind(key.record)
    return try statement.first { _ in true } ?? false
  }

  private static let selection = """
    SELECT 1 FROM redaction
    WHERE log = ? AND sequence = ? AND checkCode = ? AND scope = ? AND record = ?
    """

  /// What finds out whether an entry of a record was redacted.
  static func query(_ name: EntryReference, in key: RecordKey) -> Query {
    Query(
      selection,
      [name.log, name.sequence, Int64(name.check), key.scope, key.record])
  }

  /// What finds the redactions of a part of a log: sequence, check and record.
  static func query(
    _ log: LogID, _ sequences: ClosedRange<UInt64>, in scope: Scope
  ) -> Query {
    Query(
      """
      SELECT sequence, checkCode, record FROM redaction
      WHERE log = ? AND sequence BETWEEN ? AND ? AND scope = ?
      """,
      [log, sequences.lowerBound, sequences.upperBound, scope])
  }

  /// What may be kept of an entry: once redacted here, it does not get its payload back, in any
  /// table.
  ///
  /// - Parameter header: the entry's; `nil` where it cannot be read.
  static func remains(
    of sealed: SealedEntry, _ header: EntryHeader?, standingAt place: EntryReference,
    in scope: Scope, knowing ahead: KnownAhead = KnownAhead(), _ db: Connection
  ) throws -> SealedEntry {
    guard sealed.payload != nil, let header else { return sealed }
    let target = header.origin ?? place
    let key = Merging.Key(scope: scope, record: header.record)
    guard try ahead.isRedacted(target, in: key, db),
      sealed.canLose(payloadOf: target, standingAt: place, of: header.record)
    else { return sealed }
    return SealedEntry(header: sealed.header, body: .redacted(sealed.payloadDigest))
  }

  /// - Returns: whether a payload was removed.
  private static func clear(
    _ target: EntryReference, in log: LogRow, at sequence: UInt64, _ key: Merging.Key,
    _ db: Connection
  ) throws -> Bool {
    guard log.descriptor.scope == key.scope else { return false }
    guard let entry = try EntryTable.find(log, sequence, db) else { return false }
    let place = log.reference(to: sequence, hash: entry.hash)
    guard entry.sealed.canLose(payloadOf: target, standingAt: place, of: key.record) else {
      return false
    }
    try EntryTable.clear(log, sequence, digest: entry.sealed.payloadDigest, db)
    return true
  }

  /// - Returns: whether a payload was removed.
  private static func clearForked(
    _ target: EntryReference, _ key: Merging.Key, _ db: Connection
  ) throws -> Bool {
    var hasCleared = false
    let rows = try db.rows([queryForked(target)])[0]
    for row in rows {
      guard let hash = row.value("hash", as: Digest.self),
        let payload = try row["payload"] as [UInt8]?
      else { continue }
      let sealed = try SealedEntry(
        header: row["header"] as [UInt8], body: .payload(Array(payload)))
      let place = EntryReference(log: target.log, sequence: target.sequence, check: hash.check)
      guard sealed.canLose(payloadOf: target, standingAt: place, of: key.record) else { continue }
      try db.send(
        """
        UPDATE forkedEntry SET payload = NULL, digest = ?
        WHERE log = ? AND sequence = ? AND hash = ?
        """,
        [
          sealed.payloadDigest, target.log, target.sequence, hash,
        ])
      hasCleared = true
    }
    return hasCleared
  }
}

extension SealedEntry {
  /// Whether a redaction of an entry applies to this one: it has that name, is of that record, has
  /// a payload, and contains no redaction itself.
  func canLose(
    payloadOf target: EntryReference, standingAt place: EntryReference, of record: RecordID
  ) -> Bool {
    guard payload != nil, let header = try? EntryHeader(decoding: header),
      header.record == record, header.origin ?? place == target
    else { return false }
    // Bytes that this version cannot read are no redaction that it knows, and are removed.
    return (try? decoded(in: place.log))??.payload.redaction == nil
  }
}
