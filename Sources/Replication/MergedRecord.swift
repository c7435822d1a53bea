/// A record as it stands: the operations that nobody has superseded.
///
/// The state is a set of live operations and the set of operations known to be superseded. Adding
/// an entry, or merging two states, is a union of both less what is superseded: commutative,
/// associative and idempotent, whatever the order, the batching and the repetition.
///
///     live = operations − superseded
///
/// No clock takes part. A path with live operations of different values is in conflict, and every
/// candidate stays until a person settles it.
public struct MergedRecord: Hashable, Sendable {
  /// Who wrote an entry, and when by their clock.
  public struct Stamp: Hashable, Sendable {
    public let entry: EntryReference
    public let time: HybridTime
    public let author: String

    public init(entry: EntryReference, time: HybridTime, author: String) {
      (self.entry, self.time, self.author) = (entry, time, author)
    }
  }

  public struct LiveOperation: Hashable, Sendable {
    public let stamp: Stamp
    public let index: UInt32
    public let path: FieldPath
    /// `nil`: the author removed what stood here.
    public internal(set) var value: Value?

    public init(stamp: Stamp, index: UInt32, path: FieldPath, value: Value?) {
      (self.stamp, self.index, self.path, self.value) = (stamp, index, path, value)
    }

    public var id: OperationID { OperationID(entry: stamp.entry, index: index) }
  }

  /// Ordered by path, then by identifier.
  public internal(set) var live: [LiveOperation] = []
  public internal(set) var superseded: Set<OperationID> = []
  /// Entries whose operations stand as a redaction restated them.
  public internal(set) var redacted: Set<EntryReference> = []

  public init() {}

  public var isEmpty: Bool { live.isEmpty && superseded.isEmpty }

  /// Adds what an entry says. Adding it again changes nothing.
  ///
  /// - Parameter reference: where the entry stands; its origin, if it has one, names its operations.
  public mutating func apply(_ entry: Entry, at reference: EntryReference) {
    let name = entry.header.origin ?? reference
    let stamp = Stamp(entry: name, time: entry.header.time, author: entry.header.author)
    if !redacted.contains(name) { add(entry.payload.operations, stamp) }
    if let redaction = entry.payload.redaction { apply(redaction) }
  }

  private mutating func apply(_ redaction: Redaction) {
    if redacted.insert(redaction.target).inserted {
      live.removeAll { $0.stamp.entry == redaction.target }
    }
    let stamp = Stamp(entry: redaction.target, time: redaction.time, author: redaction.author)
    add(redaction.operations, stamp)
  }

  /// The union with another state of the same record.
  public mutating func merge(_ other: MergedRecord) {
    let fresh = other.redacted.subtracting(redacted)
    let stale = redacted.subtracting(other.redacted)
    live.removeAll { fresh.contains($0.stamp.entry) }
    redacted.formUnion(fresh)
    supersede(other.superseded)
    for operation in other.live where !stale.contains(operation.stamp.entry) { insert(operation) }
  }

  public func merged(with other: MergedRecord) -> MergedRecord {
    var result = self
    result.merge(other)
    return result
  }

  private mutating func add(_ operations: [Operation], _ stamp: Stamp) {
    if live.isEmpty { live.reserveCapacity(operations.count) }
    supersede(operations.lazy.flatMap(\.supersedes))
    for (index, operation) in operations.enumerated() {
      let added = LiveOperation(
        stamp: stamp, index: UInt32(index), path: operation.path, value: operation.value)
      insert(added)
    }
  }

  private mutating func supersede(_ targets: some Sequence<OperationID>) {
    let fresh = Set(targets).subtracting(superseded)
    guard !fresh.isEmpty else { return }
    superseded.formUnion(fresh)
    live.removeAll { fresh.contains($0.id) }
  }

  private mutating func insert(_ operation: LiveOperation) {
    guard !superseded.contains(operation.id) else { return }
    var place = firstIndex { !$0.precedes(operation) }
    while place < live.count, live[place].id == operation.id, live[place].path == operation.path {
      let other = live[place]
      if other == operation || other.hides(operation) { return }
      if operation.hides(other) {
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
    var (low, high) = (0, live.count)
    while low < high {
      let middle = (low + high) / 2
      if predicate(live[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension MergedRecord.LiveOperation {
  func precedes(_ other: Self) -> Bool {
    path == other.path ? id < other.id : path < other.path
  }

  // One operation is stated twice where it was redacted, where its entry moved, and where somebody
  // lies about what moved. Statements that differ all stand, so that the lie is seen.

  /// Whether this statement of an operation takes another's place: its value was redacted.
  fileprivate func hides(_ other: Self) -> Bool {
    value == .redacted && (other.value != .redacted || other.isBefore(self))
  }

  /// An order of the statements of one operation that is the same everywhere.
  fileprivate func isBefore(_ other: Self) -> Bool {
    let (ours, theirs) = (value?.encoded() ?? [], other.value?.encoded() ?? [])
    if ours != theirs { return ours.lexicographicallyPrecedes(theirs) }
    return (stamp.time, stamp.author) < (other.stamp.time, other.stamp.author)
  }
}
