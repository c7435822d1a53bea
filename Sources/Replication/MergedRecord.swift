/// The current state of a record: the operations that nobody has superseded.
///
/// The state is a set of live operations and the set of operations known to be superseded. Adding
/// an entry, or merging two states, is the union of both less what is superseded: commutative,
/// associative and idempotent, for every order, batching and repetition.
///
///     live = operations − superseded − what was removed with a list element
///
/// Removing an element removes all of it, unless somebody who had not seen the removal was editing
/// inside it: then all of it is live, and in conflict. See `MergedRecord+Removing.swift`.
///
/// No clock takes part. A path with live operations of different values is in conflict, and every
/// candidate stays until a person settles it.
public struct MergedRecord: Hashable, Sendable {
  /// Who wrote an entry, and when by their clock.
  public struct Stamp: Hashable, Comparable, Sendable {
    /// The entry that holds the operation.
    public let entry: EntryReference
    /// When it was written.
    public let time: HybridTime
    /// The role of its author.
    public let author: String

    /// The author's stamp of an entry; nothing is checked here.
    public init(entry: EntryReference, time: HybridTime, author: String) {
      (self.entry, self.time, self.author) = (entry, time, author)
    }

    public static func < (left: Stamp, right: Stamp) -> Bool {
      if left.entry != right.entry { return left.entry < right.entry }
      if left.time != right.time { return left.time < right.time }
      return left.author.isSpelled(before: right.author)
    }

    public static func == (left: Stamp, right: Stamp) -> Bool {
      left.entry == right.entry && left.time == right.time
        && left.author.isSpelled(as: right.author)
    }
  }

  /// An operation that no other has replaced.
  public struct LiveOperation: Hashable, Sendable {
    /// Who wrote it, and when.
    public let stamp: Stamp
    /// Its position in the entry, from 0.
    public let index: UInt32
    /// The field that it sets or removes.
    public let path: FieldPath
    /// `nil`: the author removed what was here.
    public internal(set) var value: Value?

    /// - Parameter value: Nil for a removal.
    public init(stamp: Stamp, index: UInt32, path: FieldPath, value: Value?) {
      (self.stamp, self.index, self.path, self.value) = (stamp, index, path, value)
    }

    /// The operation's name, the same at every replica.
    public var id: OperationID { OperationID(entry: stamp.entry, index: index) }
  }

  /// Ordered by path, then by identifier.
  public internal(set) var live: [LiveOperation] = []
  /// What was removed with a list element and would return with an edit inside it; in the order of
  /// ``live``.
  public internal(set) var removed: [LiveOperation] = []
  /// Which operation was removed with which element; ascending, each once.
  var removals: [Removal] = []
  /// Ascending, each once.
  public internal(set) var superseded: [OperationID] = []
  /// Entries whose operations are shown as a redaction restated them; ascending, each once.
  public internal(set) var redacted: [EntryReference] = []

  /// A record without entries.
  public init() {}

  /// Every entry that contributed something that the record shows, or something since replaced or
  /// removed.
  public var entries: Set<EntryReference> {
    var entries = Set(live.map(\.stamp.entry))
    entries.formUnion(removed.map(\.stamp.entry))
    entries.formUnion(superseded.map(\.entry))
    entries.formUnion(removals.map(\.target.entry))
    return entries
  }

  /// Adds an entry's operations. Adding them again changes nothing.
  ///
  /// - Parameter reference: the entry's position; its origin, if it has one, names its operations.
  public mutating func apply(_ entry: Entry, at reference: EntryReference) {
    absorb(entry, at: reference)
    settle()
  }

  /// Adds one of many entries. Nothing may be read before ``settle()`` has been called.
  package mutating func absorb(_ entry: Entry, at reference: EntryReference) {
    unsettle()
    let name = entry.header.origin ?? reference
    let stamp = Stamp(entry: name, time: entry.header.time, author: entry.header.author)
    if !redacted.sortedContains(name) { add(entry.payload.operations, stamp) }
    if let redaction = entry.payload.redaction { apply(redaction) }
  }

  private mutating func apply(_ redaction: Redaction) {
    if redacted.sortedInsert(redaction.target) {
      live.removeAll { $0.stamp.entry == redaction.target }
    }
    let stamp = Stamp(entry: redaction.target, time: redaction.time, author: redaction.author)
    add(redaction.operations, stamp)
  }

  /// The union with another state of the same record.
  public mutating func merge(_ other: MergedRecord) {
    var other = other
    other.unsettle()
    unsettle()
    let fresh = other.redacted.filter { !redacted.sortedContains($0) }
    let stale = redacted.filter { !other.redacted.sortedContains($0) }
    live.removeAll { fresh.sortedContains($0.stamp.entry) }
    redacted.sortedMerge(fresh)
    supersede(other.superseded)
    insert(other.live.filter { !stale.sortedContains($0.stamp.entry) })
    if !other.removals.isEmpty { removals = (removals + other.removals).sortedUnique() }
    settle()
  }

  /// The union of both; commutative, associative and idempotent.
  public func merged(with other: MergedRecord) -> MergedRecord {
    var result = self
    result.merge(other)
    return result
  }

