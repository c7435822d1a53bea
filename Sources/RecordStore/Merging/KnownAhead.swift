internal import Replication
internal import Storage

/// What a database server was asked about the entries of a request before the first of them was
/// appended, so that the merge does not wait for it entry by entry.
///
/// Each answer is what the store would say now: what the transaction changes of it is changed here
/// too, or dropped. A file answers at once, so only the redactions
/// of a segment's entries are read ahead from it.
struct KnownAhead {
  typealias Named = (name: EntryReference, key: RecordKey)

  private struct Name: Hashable {
    let entry: EntryReference
    let key: RecordKey
  }

  private struct Status: Hashable {
    let entry: EntryReference
    let scope: Scope
  }

  /// Whether a database server was asked. A file is asked for redactions alone.
  private var isUsed = false
  private var records: [RecordKey: Merging.Touched] = [:]
  private var absent: Set<RecordKey> = []
  /// Redactions of entries in ``asked`` and ``askedRanges``.
  private var redacted: Set<Name> = []
  private var asked: Set<Name> = []
  private var askedRanges: [LogID: (scope: Scope, sequences: ClosedRange<UInt64>)] = [:]
  private var statuses: [Status: EntryStatus] = [:]
  /// Where the operations of an entry are never changes.
  private var paths: [EntryReference: [FieldPath]] = [:]
  private var pathCount = 0
  /// A log's descriptor never changes.
  private var descriptors: [LogID: LogDescriptor] = [:]

  // MARK: Answers

  /// Hands a record over: from now on it changes where it is merged.
  mutating func takeRecord(_ key: RecordKey) -> Merging.Touched? {
    records.removeValue(forKey: key)
  }

  func isAbsent(_ key: RecordKey) -> Bool { absent.contains(key) }

  func descriptor(of log: LogID, _ db: Connection) throws -> LogDescriptor? {
    try descriptors[log] ?? LogRow.find(log, db)?.descriptor
  }

  /// Whether an entry of a record was redacted.
  func isRedacted(_ name: EntryReference, in key: RecordKey, _ db: Connection) throws -> Bool {
    if let range = askedRanges[name.log], range.scope == key.scope,
      range.sequences.contains(name.sequence)
    {
      return redacted.contains(Name(entry: name, key: key))
    }
    let name = Name(entry: name, key: key)
    if asked.contains(name) { return redacted.contains(name) }
    return try RedactionTables.contains(name.entry, in: key, db)
  }

  func status(of name: EntryReference, in scope: Scope, _ db: Connection) throws -> EntryStatus {
    try statuses[Status(entry: name, scope: scope)] ?? EntryStatus.of(name, in: scope, db)
  }

  /// The paths of an entry's operations; `nil` where they were not asked for.
  func paths(of name: EntryReference) -> [FieldPath]? { paths[name] }

  // MARK: Changes

  mutating func note(redacted name: EntryReference, in key: RecordKey) {
    guard isUsed || !askedRanges.isEmpty else { return }
    redacted.insert(Name(entry: name, key: key))
  }

  /// An entry was stored at a position of a log.
  ///
  /// - Parameter origin: its name, where it was in another log before.
  mutating func note(
    _ state: EntryState, at place: EntryReference, origin: EntryReference?, in scope: Scope
  ) {
    guard isUsed else { return }
    // It stays merged until waiting entries are judged again; see ``forget()``.
    statuses[Status(entry: place, scope: scope)] = state == .merged ? .merged : nil
    if let origin { statuses[Status(entry: origin, scope: scope)] = nil }
  }

  /// Records that were not there are there now.
  mutating func noteRecordsWritten() { absent = [] }

  /// Drops what may change otherwise than by an entry that is appended: entries move to other logs, or
  /// are judged again.
  mutating func forget() {
    (redacted, asked, askedRanges, statuses) = ([], [], [:], [:])
  }
}

// MARK: Asking

extension KnownAhead {
  /// What the new entries of a request refer to.
  private struct Subjects {
    var keys: Set<RecordKey> = []
    /// Of these, the ones whose first entry founds no record.
    var unfounded: Set<RecordKey> = []
    var moved: [Named] = []
    var origins: Set<LogID> = []
    var bases: [(key: RecordKey, path: FieldPath, operation: OperationID)] = []
    /// The places in logs that the request fills.
    var filled: [LogID: ClosedRange<UInt64>] = [:]

    mutating func add(_ sealed: SealedEntry, in log: LogID, _ scope: Scope) {
      guard let header = try? EntryHeader(decoding: sealed.header) else { return }
      let key = RecordKey(scope: scope, record: header.record)
      if let origin = header.origin {
        moved.append((origin, key))
        origins.insert(origin.log)
      }
      let entry = (try? sealed.decoded(header, in: log)) ?? nil
      let founds = entry?.payload.foundsRecord ?? false
      if keys.insert(key).inserted, !founds { unfounded.insert(key) }
      for operation in entry?.payload.operations ?? [] {
        bases += operation.supersedes.map { (key, operation.path, $0) }
      }
    }

    func fills(_ name: EntryReference) -> Bool {
      filled[name.log]?.contains(name.sequence) ?? false
    }
  }

