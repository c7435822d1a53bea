internal import Foundation
public import Replication
internal import Storage

/// Heals a log in which two stores wrote different entries under the same numbers.
///
/// One line keeps the log. The entries of the other are appended to a new log of this replica, each
/// with its first name: an operation keeps its identity when its entry moves, so references to it
/// elsewhere stay valid, and two replicas that heal the same fork agree.
struct ForkHealing {
  let log: LogRow
  /// The first sequence number at which the lines differ.
  let from: UInt64
  let now: Int64
  /// Whether the beginning of the other line arrived before, and is stored.
  var isContinued = false

  /// Moves our own line out of the log, to make room for the other.
  ///
  /// - Returns: the log, cut back to what both lines share.
  func moveOurs(
    _ appender: inout Appender, _ merging: inout Merging, _ db: Connection
  ) throws -> LogRow {
    let line = try EntryTable.line(ofListed: log, from: from, db)
      .map { try (row: $0.entry, found: Waiting($0.listing)) }
    try keep(line.map { ($0.row.sequence, $0.row.sealed, $0.row.hash) }, db)
    try RecordState.writeOut(of: log, from: from, db)
    try Self.cut(log, from: from, db)
    var continuedAs: LogRow?
    for (row, found) in line where row.state != .keptOut {
      var place = Place(
        row.state, reason: found.reason, name: log.reference(to: row.sequence, hash: row.hash))
      place.base = found.base
      continuedAs = try move(row.sealed, to: place, &appender, &merging, db) ?? continuedAs
    }
    try appender.settle(db)
    try Self.note(log, from: from, now: now, continuedAs: continuedAs?.log, db)
    return try row(db)
  }

  /// The log as it is after it was cut back.
  func row(_ db: Connection) throws -> LogRow {
    guard let cut = try LogRow.find(log.log, db) else {
      throw StoreError.damaged(detail: "a log that is being healed is not there")
    }
    return cut
  }

  /// Appends the other line's entries to a log of ours.
  ///
  /// - Returns: how many entries were new, by result, and their former positions.
  func adopt(
    _ segment: LogSegment, _ hashes: [Digest], _ admission: MovedAdmission,
    _ waitingRoom: inout WaitingRoom, _ appender: inout Appender, _ merging: inout Merging,
    _ db: Connection
  ) throws -> (merged: Int, quarantined: Int, places: [EntryPlace]) {
    var line: [(UInt64, SealedEntry, Digest)] = []
    for sequence in from...segment.last {
      let offset = Int(sequence - segment.first)
      let name = log.reference(to: sequence, hash: hashes[offset])
      guard try !Self.hasMoved(name, db) else { continue }
      line.append((sequence, segment.entries[offset], hashes[offset]))
    }
    try keep(line, db)
    // A copy of this store wrote the other line: from here on neither writes there.
    if log.isOwn { try Self.retire(log, from: from, now: now, db) }
    var continuedAs: LogRow?
    var quarantined = 0
    for (sequence, sealed, hash) in line {
      let name = log.reference(to: sequence, hash: hash)
      let place = try self.place(
        of: sealed, name, admission, &waitingRoom, in: appender.replica, &merging, db)
      if place.state != .merged { quarantined += 1 }
      continuedAs = try move(sealed, to: place, &appender, &merging, db) ?? continuedAs
    }
    try appender.settle(db)
    if !isContinued {
      try Self.note(log, from: from, now: now, continuedAs: continuedAs?.log, db)
    }
    return (
      line.count - quarantined, quarantined, line.map { EntryPlace(log: log.log, sequence: $0.0) }
    )
  }

  /// Why an entry waits, as listed.
  private struct Waiting {
    let reason: String?
    let base: EntryPlace?

    init(_ row: Row) throws {
      reason = try row["reason"]
      base = try EntryPlace(base: row)
    }
  }

  /// The new position of an entry that has to leave its log.
  struct Place {
    let state: EntryState
    let reason: String?
    /// The entry that it waits for.
    var base: EntryPlace?
    let name: EntryReference

    init(_ reason: AdmissionReason, on base: EntryPlace?, name: EntryReference) {
      (state, self.reason, self.base, self.name) = (.quarantined, reason.rawValue, base, name)
    }

    init(_ state: EntryState, reason: String?, name: EntryReference) {
      (self.state, self.reason, self.name) = (state, reason, name)
    }

    init(_ admission: Admission, name: EntryReference) {
      self.name = name
      switch admission {
      case .merge: (state, reason) = (.merged, nil)
      case .relay: (state, reason) = (.relayed, nil)
      case .quarantine(let why): (state, reason) = (.quarantined, why)
      }
    }
  }

  /// - Returns: the log that now holds it; `nil` for meaningless bytes, which stay where they are
  ///   stored.
  private func move(
    _ sealed: SealedEntry, to place: Place, _ appender: inout Appender,
    _ merging: inout Merging, _ db: Connection
  ) throws -> LogRow? {
    let scope = log.descriptor.scope
    let header = try? EntryHeader(decoding: sealed.header)
    let sealed = try RedactionTables.remains(
      of: sealed, header, standingAt: place.name, in: scope, db)
    guard let header, sealed.payload != nil else { return nil }
    var place = place
    var entry: Entry?
    do {
      entry = try sealed.decoded(in: place.name.log)
    } catch {
      place = Place(.quarantined, reason: Quarantine.malformed, name: place.name)
    }
    return try appender.move(
      header, entry, payload: sealed.body, scope: scope, to: place, merging: &merging, db)
  }

