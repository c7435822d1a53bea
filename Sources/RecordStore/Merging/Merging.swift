internal import Foundation
internal import Replication
internal import Storage

/// The records that one transaction touches: each is read, merged, judged and written once.
struct Merging {
  typealias Key = RecordKey

  struct Touched {
    let row: Int64
    let isNew: Bool
    var kind: String
    var state: MergedRecord
    /// How many entries this transaction merged.
    var entries = 0
    /// Whether each of these is of the record's kind.
    var isOfOneKind = true
    /// Bytes of the values and paths that it holds. Those that this transaction replaced count until they are
    /// next added up.
    var bytes = 0
    /// What replicas wrote of it, as far as somebody asked.
    var shares: [ReplicaID: RecordUse] = [:]
    /// What it costs to judge it, as far as that is settled; see ``Merging/settledWork()``.
    var work = 0

    var isNewWithOneEntry: Bool { isNew && entries == 1 }
    /// Whether no entry of it can be of another kind than the record.
    var isNewOfOneKind: Bool { isNew && isOfOneKind }
  }

  private(set) var touched: [Key: Touched] = [:]
  /// What the records that a part changes were before it, `nil` for those that it touched first; `nil`
  /// outside of a part.
  private var before: [Key: Touched?]?
  private var unsettled: Set<Key> = []
  private var workSum = 0
  /// Records of which an entry was redacted or removed: its operations are gone, so the record is
  /// rebuilt from what remains.
  private var remade: Set<Key> = []
  private var nextRow: Int64?
  /// Names that were looked up and have no record.
  private var absent: Set<Key> = []
  /// What was read before the first of them was touched.
  var ahead: KnownAhead

  private let storeExtension: (any StoreExtension)?
  let domain: any RecordDomain

  init(_ store: RecordStore, ahead: KnownAhead = KnownAhead()) {
    self.ahead = ahead
    storeExtension = store.storeExtension
    domain = store.environment.domain
  }

  /// The record that an entry belongs to, read from the store at the first touch.
  mutating func touch(_ key: Key, kind: String, _ db: Connection) throws -> Touched {
    if let known = try find(key, db) { return known }
    let new = Touched(row: try newRow(db), isNew: true, kind: kind, state: MergedRecord())
    note(key)
    touched[key] = new
    absent.remove(key)
    return new
  }

  /// The record of that name; `nil` where no entry of it is merged.
  mutating func find(_ key: Key, _ db: Connection) throws -> Touched? {
    if let known = touched[key] { return known }
    if absent.contains(key) { return nil }
    if var known = ahead.takeRecord(key) {
      note(key)
      known.bytes = known.state.valueBytes
      touched[key] = known
      return known
    }
    if ahead.isAbsent(key) {
      absent.insert(key)
      return nil
    }
    var statement = try db.statement(Self.selection)
    statement.bind(key.record)
    statement.bind(key.scope.code)
    let stored = try statement.first { row in
      try (row.integer(0), row.text(1), row.bytes(2))
    }
    guard let (row, kind, state) = stored else {
      absent.insert(key)
      return nil
    }
    var found = Touched(
      row: row, isNew: false, kind: kind, state: try RecordState.read(state, of: row, db))
    found.bytes = found.state.valueBytes
    note(key)
    touched[key] = found
    return found
  }

  private static let selection = "SELECT id, kind, state FROM record WHERE uuid = ? AND scope = ?"

  /// What finds a record: its row, its kind and its state.
  static func query(_ key: Key) -> Query { Query(selection, [key.record, key.scope]) }

  /// What finds out whether a record of the same UUID is in another scope.
  static func queryElsewhere(_ key: Key) -> Query {
    Query(
      "SELECT EXISTS (SELECT 1 FROM record WHERE uuid = ? AND scope <> ?)",
      [key.record, key.scope])
  }

  /// Whether a record of the same UUID is merged in another scope.
  func isElsewhere(_ key: Key, _ db: Connection) throws -> Bool {
    if touched.contains(where: { $0.key.record == key.record && $0.key.scope != key.scope }) {
      return true
    }
    let query = Self.queryElsewhere(key)
    return try db.value(query.sql, query.values, as: Bool.self) ?? false
  }

  /// Rebuilds a record without the entries that were removed from it.
  mutating func remake(_ key: Key, _ db: Connection) throws {
    remade.insert(key)
    try restate(key, db)
  }

  /// The row of the record that was added last.
  static let lastRow = Query("SELECT max(id) FROM record")

  private mutating func newRow(_ db: Connection) throws -> Int64 {
    let last = try nextRow == nil ? db.value(Self.lastRow.sql, as: UInt64.self) : nil
    let next = nextRow ?? Int64(last ?? 0) + 1
    nextRow = next + 1
    return next
  }

  /// Merges an entry and returns the row of its record.
  mutating func add(
    _ entry: Entry, at reference: EntryReference, scope: Scope, _ db: Connection
  ) throws -> Int64 {
    let key = Key(scope: scope, record: entry.header.record)
    _ = try touch(key, kind: entry.header.kind, db)
    unsettled.insert(key)
    if entry.payload.redaction != nil { remade.insert(key) }
    return try mutate(key) { [domain] record in
      record.entries += 1
      record.bytes += entry.payload.valueBytes
      record.state.absorb(entry, at: reference)
      record.isOfOneKind = record.isOfOneKind && record.kind.isSpelled(as: entry.header.kind)
      // Replicas that meet two kinds for one record must agree in every order of arrival.
      record.kind = Self.first(of: record.kind, entry.header.kind, domain)
    }
  }