  /// Asks about the entries of segments that are not here yet.
  ///
  /// - Parameter logs: those of the segments that are here.
  mutating func read(
    _ segments: [LogSegment], _ logs: [LogID: LogRow], _ db: Connection
  ) throws {
    guard db.isEngine else { return }
    isUsed = true
    var subjects = Subjects()
    let new = Dictionary(
      segments.compactMap { segment in segment.descriptor.map { (segment.log, $0) } },
      uniquingKeysWith: { first, _ in first })
    for segment in segments {
      guard let descriptor = logs[segment.log]?.descriptor ?? new[segment.log] else { continue }
      guard segment.isWithinBounds else { continue }
      let start = max(segment.first, (logs[segment.log]?.head ?? 0) + 1)
      guard start <= segment.last else { continue }
      let before = subjects.filled[segment.log]
      subjects.filled[segment.log] =
        min(start, before?.lowerBound ?? start)...max(segment.last, before?.upperBound ?? 0)
      askedRanges[segment.log] = subjects.filled[segment.log].map { (descriptor.scope, $0) }
      for sealed in segment.entries[Int(start - segment.first)...] {
        subjects.add(sealed, in: segment.log, descriptor.scope)
      }
    }
    guard !subjects.keys.isEmpty else { return }
    let entered = try readRecords(subjects, db)
    try readRest(of: subjects, entered, db)
  }

  /// The records and the redactions.
  ///
  /// - Returns: the records whose state is what their entry says, which is read next.
  private mutating func readRecords(
    _ subjects: Subjects, _ db: Connection
  ) throws -> [(key: RecordKey, row: Int64, kind: String)] {
    let keys = subjects.keys.sorted { ($0.record, $0.scope.code) < ($1.record, $1.scope.code) }
    let ranges = askedRanges.sorted { $0.key < $1.key }
    let moved = subjects.moved
    db.readAhead(subjects.origins.sorted().map(LogRow.query))
    let found = try db.rows(
      keys.map(Merging.query)
        + ranges.map { RedactionTables.query($0.key, $0.value.sequences, in: $0.value.scope) }
        + moved.map { RedactionTables.query($0.name, in: $0.key) })
    for (range, rows) in zip(ranges, found.dropFirst(keys.count)) {
      try note(redactions: rows, of: range.key, in: range.value.scope)
    }
    for ((name, key), rows) in zip(moved, found.dropFirst(keys.count + ranges.count)) {
      asked.insert(Name(entry: name, key: key))
      if !rows.isEmpty { note(redacted: name, in: key) }
    }
    for log in subjects.origins { descriptors[log] = try LogRow.find(log, db)?.descriptor }
    var entered: [(RecordKey, Int64, String)] = []
    for (key, rows) in zip(keys, found) {
      guard let row = rows.first else {
        absent.insert(key)
        continue
      }
      let state = try row.bytes(2)
      if state == RecordState.asEntered {
        try entered.append((key, row.integer(0), row.text(1)))
      } else {
        records[key] = try Merging.Touched(
          row: row.integer(0), isNew: false, kind: row.text(1),
          state: RecordState.unpacked(state))
      }
    }
    return entered
  }

  /// Asks a file for the redactions of the entries that a segment brings, instead of asking for each entry.
  mutating func readRedactions(
    of log: LogRow, _ sequences: ClosedRange<UInt64>, _ db: Connection
  ) throws {
    guard !db.isEngine else { return }
    let scope = log.descriptor.scope
    (redacted, askedRanges) = ([], [log.log: (scope, sequences)])
    let rows = try db.rows([RedactionTables.query(log.log, sequences, in: scope)])[0]
    try note(redactions: rows, of: log.log, in: scope)
  }

  private mutating func note(redactions rows: Rows, of log: LogID, in scope: Scope) throws {
    for row in rows {
      guard let record = row.value(2, as: RecordID.self) else { continue }
      let name = EntryReference(
        log: log, sequence: try row[0] as UInt64,
        check: UInt32(truncatingIfNeeded: try row.integer(1)))
      note(redacted: name, in: RecordKey(scope: scope, record: record))
    }
  }

  /// The entries of those records, and where the entries are that the new ones supersede.
  private mutating func readRest(
    of subjects: Subjects, _ entered: [(key: RecordKey, row: Int64, kind: String)],
    _ db: Connection
  ) throws {
    db.readAhead(entered.map { RecordState.query(of: $0.row) })
    db.readAhead(absent.intersection(subjects.unfounded).map(Merging.queryElsewhere))
    let later = Set(entered.map(\.key))
    readAhead(subjects.bases.filter { !later.contains($0.key) }, besides: subjects, db)
    for (key, row, kind) in entered {
      records[key] = Merging.Touched(
        row: row, isNew: false, kind: kind, state: try RecordState.read([], of: row, db))
    }
    readAhead(subjects.bases.filter { later.contains($0.key) }, besides: subjects, db)
    for base in subjects.bases where needsStatus(base, besides: subjects) {
      let (name, scope) = (base.operation.entry, base.key.scope)
      guard statuses[Status(entry: name, scope: scope)] == nil else { continue }
      statuses[Status(entry: name, scope: scope)] = try EntryStatus.of(name, in: scope, db)
      guard pathCount < EntryPaths.keptMax else { continue }
      paths[name] = try EntryPaths.paths(ofSmall: name, db)
      pathCount += paths[name]?.count ?? 0
    }
  }

  /// Entries that are read ahead for the paths of their operations, each of at most 4 kB.
  private static let entriesMax = 4_096

  private typealias Base = (key: RecordKey, path: FieldPath, operation: OperationID)

  private func readAhead(_ bases: [Base], besides subjects: Subjects, _ db: Connection) {
    let names = Set(
      bases.filter { needsStatus($0, besides: subjects) }.map(\.operation.entry))
    db.readAhead(names.sorted().flatMap(EntryStatus.queries))
    db.readAhead(names.sorted().prefix(Self.entriesMax).map(EntryTable.querySmallPayload))
  }

  /// Whether it has to be looked up: not where the record shows it as a value, nor where the request
  /// brings it.
  private func needsStatus(_ base: Base, besides subjects: Subjects) -> Bool {
    if subjects.fills(base.operation.entry) { return false }
    return
      !(records[base.key]?.state.operations(at: base.path)
      .contains { $0.id == base.operation } ?? false)
  }
}
