internal import Foundation
internal import GRDB
internal import Replication

/// The numbers in `SITE-YYYY-NNNN`.
///
/// Replicas of one site that are off line cannot ask each other, so each log draws from a block of
/// its own: six digits that follow from the log's identifier, then a count. A log whose block a
/// known log of its scope already has is never begun.
enum ReferenceBlock {
  static func number(of log: LogID) -> UInt64 { 100_000 + log.low % 900_000 }

  static func draw(log: LogRow, scope: Scope, year: Int, _ db: Database) throws -> String {
    let sql =
      "UPDATE log SET referenceCount = referenceCount + 1 WHERE id = ? RETURNING referenceCount"
    guard let count = try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: [log.key]) else {
      throw StoreError.damaged(detail: "a log that is being written is not there")
    }
    let digits = String(year)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(scope)-\(padded)-\(number(of: log.log))\(count)"
  }

  /// - Parameter isOpen: whether this replica writes on in it.
  static func newLog(
    publicKey: [UInt8], scope: Scope, isOpen: Bool,
    generator: inout StoreEnvironment.Generator, _ db: Database
  ) throws -> LogRow {
    let known = try Data.fetchAll(
      db, sql: "SELECT log FROM log WHERE scope = ?", arguments: [scope.code])
    let taken = Set(known.compactMap { LogID(bytes: $0) }.map(number))
    while true {
      let nonce = EntryPayload.salt(using: &generator) + EntryPayload.salt(using: &generator)
      guard let descriptor = LogDescriptor(publicKey: publicKey, scope: scope, nonce: nonce) else {
        throw StoreError.damaged(detail: "this replica's public key")
      }
      if taken.count < 450_000, taken.contains(number(of: descriptor.id)) { continue }
      let log = try LogRow.insert(descriptor, own: true, open: isOpen, db)
      guard isOpen else { return log }
      try ForkHealing.continueForks(in: scope, as: log.log, db)
      return log
    }
  }
}