  private mutating func add(_ operations: [Operation], _ stamp: Stamp) {
    var targets: [OperationID] = []
    for operation in operations where !operation.supersedes.isEmpty {
      if operation.value == nil, operation.path.isElement {
        remove(operation.supersedes, with: operation.path)
      } else {
        targets += operation.supersedes
      }
    }
    supersede(targets)
    if live.isEmpty { return begin(operations, stamp) }
    insert(
      operations.enumerated().map { index, operation in
        LiveOperation(
          stamp: stamp, index: UInt32(index), path: operation.path, value: operation.value)
      })
  }

  /// The first operations of a record, with no others beside them.
  private mutating func begin(_ operations: [Operation], _ stamp: Stamp) {
    live.reserveCapacity(operations.count)
    for (index, operation) in operations.enumerated() {
      let added = LiveOperation(
        stamp: stamp, index: UInt32(index), path: operation.path, value: operation.value)
      if superseded.isEmpty || !superseded.sortedContains(added.id) { live.append(added) }
    }
    live.sort { $0.precedes($1) }
  }

  /// Removes operations and records that they are superseded, in one pass over the record however
  /// many there are.
  mutating func supersede(_ targets: [OperationID]) {
    guard !targets.isEmpty else { return }
    let fresh = targets.sortedUnique().filter { !superseded.sortedContains($0) }
    guard !fresh.isEmpty else { return }
    superseded.sortedMerge(fresh)
    // Conflicting copies of one operation are all retained, and are superseded together.
    live.removeAll { fresh.sortedContains($0.id) }
  }

  /// Up to this many operations are inserted one by one: for an edit of a few fields that moves
  /// less of the record than a pass over all of it.
  private static let insertedSinglyMax = 8

  /// Inserts operations, many of them in one pass over the record.
  private mutating func insert(_ operations: [LiveOperation]) {
    if operations.count <= Self.insertedSinglyMax {
      for operation in operations { insert(operation) }
      return
    }
    let fresh = operations.filter { !superseded.sortedContains($0.id) }
      .sorted { $0.precedes($1) }
    var merged: [LiveOperation] = []
    merged.reserveCapacity(live.count + fresh.count)
    // Compared afterwards with copies of the same operation that are here already.
    var repeated: [LiveOperation] = []
    var rest = live[...]
    for operation in fresh {
      while let next = rest.first, next.precedes(operation) { merged.append(rest.removeFirst()) }
      let isRepeated = [merged.last, rest.first].contains { $0?.isAt(operation) ?? false }
      if isRepeated { repeated.append(operation) } else { merged.append(operation) }
    }
    live = merged + rest
    for operation in repeated { insert(operation) }
  }

  private mutating func insert(_ operation: LiveOperation) {
    guard !superseded.sortedContains(operation.id) else { return }
    var place = firstIndex { !$0.precedes(operation) }
    while place < live.count, live[place].id == operation.id, live[place].path == operation.path {
      let other = live[place]
      // Only the restatement by a redaction hides a value.
      let isRedacted = redacted.sortedContains(operation.stamp.entry)
      if other.isStated(as: operation) || isRedacted && other.hides(operation) { return }
      if isRedacted && operation.hides(other) {
        live.remove(at: place)
      } else if operation.isBefore(other) {
        break
      } else {
        place += 1
      }
    }
    live.insert(operation, at: place)
  }

  /// The first index at which the predicate holds; it must hold from there on.
  func firstIndex(where predicate: (LiveOperation) -> Bool) -> Int {
    Self.firstIndex(in: live, where: predicate)
  }

  static func firstIndex(
    in operations: [LiveOperation], where predicate: (LiveOperation) -> Bool
  ) -> Int {
    var (low, high) = (0, operations.count)
    while low < high {
      let middle = (low + high) / 2
      if predicate(operations[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension MergedRecord.LiveOperation {
  func precedes(_ other: Self) -> Bool {
    let order = path.compare(other.path)
    return order == 0 ? id < other.id : order < 0
  }

  /// Whether this is a copy of the same operation at the same path.
  fileprivate func isAt(_ other: Self) -> Bool { id == other.id && path == other.path }

  // One operation has several copies where it was redacted, where its entry moved, or where
  // somebody tampered with a moved entry. Conflicting copies are all retained, so that tampering is
  // visible.

  /// Whether this copy of an operation replaces another: its value was redacted.
  fileprivate func hides(_ other: Self) -> Bool {
    value == .redacted && (other.value != .redacted || other.isBefore(self))
  }

  /// Whether this is the same copy of the same operation, byte for byte.
  fileprivate func isStated(as other: Self) -> Bool {
    self == other && value?.encoded() == other.value?.encoded()
  }

  /// Orders the copies of one operation, the same way everywhere.
  fileprivate func isBefore(_ other: Self) -> Bool {
    let (ours, theirs) = (value?.encoded() ?? [], other.value?.encoded() ?? [])
    if ours != theirs { return ours.lexicographicallyPrecedes(theirs) }
    return stamp < other.stamp
  }
}