  /// Remembers how many bytes a record has, without those that its last entry replaced.
  mutating func noteBytes(_ use: RecordUse, in key: Key) {
    note(key)
    touched[key]?.bytes = use.bytes
  }

  /// Remembers what a replica wrote of a record, so that it is counted once in a transaction.
  mutating func noteShare(_ share: RecordUse, of replica: ReplicaID, in key: Key) {
    note(key)
    touched[key]?.shares[replica] = share
  }

  /// The cost of judging the records touched so far, known before any is judged.
  mutating func settledWork() -> Int {
    for key in unsettled {
      guard let index = touched.index(forKey: key) else { continue }
      let record = touched.values[index]
      // Superseded operations are read and compared, never judged.
      let cost = domain.work(record.state) + record.state.superseded.count / 4
      workSum += cost - record.work
      touched.values[index].work = cost
    }
    unsettled.removeAll(keepingCapacity: true)
    return workSum
  }

  /// Merges an entry into an empty record, to compare with what is stored.
  mutating func rebuild(_ entry: Entry, at reference: EntryReference, scope: Scope) {
    let key = Key(scope: scope, record: entry.header.record)
    let empty = Touched(row: 0, isNew: true, kind: entry.header.kind, state: MergedRecord())
    touched[key, default: empty].state.absorb(entry, at: reference)
    touched[key, default: empty].kind = Self.first(
      of: touched[key, default: empty].kind, entry.header.kind, domain)
  }

  /// The same in every order of arrival.
  private static func first(
    of one: String, _ other: String, _ domain: any RecordDomain
  ) -> String {
    !one.isSpelled(as: other) && domain.isBefore(other, one) ? other : one
  }

  private mutating func mutate(_ key: Key, _ change: (inout Touched) -> Void) throws -> Int64 {
    note(key)
    guard let index = touched.index(forKey: key) else {
      throw StoreError.damaged(detail: "a record that was just read is not there")
    }
    change(&touched.values[index])
    return touched.values[index].row
  }

  /// Rebuilds a record from its entries, so that the same entries give the same record in whatever
  /// order a redaction and its target arrived.
  private mutating func restate(_ key: Key, _ db: Connection) throws {
    note(key)
    guard let index = touched.index(forKey: key) else { return }
    let (state, kinds) = try RecordState.fromEntries(of: touched.values[index].row, db)
    touched.values[index].state = state
    touched.values[index].kind = kinds.min(by: domain.isBefore) ?? touched.values[index].kind
  }

  /// The record as it is now, after what this transaction has added to it.
  mutating func settled(_ key: Key, kind: String, _ db: Connection) throws -> Touched {
    _ = try touch(key, kind: kind, db)
    note(key)
    if let index = touched.index(forKey: key) { touched.values[index].state.settle() }
    return try touch(key, kind: kind, db)
  }

  /// Makes the records readable, after all entries were added.
  mutating func settle() {
    for index in touched.indices { touched.values[index].state.settle() }
  }

  // MARK: Parts that may be undone

  /// This without its records: what a part starts from, which notes those that it changes itself. There
  /// may be thousands.
  var withoutRecords: Merging {
    var copy = self
    copy.touched = [:]
    return copy
  }

  /// From here on, what the records were is noted.
  mutating func begin() { before = [:] }

  /// What was changed since ``begin()`` stays.
  mutating func keep() { before = nil }

  /// Takes back what was changed since ``begin()``, which `start` was made before.
  mutating func undo(to start: Merging) {
    var records = touched
    touched = [:]
    for (key, record) in before ?? [:] { records[key] = record }
    self = start
    touched = records
  }

  private mutating func note(_ key: Key) {
    guard before != nil, before?.index(forKey: key) == nil else { return }
    before?.updateValue(touched[key], forKey: key)
  }

  /// Writes every touched record with its read model.
  mutating func write(_ db: Connection) throws {
    settle()
    for key in remade { try restate(key, db) }
    // In the order of their rows: new ones then go to the end of each table and of its indexes.
    let changed = touched.filter { $0.value.entries > 0 || remade.contains($0.key) }
      .sorted { $0.value.row < $1.value.row }
    let records = changed.map(\.value)
    let new = records.filter(\.isNew).map(\.row)
    let changes = RowChanges(storeExtension)
    // To compare rows, an engine would have to be waited for.
    if db.isEngine { try changes.willChange(records.filter { !$0.isNew }.map(\.row), db) }
    try write(changed, changes, db)
    try changes.didChange(new: new, db)
    try SharedIdentifiers.note(new, db)
    try SharedReferences.note(records.map(\.row), db)
  }

  private func write(
    _ changed: [(key: Key, value: Touched)], _ changes: RowChanges, _ db: Connection
  ) throws {
    let subjects = changed.map { key, touched in
      let record = ChangedRecord(
        row: touched.row, isNew: touched.isNew, key: key, kind: touched.kind, state: touched.state)
      return (record, isAsEntered: touched.isNewWithOneEntry && !remade.contains(key))
    }
    try RecordBatch.write(subjects, domain, changes, db)
  }
}
