import IRMER
import Records
import Replication

/// A person at their own replica, with the record as they last saw it.
struct Author {
  var role: String
  var log: LogID
  var sequence: UInt64 = 0
  var minutes: Int64
  var state = MergedRecord()
  var kind: RecordKind
  var entries: [(reference: EntryReference, entry: Entry)] = []
  var generator = SeededWords(state: 7)
  var today = Author.today
  /// The day that the author states; the clock's unless set.
  var stated: CalendarDate?
  var keepsUnknownFields = false
  var nation = Nation.england
  /// The reason that a new record is given.
  var why = ""

  static let today = CalendarDate(year: 2026, month: 3, day: 2) ?? .earliest
  static let site = Scope("RBD01") ?? centre
  private static let centre: Scope = {
    guard let scope = Scope("RBD") else { preconditionFailure("a scope of three letters") }
    return scope
  }()
  static let id = RecordID(high: 1, low: 2)

  init(_ role: String = "radiographer", log: UInt64 = 1, minutes: Int64 = 0, kind: RecordKind) {
    (self.role, self.minutes, self.kind) = (role, minutes, kind)
    self.log = LogID(high: 0, low: log)
    generator.state = log
  }

  var context: AuthorContext {
    let now = Moment(noonOf: today)
    var context = AuthorContext(
      role: role, site: Self.site, nation: nation, now: now,
      today: stated.map { DeviceDate(stated: $0, clock: now) })
    context.keepsUnknownFields = keepsUnknownFields
    context.why = why
    return context
  }

  var snapshot: RecordSnapshot {
    RecordSnapshot(id: Self.id, kind: kind.rawValue, scope: Self.site, state: state)
  }

  mutating func write(_ operations: [Operation], why: String = "") {
    sequence += 1
    minutes += 1
    let start = Moment(noonOf: Self.today).milliseconds
    let header = EntryHeader(
      time: HybridTime(milliseconds: start + minutes * 60_000), record: Self.id,
      kind: kind.rawValue, author: role)
    let entry = Entry(
      header: header, payload: EntryPayload(salt: [], reason: why, operations: operations))
    let reference = EntryReference(log: log, sequence: sequence, check: UInt32(sequence))
    entries.append((reference, entry))
    state.apply(entry, at: reference)
  }

  mutating func log(_ document: JSONValue) throws {
    let draft = try Draft(
      kind, document: document, id: Self.id, context: context, using: &generator)
    write(draft.operations)
  }

  mutating func set(_ assignments: String..., why: String = "") throws {
    try set(all: assignments, why: why)
  }

  /// What a change remarks, without writing it.
  mutating func warnings(_ assignments: String..., why: String = "") throws -> [String] {
    try Edit.parse(
      assignments, on: snapshot, why: why, context: context, using: &generator
    ).warnings
  }

  mutating func set(all assignments: [String], why: String = "") throws {
    let edit = try Edit.parse(
      assignments, on: snapshot, why: why, context: context, using: &generator)
    write(edit.operations, why: why)
  }

  /// Confirms that the report was read in the record's present form.
  mutating func confirmReading() throws {
    let edit = try Edit.confirmReading(on: snapshot, context: context, using: &generator)
    write(edit.operations)
  }

  mutating func withdraw(why: String = "logged twice") throws {
    let edit = try Edit.withdraw(snapshot, why: why, context: context, using: &generator)
    write(edit.operations, why: why)
  }

  mutating func resolve(_ path: String, _ settlement: Edit.Settlement) throws {
    let edit = try Edit.resolve(
      path, settlement, why: "checked with the staff", on: snapshot, context: context,
      using: &generator)
    write(edit.operations, why: edit.reason)
  }

  /// Another replica that has seen what this one has.
  func forked(_ role: String, log: UInt64, minutes: Int64 = 0) -> Author {
    var other = Author(role, log: log, minutes: self.minutes + minutes, kind: kind)
    other.state = state
    other.today = today
    other.keepsUnknownFields = keepsUnknownFields
    return other
  }

  mutating func merge(_ other: Author) {
    state.merge(other.state)
    entries += other.entries
  }

  func field(_ path: String) -> JSONValue? { snapshot.fields[path] }
  var conflictPaths: [String] { snapshot.conflicts.map(\.displayPath) }
  var rows: ReadModelRows { ReadModel.rows(for: snapshot) }
}

/// SplitMix64: the same words for the same seed.
struct SeededWords: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// The error that a piece of work throws, or nil.
func validationError(_ work: () throws -> Void) -> ValidationError? {
  do {
    try work()
    return nil
  } catch {
    return error as? ValidationError
  }
}
