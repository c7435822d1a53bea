internal import Foundation
internal import Replication
internal import Storage

/// The signatures of this store's logs.
enum CheckpointTable {
  /// Signs the head of an own log, unless it is signed already.
  static func sign(_ log: inout LogRow, by key: ReplicaKey, _ db: Connection) throws {
    guard log.isSigned(by: key), log.head > log.signed else { return }
    let checkpoint = try Checkpoint.signed(
      log: log.log, sequence: log.head, hash: log.headHash, by: key)
    try insert(log: log, sequence: log.head, signature: checkpoint.signature, db)
    log.signed = log.head
    log.unsignedBytes = 0
  }

  static func insert(
    log: LogRow, sequence: UInt64, signature: [UInt8], _ db: Connection
  ) throws {
    let sql = """
      INSERT INTO checkpoint (log, sequence, signature) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
      """
    try db.send(sql, [log.key, sequence, signature])
  }
}
