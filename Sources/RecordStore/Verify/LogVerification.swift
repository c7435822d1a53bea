internal import Replication
internal import Storage

/// What `verify` compares of a log's row with the entries, the checkpoints and the other tables.
///
/// Every column that something else in the store determines. Not compared: `unsignedBytes`, a count
/// by which the store decides when to sign, where a redaction removes bytes that were counted, and
/// `referenceCount` and `announced`, which no version reads any more. Of `acknowledged` only that it
/// is within the log: the centre alone knows more, and corrects it with the next exchange.
struct LogVerification {
  /// The store's own public key.
  private let publicKey: [UInt8]
  /// The logs that this store had to leave, or of which it met another line.
  private let left: Set<LogID>
  /// The rows of logs that hold entries of others.
  private let moved: Set<Int64>

  init(_ db: Connection) throws {
    publicKey = try db.value("SELECT publicKey FROM identity", as: [UInt8].self) ?? []
    left = try Set(
      db.values("SELECT DISTINCT log FROM fork", as: [UInt8].self).compactMap(LogID.init(bytes:)))
    moved = try Set(db.values("SELECT DISTINCT log FROM movedEntry", as: Int64.self))
  }

  /// - Parameter checkpoint: the last entry that a checkpoint is stored for.
  func verify(_ log: LogRow, checkpoint: UInt64, _ result: inout Verification) {
    let place = "\(log.log)"
    if log.signed != checkpoint {
      result.note("ledger", place, "the log is not signed up to its last checkpoint")
    }
    if log.acknowledged > log.head {
      result.note("ledger", place, "more entries are acknowledged than the log has")
    }
    let isOfThisKey = log.descriptor.publicKey == publicKey
    let isExplained = left.contains(log.log) || moved.contains(log.key)
    if log.isOpen, !log.isOwn || !isOfThisKey {
      result.note("ledger", place, "the store writes to a log that is not its own")
    } else if log.isOwn, !log.isOpen, !isExplained {
      result.note(
        "ledger", place,
        isOfThisKey
          ? "the store has left its log without a reason" : "another device's log is marked as own")
    }
  }
}
