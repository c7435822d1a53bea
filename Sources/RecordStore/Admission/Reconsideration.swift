internal import Foundation
internal import Replication
internal import Storage

/// Judges waiting entries again, within one transaction, when what they wait for arrived or was
/// decided, until nothing more changes.
///
/// So the same entries lead to the same result in every order of arrival.
struct Reconsideration {
  private let store: RecordStore
  private let now: Int64
  /// `nil` where the centre has already enforced the limits of records.
  private let limits: IntakeLimits?
  private let judge: EntryJudge
  private var places: [EntryPlace] = []
  private var records: [RecordID] = []
  private var logs: [LogID] = []
  /// Records whose founding entry was merged: their entries of another kind have to leave.
  private var founded: Set<RecordKey> = []
  /// Those that were written in the course of the transaction, while all of their entries were of one kind.
  private var writtenOfOneKind: Set<RecordKey> = []
  /// Whether a redaction was merged since the waiting entries were read: it may be of one of them.
  private var hasRedacted = false
  /// Whether it is known that no entry waits: then the database is not asked, and goes on writing.
  var nothingWaits = false

  init(
    _ store: RecordStore, limits: IntakeLimits?, at now: Int64, _ db: Connection
  ) throws {
    (self.store, self.limits, self.now) = (store, limits, now)
    judge = try EntryJudge(store, db)
  }

  /// An unknown log arrived.
  mutating func began(_ log: LogID) { logs.append(log) }

  /// An entry arrived, with whatever result.
  mutating func arrived(_ place: EntryPlace) { places.append(place) }

  /// An entry became part of its record.
  mutating func merged(_ entry: Entry, in scope: Scope, _ merging: Merging) {
    let key = RecordKey(scope: scope, record: entry.header.record)
    if let target = entry.payload.redaction?.target {
      arrived(EntryPlace(log: target.log, sequence: target.sequence))
      // Somebody may have settled a conflict with what it hid.
      records.append(entry.header.record)
    }
    // A redacted entry has lost more values: another redaction of it may fit now.
    if let redacted = merging.touched[key]?.state.redacted, !redacted.isEmpty {
      let bases = Set(entry.payload.operations.flatMap(\.supersedes).map(\.entry))
      for base in bases.intersection(redacted) {
        arrived(EntryPlace(log: base.log, sequence: base.sequence))
      }
    }
    if merging.touched[key]?.isOfOneKind == false, writtenOfOneKind.contains(key) {
      founded.insert(key)
    }
    guard entry.payload.foundsRecord else { return }
    records.append(entry.header.record)
    founded.insert(key)
  }

  /// To be called before records are written in the course of a transaction: those that have no entry of
  /// another kind are then read again only where one is merged later.
  mutating func noteWritten(_ merging: Merging) {
    let ofOneKind = founded.filter { merging.touched[$0]?.isNewOfOneKind ?? false }
    founded.subtract(ofOneKind)
    writtenOfOneKind.formUnion(ofOneKind)
  }

  /// - Returns: the results for the entries that waited.
  mutating func run(_ merging: inout Merging, _ db: Connection) throws -> Ingested {
    var outcome = Ingested()
    while !places.isEmpty || !records.isEmpty || !logs.isEmpty || !founded.isEmpty {
      try takeOutOtherKinds(&merging, db)
      let waiting = try nextWaiting(db)
      let rows = try EntryTable.find(waiting, db)
      hasRedacted = false
      for ((log, sequence), row) in zip(waiting, rows) {
        let row = hasRedacted ? try EntryTable.find(log, sequence, db) : row
        try judgeAgain(row, in: log, &merging, &outcome, db)
      }
    }
    return outcome
  }

  /// Entries that wait for one position and are judged when it arrives. More than one replica may
  /// have waiting (``IntakeLimits/waitingPerReplicaMax``) means that several have; the rest waits
  /// for a person.
  private static let atOnceMax = 4 * IntakeLimits().waitingPerReplicaMax

  /// The waiting entries that something new concerns, each once, in the order of their logs.
  private mutating func nextWaiting(
    _ db: Connection
  ) throws -> [(log: LogRow, sequence: UInt64)] {
    let columns = "log.*, quarantine.sequence AS place"
    let waits =
      "decision IS NULL AND pinned = 0 AND reason IN (\(AdmissionReason.sqlList)) LIMIT \(Self.atOnceMax)"
    var queries: [Query] = []
    if !nothingWaits, try db.value(EntryTable.anythingWaits.sql, as: Bool.self) ?? false {
      queries += Set(places).map { place in
        Query(
          """
          SELECT \(columns) FROM quarantine JOIN log ON log.id = quarantine.log
          WHERE onLog = ? AND onSequence = ? AND \(waits)
          """, [place.log, place.sequence])
      }
      queries += Set(records).map { record in
        Query(
          """
          SELECT \(columns) FROM quarantine JOIN log ON log.id = quarantine.log
          WHERE record = ? AND \(waits)
          """, [record])
      }
      queries += logs.map { log in
        Query(
          """
          SELECT \(columns) FROM quarantine JOIN log ON log.id = quarantine.log
          WHERE onLog = ? AND \(waits)
          """, [log])
      }
    }
    let rows = try db.rows(queries).joined()
    (places, records, logs) = ([], [], [])
    var seen: Set<EntryPlace> = []
    return try rows.compactMap { row in
      let log = try LogRow(row)
      let sequence = try row["place"] as UInt64
      guard seen.insert(EntryPlace(log: log.log, sequence: sequence)).inserted
      else { return nil }
      return (log, sequence)
    }.sorted { ($0.0.key, $0.1) < ($1.0.key, $1.1) }
  }

