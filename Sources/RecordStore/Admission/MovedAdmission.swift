internal import Replication
internal import Storage

/// Who may write what, also for moved entries: an entry whose first log is not admitted is not
/// admitted through another replica's log either.
struct MovedAdmission {
  let log: LogDescriptor
  /// Judges the entries themselves; `nil` where they have been judged.
  let judge: EntryJudge?
  let rule: (LogDescriptor) -> Admission

  func decide(
    origin: EntryReference?, _ ahead: KnownAhead, _ db: Connection
  ) throws -> Admission {
    let admission = rule(log)
    guard admission == .merge, let origin, origin.log != log.id,
      let first = try ahead.descriptor(of: origin.log, db),
      case .quarantine(let reason) = rule(first)
    else { return admission }
    return .quarantine(reason: reason)
  }

  /// Judges an entry of an admitted log.
  ///
  /// - Parameter place: its position in that log.
  /// - Throws: `MalformedBytes` for unreadable bytes.
  func verdict(
    on sealed: SealedEntry, _ header: EntryHeader?, _ entry: Entry?, _ place: EntryReference,
    _ merging: inout Merging, _ db: Connection
  ) throws -> EntryVerdict {
    guard let judge else { return .authorised }
    guard let entry else {
      return try judge.verdictOnEmptied(header, place, in: log.scope, &merging, db)
    }
    let subject = EntryJudge.Subject(
      entry: entry, sealed: sealed, log: log,
      name: entry.header.origin ?? place)
    return try judge.verdict(on: subject, &merging, db)
  }
}

extension SealedEntry {
  /// The entry, or `nil` where its payload was redacted.
  ///
  /// - Parameters:
  ///   - known: its header, where that was read before.
  ///   - log: the log that holds it; a moved entry's payload refers to the log that it came from.
  func decoded(
    _ known: EntryHeader? = nil, in log: LogID
  ) throws(MalformedBytes) -> Entry? {
    var header = known
    if header == nil { header = try EntryHeader(decoding: self.header) }
    guard let header, let payload else { return nil }
    let home = header.origin?.log ?? log
    return Entry(header: header, payload: try EntryPayload(decoding: payload, in: home))
  }
}
