internal import Replication
internal import Storage

extension Appender {
  /// Appends an entry that was in another log before a fork. Its payload is unchanged.
  ///
  /// An entry that is not part of the records here goes to a log of its own, so that it does not
  /// hold up what this replica writes.
  mutating func move(
    _ header: EntryHeader, _ entry: Entry?, payload: SealedEntry.Body, scope: Scope,
    to place: ForkHealing.Place, merging: inout Merging, _ db: Connection
  ) throws -> LogRow {
    let header = header.moved(from: place.name)
    let sealed = SealedEntry(header: header.encoded(), body: payload)
    if place.state == .merged, let entry {
      var log = try log(for: scope, db)
      let moved = Entry(header: header, payload: entry.payload)
      let name = try append(moved, sealed, to: &log, merging: &merging, db)
      logs[scope] = log
      try MovedEntries.note(header.origin ?? name, log: log, sequence: log.head, db)
      if let redaction = entry.payload.redaction {
        let key = Merging.Key(scope: scope, record: header.record)
        try RedactionTables.apply(redaction.target, in: key, at: store.environment.now(), db)
      }
      return log
    }
    var log = try unmergedLog(for: scope, db)
    _ = try append(sealed, to: &log, record: nil, state: place.state, db)
    unmergedLogs[scope] = log
    try MovedEntries.note(header.origin ?? place.name, log: log, sequence: log.head, db)
    if place.state == .quarantined {
      try Quarantine.insert(
        log, log.head, reason: place.reason ?? "", record: header.record, on: place.base,
        since: store.environment.now(), db)
    }
    return log
  }
}