  /// Keeps the bytes of a line as they were, whatever happens to it; of redacted payloads, the
  /// hash.
  func keep(_ line: [(UInt64, SealedEntry, Digest)], _ db: Connection) throws {
    for (sequence, whole, hash) in line {
      let name = log.reference(to: sequence, hash: hash)
      let sealed = try RedactionTables.remains(
        of: whole, try? EntryHeader(decoding: whole.header), standingAt: name,
        in: log.descriptor.scope, db)
      var digest: [UInt8]?
      if case .redacted(let value) = sealed.body { digest = value.bytes }
      try db.send(
        """
        INSERT INTO forkedEntry (log, sequence, hash, header, payload, digest, since)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [
          log.log, sequence, hash, sealed.header, sealed.payload, digest, now,
        ])
    }
  }

  /// Whether an entry had a position in a log here before it had to leave it.
  static func hasMoved(_ name: EntryReference, _ db: Connection) throws -> Bool {
    try hashes(of: name.log, at: name.sequence, db).contains { $0.check == name.check }
  }

  /// Whether the log has reached the limit of lines wherever another line brings something new, or that of
  /// forks. What is here already may arrive again.
  ///
  /// - Parameter hashes: of the other line's entries from ``from`` on.
  func hasTooManyLines(
    for hashes: ArraySlice<Digest>, _ limits: IntakeLimits, _ db: Connection
  ) throws -> Bool {
    var isNewFork = false
    for (offset, hash) in hashes.enumerated() {
      let lines = try Self.hashes(
        of: log.log, at: from + UInt64(offset), limit: limits.linesPerLogMax, db)
      if lines.contains(hash) { continue }
      if lines.count >= limits.linesPerLogMax { return true }
      // Where a line that is here goes on otherwise, the log itself has no other fork.
      if offset == 0 { isNewFork = true }
    }
    guard isNewFork else { return false }
    let forks = try db.value(
      "SELECT count(*) FROM fork WHERE log = ?", [log.log], as: Int.self)
    return forks ?? 0 >= limits.forksPerLogMax
  }

  /// The hashes of the entries that left a position in a log.
  static func hashes(
    of log: LogID, at sequence: UInt64, limit: Int = .max, _ db: Connection
  ) throws -> [Digest] {
    let query = queryHashes(of: log, at: sequence, limit: limit)
    return try db.values(query.sql, query.values, as: [UInt8].self)
      .compactMap { Digest(bytes: $0) }
  }

  static func queryHashes(of log: LogID, at sequence: UInt64, limit: Int = .max) -> Query {
    Query(
      "SELECT hash FROM forkedEntry WHERE log = ? AND sequence = ? LIMIT ?",
      [log, sequence, limit])
  }

  /// Removes the entries from a sequence number on from a log.
  static func cut(_ log: LogRow, from: UInt64, _ db: Connection) throws {
    let bound: [any StoredValue] = [log.key, from]
    for table in ["quarantine", "checkpoint"] {
      try db.send("DELETE FROM \(table) WHERE log = ? AND sequence >= ?", bound)
    }
    try EntryTable.cut(log, from: from, db)
    var shorter = log
    guard let hash = try log.hash(at: from - 1, db) else {
      throw StoreError.damaged(detail: "the entry before a fork is not there")
    }
    shorter.head = from - 1
    shorter.headHash = hash
    let signed = try db.value(
      "SELECT max(sequence) FROM checkpoint WHERE log = ?", [log.key], as: UInt64.self)
    shorter.signed = signed ?? 0
    try shorter.saveHead(db)
    try db.send(
      "UPDATE log SET acknowledged = CASE WHEN acknowledged < head THEN acknowledged ELSE head END, open = 0 WHERE id = ?",
      [log.key])
  }

  /// Never writes to a log again: a copy of this store uses it from here on.
  static func retire(_ log: LogRow, from: UInt64, now: Int64, _ db: Connection) throws {
    guard log.isOpen else { return }
    try db.send("UPDATE log SET open = 0 WHERE id = ?", [log.key])
    try note(log, from: from, now: now, continuedAs: nil, db)
  }

  static func note(
    _ log: LogRow, from: UInt64, now: Int64, continuedAs: LogID?, _ db: Connection
  ) throws {
    try db.send(
      """
      INSERT INTO fork (log, fromSequence, since, continuedAs) VALUES (?, ?, ?, ?)
      ON CONFLICT (log, fromSequence) DO UPDATE
        SET continuedAs = coalesce(excluded.continuedAs, fork.continuedAs)
      """,
      [
        log.log, from, now, continuedAs,
      ])
  }
}

extension RecordStore {
  /// Leaves a log from a sequence number on, because its other line has other entries there: the
  /// entries here continue in a new log of this replica.
  ///
  /// - Returns: whether anything had to move.
  @discardableResult
  public func leave(_ name: LogID, from sequence: UInt64) throws(StoreError) -> Bool {
    try write { db in
      guard let log = try LogRow.find(name, db), sequence > 0, sequence <= log.head else {
        return false
      }
      var appender = try Appender(store: self, db)
      var merging = Merging(self)
      // Another replica's log must still end in a checkpoint: we cannot sign one.
      let from =
        log.isSigned(by: key)
        ? sequence : try Self.afterCheckpoint(log, before: sequence, db)
      let healing = ForkHealing(log: log, from: from, now: environment.now())
      _ = try healing.moveOurs(&appender, &merging, db)
      try merging.write(db)
      try appender.finish(db)
      return true
    }
  }

  private static func afterCheckpoint(
    _ log: LogRow, before sequence: UInt64, _ db: Connection
  ) throws -> UInt64 {
    let last = try db.value(
      "SELECT max(sequence) FROM checkpoint WHERE log = ? AND sequence < ?",
      [log.key, sequence], as: UInt64.self)
    return (last ?? 0) + 1
  }
}
