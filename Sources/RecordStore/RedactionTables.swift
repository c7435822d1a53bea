internal import Foundation
internal import GRDB
internal import Replication

/// Takes redacted payloads out of every table that may hold them, now and when they arrive later.
enum RedactionTables {
  static func apply(_ target: EntryReference, at time: Int64, _ db: Database) throws {
    let name: StatementArguments = [
      Data(target.log.bytes), Int64(target.sequence), Int64(target.check),
    ]
    try db.execute(
      sql: "INSERT OR IGNORE INTO redaction (log, sequence, checkCode, at) VALUES (?, ?, ?, ?)",
      arguments: name + [time])
    if let log = try LogRow.find(target.log, db) {
      try clear(log: log.key, sequence: target.sequence, check: target.check, db)
    }
    let moved = try Row.fetchAll(
      db, sql: "SELECT log, sequence FROM movedEntry WHERE originLog = ? AND originSequence = ?",
      arguments: [Data(target.log.bytes), Int64(target.sequence)])
    for row in moved {
      try clear(
        log: row["log"], sequence: UInt64(row["sequence"] as Int64), origin: target, db)
    }
    try clearForked(target, db)
  }

  static func contains(_ name: EntryReference, _ db: Database) throws -> Bool {
    let sql = "SELECT 1 FROM redaction WHERE log = ? AND sequence = ? AND checkCode = ?"
    return try Bool.fetchOne(
      db.cachedStatement(sql: sql),
      arguments: [Data(name.log.bytes), Int64(name.sequence), Int64(name.check)]) ?? false
  }

  private static func clear(
    log: Int64, sequence: UInt64, check: UInt32? = nil, origin: EntryReference? = nil,
    _ db: Database
  ) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT \(EntryRow.columns) FROM entry WHERE log = ? AND sequence = ?",
      arguments: [log, Int64(sequence)])
    guard let entry = try row.map(EntryRow.init), entry.sealed.payload != nil else { return }
    if let check, entry.hash.check != check { return }
    if let origin {
      guard try EntryHeader(decoding: entry.sealed.header).origin == origin else { return }
    }
    try db.execute(
      sql: "UPDATE entry SET payload = NULL, digest = ? WHERE log = ? AND sequence = ?",
      arguments: [Data(entry.sealed.payloadDigest.bytes), log, Int64(sequence)])
  }

  private static func clearForked(_ target: EntryReference, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT hash, payload FROM forkedEntry WHERE log = ? AND sequence = ?",
      arguments: [Data(target.log.bytes), Int64(target.sequence)])
    for row in rows {
      guard let hash = Digest(bytes: row["hash"] as Data), hash.check == target.check,
        let payload = row["payload"] as Data?
      else { continue }
      try db.execute(
        sql: "UPDATE forkedEntry SET payload = NULL, digest = ? WHERE log = ? AND hash = ?",
        arguments: [
          Data(Digest(of: Array(payload)).bytes), Data(target.log.bytes), Data(hash.bytes),
        ])
    }
  }
}

/// Where the entries stand now that a fork made move.
enum MovedEntries {
  static func note(
    _ origin: EntryReference, log: LogRow, sequence: UInt64, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO movedEntry (originLog, originSequence, log, sequence)
        VALUES (?, ?, ?, ?)
        """,
      arguments: [Data(origin.log.bytes), Int64(origin.sequence), log.key, Int64(sequence)])
  }
}