  private mutating func judgeAgain(
    _ row: EntryRow?, in log: LogRow, _ merging: inout Merging,
    _ outcome: inout Ingested, _ db: Connection
  ) throws {
    guard let row, row.state == .quarantined else { return }
    let place = log.reference(to: row.sequence, hash: row.hash)
    let entry = try row.sealed.decoded(in: log.log)
    let verdict: EntryVerdict
    do {
      verdict = try self.verdict(on: row, entry, of: log, at: place, &merging, db)
    } catch is OverQuota {
      return
    }
    switch verdict {
    case .authorised:
      if let entry, let limits, try merging.isFull(for: entry, in: log.descriptor, limits, db) {
        return try Self.list(row, of: log, Quarantine.overQuota, on: nil, db)
      }
      try Self.unlist(row, of: log, db)
      let record = try store.setState(.merged, of: row, in: log, &merging, db)
      if entry?.payload.redaction != nil { hasRedacted = true }
      if let entry { note(entry, at: place, in: log.descriptor.scope, merging) }
      if let record { outcome.records.insert(record) }
      outcome.merged += 1
      outcome.quarantined -= 1
    case .waits(let why, let base):
      try Self.list(row, of: log, why.rawValue, on: base, db)
    }
  }

  /// The entry continues to wait, for this reason.
  private static func list(
    _ row: EntryRow, of log: LogRow, _ reason: String, on base: EntryPlace?, _ db: Connection
  ) throws {
    try db.send(
      """
      UPDATE quarantine SET reason = ?, onLog = ?, onSequence = ? WHERE log = ? AND sequence = ?
      """,
      [
        reason, base.map { $0.log.bytes }, base.map { Int64(clamping: $0.sequence) }, log.key,
        Int64(row.sequence),
      ])
  }

  private func verdict(
    on row: EntryRow, _ entry: Entry?, of log: LogRow, at place: EntryReference,
    _ merging: inout Merging, _ db: Connection
  ) throws -> EntryVerdict {
    guard let entry else {
      let header = try? EntryHeader(decoding: row.sealed.header)
      return try judge.verdictOnEmptied(header, place, in: log.descriptor.scope, &merging, db)
    }
    let subject = EntryJudge.Subject(
      entry: entry, sealed: row.sealed, log: log.descriptor,
      name: entry.header.origin ?? place)
    return try judge.verdict(on: subject, &merging, db)
  }

  private static func unlist(_ row: EntryRow, of log: LogRow, _ db: Connection) throws {
    try db.send(
      "DELETE FROM quarantine WHERE log = ? AND sequence = ?", [log.key, Int64(row.sequence)])
  }

  /// A waiting entry is now part of its record: judges again what waits for it.
  mutating func note(
    _ entry: Entry, at place: EntryReference, in scope: Scope, _ merging: Merging
  ) {
    for name in [place, entry.header.origin ?? place] {
      arrived(EntryPlace(log: name.log, sequence: name.sequence))
    }
    merged(entry, in: scope, merging)
  }

  // MARK: A kind never changes

  private mutating func takeOutOtherKinds(_ merging: inout Merging, _ db: Connection) throws {
    let keys = founded
    founded = []
    let rows = keys.compactMap { merging.touched[$0] }.filter { !$0.isNewOfOneKind }.map(\.row)
    db.readAhead(rows.map(EntryTable.queryMerged))
    for key in keys { try takeOutOtherKinds(of: key, &merging, db) }
  }

  /// An entry may have arrived before the one that shows that its record is of another kind: it
  /// leaves the record, with the entries that build on it.
  private mutating func takeOutOtherKinds(
    of key: RecordKey, _ merging: inout Merging, _ db: Connection
  ) throws {
    guard let record = try merging.find(key, db), !record.isNewOfOneKind else { return }
    let entries = try RecordEntries.merged(of: record.row, db)
    guard entries.contains(where: { !$0.header.kind.isSpelled(as: record.kind) }) else {
      return
    }
    var reasons: [EntryReference: AdmissionReason] = [:]
    var count = -1
    while count != reasons.count {
      count = reasons.count
      for placed in entries where reasons[placed.name] == nil {
        let rests =
          placed.payload?.redaction.map { reasons[$0.target] != nil } ?? false
          || (placed.payload?.operations ?? []).contains {
            $0.supersedes.contains { reasons[$0.entry] != nil }
          }
        if !placed.header.kind.isSpelled(as: record.kind) {
          reasons[placed.name] = .otherKind
        } else if rests {
          reasons[placed.name] = .restsOnWaiting
        }
      }
    }
    for placed in entries {
      guard let reason = reasons[placed.name], let log = try LogRow.find(placed.log, db) else {
        continue
      }
      try takeOut(placed, of: log, reason, resting: reasons, &merging, db)
    }
    try merging.remake(key, db)
    // The reason of each is the one it would have had if it had arrived last.
    records.append(key.record)
  }

  private mutating func takeOut(
    _ placed: RecordEntries.Placed, of log: LogRow, _ reason: AdmissionReason,
    resting reasons: [EntryReference: AdmissionReason], _ merging: inout Merging, _ db: Connection
  ) throws {
    nothingWaits = false
    judge.forget()
    try store.setState(.quarantined, of: placed.row, in: log, &merging, db)
    let base = (placed.payload?.operations ?? []).lazy.flatMap(\.supersedes).map(\.entry)
      .first { reasons[$0] != nil }
    try Self.unlist(placed.row, of: log, db)
    try Quarantine.insert(
      log, placed.row.sequence, reason: reason.rawValue, record: placed.header.record,
      on: reason == .restsOnWaiting
        ? base.map { EntryPlace(log: $0.log, sequence: $0.sequence) } : nil, since: now, db)
  }
}
