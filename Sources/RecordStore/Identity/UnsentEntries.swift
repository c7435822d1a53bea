internal import Replication
internal import Storage

/// Rewrites, under another key of this store, the entries that never left it.
///
/// An entry is signed before it leaves a store. So no other store knows the name of an unsigned
/// one: it need not keep that name, which another key could not prove to be its own, but gets a new
/// one in a log of the new key, and so do the entries that build on it.
struct UnsentEntries {
  /// New names by old names.
  private var names: [EntryReference: EntryReference] = [:]

  /// - Returns: whether the log had anything to rewrite.
  mutating func rewrite(
    _ log: LogRow, at now: Int64, _ appender: inout Appender, _ merging: inout Merging,
    _ db: Connection
  ) throws -> Bool {
    let from = log.signed + 1
    let line = try Self.line(of: log, from: from, db)
    // A log that holds moved or waiting entries continues as after a fork: its names are known
    // elsewhere.
    guard let line else { return false }
    let scope = log.descriptor.scope
    // Read before the entries are removed, and rebuilt from those that remain and those that are
    // added.
    for (_, entry) in line {
      let key = Merging.Key(scope: scope, record: entry.header.record)
      _ = try merging.touch(key, kind: entry.header.kind, db)
    }
    try ForkHealing.cut(log, from: from, db)
    for (_, entry) in line {
      try merging.remake(Merging.Key(scope: scope, record: entry.header.record), db)
    }
    var continuedAs: LogID?
    for (name, entry) in line {
      let new = try appender.rewrite(
        entry.header, renamed(entry.payload), scope: scope, merging: &merging, db)
      names[name] = new
      continuedAs = new.log
    }
    try appender.settle(db)
    try ForkHealing.note(log, from: from, now: now, continuedAs: continuedAs, db)
    return true
  }

  /// - Returns: `nil` where an entry moved here, waits, or cannot be read.
  private static func line(
    of log: LogRow, from: UInt64, _ db: Connection
  ) throws -> [(EntryReference, Entry)]? {
    var line: [(EntryReference, Entry)] = []
    for found in try EntryTable.line(of: log, from: from, db) {
      guard found.state == .merged, let entry = try? found.sealed.decoded(in: log.log),
        entry.header.origin == nil
      else { return nil }
      line.append((log.reference(to: found.sequence, hash: found.hash), entry))
    }
    return line
  }

  private func renamed(_ payload: EntryPayload) -> EntryPayload {
    EntryPayload(
      salt: payload.salt, reason: payload.reason, operations: payload.operations.map(renamed),
      redaction: payload.redaction.map { redaction in
        Redaction(
          target: names[redaction.target] ?? redaction.target, time: redaction.time,
          author: redaction.author, operations: redaction.operations.map(renamed))
      })
  }

  private func renamed(_ operation: Replication.Operation) -> Replication.Operation {
    Replication.Operation(
      path: operation.path, value: operation.value,
      supersedes: operation.supersedes.map { seen in
        names[seen.entry].map { OperationID(entry: $0, index: seen.index) } ?? seen
      })
  }
}
