internal import Foundation
internal import GRDB
internal import Replication

/// Heals a log under whose numbers two stores wrote different entries.
///
/// One line keeps the log. The entries of the other are appended to a new log of this replica,
/// each with the name it had: an operation keeps its identity when its entry moves, so whatever
/// was said about it elsewhere stays true, and two replicas that heal the same fork agree.
struct ForkHealing {
  let log: LogRow
  /// The first sequence number at which the lines differ.
  let from: UInt64
  let now: Int64
  /// Whether the other line's beginning came before, and is kept.
  var isContinued = false

  /// Moves our own line out of the log, to make room for the other.
  ///
  /// - Returns: the log, cut back to what both lines share.
  mutating func moveOurs(
    _ appender: inout Appender, _ merging: inout Merging, _ db: Database
  ) throws -> LogRow {
    let rows = try Row.fetchAll(
      db,
      sql:
        "SELECT \(EntryRow.columns) FROM entry WHERE log = ? AND sequence >= ? ORDER BY sequence",
      arguments: [log.key, Int64(from)]
    ).map(EntryRow.init)
    try keep(rows.map { ($0.sequence, $0.sealed, $0.hash) }, db)
    try Self.cut(log, from: from, db)
    var continuedAs: LogRow?
    for row in rows where row.state == .merged {
      let name = log.reference(to: row.sequence, hash: row.hash)
      continuedAs =
        try move(row.sealed, named: name, &appender, &merging, db) ?? continuedAs
    }
    try Self.note(log, from: from, now: now, continuedAs: continuedAs?.log, db)
    guard let cut = try LogRow.find(log.log, db) else {
      throw StoreError.damaged(detail: "a log that is being healed is not there")
    }
    return cut
  }

  /// Appends the other line's entries to a log of ours.
  ///
  /// - Returns: how many entries that were new.
  mutating func adopt(
    _ segment: LogSegment, _ hashes: [Digest], _ appender: inout Appender,
    _ merging: inout Merging, _ db: Database
  ) throws -> Int {
    var line: [(UInt64, SealedEntry, Digest)] = []
    for sequence in from...segment.last {
      let offset = Int(sequence - segment.first)
      let name = log.reference(to: sequence, hash: hashes[offset])
      guard try !Self.hasMoved(name, db) else { continue }
      line.append((sequence, segment.entries[offset], hashes[offset]))
    }
    try keep(line, db)
    var continuedAs: LogRow?
    for (sequence, sealed, hash) in line {
      let name = log.reference(to: sequence, hash: hash)
      continuedAs = try move(sealed, named: name, &appender, &merging, db) ?? continuedAs
    }
    if !isContinued {
      try Self.note(log, from: from, now: now, continuedAs: continuedAs?.log, db)
    }
    return line.count
  }

  private func move(
    _ sealed: SealedEntry, named name: EntryReference, _ appender: inout Appender,
    _ merging: inout Merging, _ db: Database
  ) throws -> LogRow? {
    guard let entry = try? sealed.decoded(in: name.log) else { return nil }
    return try appender.move(
      entry, payload: sealed.body, scope: log.descriptor.scope, from: name, merging: &merging, db)
  }

  /// Keeps the bytes of a line as they were, whatever becomes of it.
  private func keep(_ line: [(UInt64, SealedEntry, Digest)], _ db: Database) throws {
    for (sequence, sealed, hash) in line {
      var digest: Data?
      if case .redacted(let value) = sealed.body { digest = Data(value.bytes) }
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO forkedEntry (log, sequence, hash, header, payload, digest, since)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(log.log.bytes), Int64(sequence), Data(hash.bytes), Data(sealed.header),
          sealed.payload.map { Data($0) }, digest, now,
        ])
    }
  }

  private static func hasMoved(_ name: EntryReference, _ db: Database) throws -> Bool {
    try hashes(of: name.log, at: name.sequence, db).contains { $0.check == name.check }
  }

  /// The chain hashes at a place in the lines of a log that were kept apart.
  static func hashes(
    of log: LogID, at sequence: UInt64, _ db: Database
  ) throws -> [Digest] {
    try Data.fetchAll(
      db, sql: "SELECT hash FROM forkedEntry WHERE log = ? AND sequence = ?",
      arguments: [Data(log.bytes), Int64(sequence)]
    ).compactMap { Digest(bytes: $0) }
  }

  /// Takes the entries from a sequence number on out of a log.
  private static func cut(_ log: LogRow, from: UInt64, _ db: Database) throws {
    let bound: StatementArguments = [log.key, Int64(from)]
    for table in ["quarantine", "checkpoint", "entry"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE log = ? AND sequence >= ?", arguments: bound)
    }
    var shorter = log
    guard let hash = try log.hash(at: from - 1, db) else {
      throw StoreError.damaged(detail: "the entry before a fork is not there")
    }
    shorter.head = from - 1
    shorter.headHash = hash
    let signed = try Int64.fetchOne(
      db, sql: "SELECT max(sequence) FROM checkpoint WHERE log = ?", arguments: [log.key])
    shorter.signed = UInt64(signed ?? 0)
    try shorter.saveHead(db)
    try db.execute(
      sql: "UPDATE log SET acknowledged = min(acknowledged, head), open = 0 WHERE id = ?",
      arguments: [log.key])
  }

  /// Never writes to a log again: from here on a copy of this store has it.
  static func retire(_ log: LogRow, from: UInt64, now: Int64, _ db: Database) throws {
    guard log.isOpen else { return }
    try db.execute(sql: "UPDATE log SET open = 0 WHERE id = ?", arguments: [log.key])
    try note(log, from: from, now: now, continuedAs: nil, db)
  }

  static func note(
    _ log: LogRow, from: UInt64, now: Int64, continuedAs: LogID?, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO fork (log, fromSequence, since, continuedAs) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET continuedAs = coalesce(excluded.continuedAs, continuedAs)
        """,
      arguments: [
        Data(log.log.bytes), Int64(from), now, continuedAs.map { Data($0.bytes) },
      ])
  }
}

extension ForkHealing {
  /// Says of the logs that this replica had to leave where it writes on.
  static func continueForks(in scope: Scope, as log: LogID, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE fork SET continuedAs = ? WHERE continuedAs IS NULL
          AND log IN (SELECT log FROM log WHERE own = 1 AND scope = ?)
        """,
      arguments: [Data(log.bytes), scope.code])
  }
}

extension RecordStore {
  /// Retires the own logs of a store whose file is a copy of the one that wrote them.
  func noticeCopy(_ path: String) throws(StoreError) {
    guard let current = FileIdentity.of(path) else { return }
    let recorded = try read { try String.fetchOne($0, sql: "SELECT file FROM identity") }
    guard recorded != current else { return }
    try write { db in
      try db.execute(sql: "UPDATE identity SET file = ?", arguments: [current])
      // Made where the file system did not say; from here on it does.
      if recorded == "" { return }
      for log in try LogRow.all(db) where log.isOwn && log.isOpen {
        try ForkHealing.retire(log, from: log.head + 1, now: environment.now(), db)
      }
    }
  }
}
