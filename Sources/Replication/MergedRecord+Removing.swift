// Removing a list element while somebody else, unaware of it, edits inside the element.
//
// What was removed with an element stays live as long as the element holds an operation that nobody
// has superseded: an edit that had not seen the removal. So the element is kept complete, as its
// editor had it, never only the one edited field. The removal is live beside it, so the element is
// in conflict until a person settles it.
//
// Which operations are not superseded follows from the set of operations alone, so the outcome does
// not depend on the order in which they arrived.

extension MergedRecord {
  /// Records that an operation was removed together with a list element.
  struct Removal: Hashable, Comparable, Sendable {
    let target: OperationID
    let element: FieldPath

    static func < (left: Self, right: Self) -> Bool {
      left.target == right.target ? left.element < right.element : left.target < right.target
    }
  }

  mutating func remove(_ targets: [OperationID], with element: FieldPath) {
    let fresh = targets.filter { !superseded.sortedContains($0) }
    removals = (removals + fresh.map { Removal(target: $0, element: element) }).sortedUnique()
  }

  /// Returns removed operations to the live ones, so that operations can be added.
  mutating func unsettle() {
    guard !removed.isEmpty else { return }
    var all: [LiveOperation] = []
    all.reserveCapacity(live.count + removed.count)
    var rest = removed[...]
    for operation in live {
      while let next = rest.first, next.precedes(operation) { all.append(rest.removeFirst()) }
      all.append(operation)
    }
    live = all + rest
    removed = []
  }

  /// Takes what was removed with an element out of the live operations, unless somebody was editing
  /// in that element.
  package mutating func settle() {
    guard !removals.isEmpty else { return }
    unsettle()
    supersedeElsewhere()
    removals.removeAll { superseded.sortedContains($0.target) }
    var elements: [OperationID: [FieldPath]] = [:]
    for removal in removals { elements[removal.target, default: []].append(removal.element) }
    let untouched = live.filter { elements[$0.id] == nil }
    var isEdited: [FieldPath: Bool] = [:]
    for removal in removals where isEdited[removal.element] == nil {
      isEdited[removal.element] = Self.isEdited(removal.element, by: untouched)
    }
    let isLive = { (operation: LiveOperation) in
      elements[operation.id]?.allSatisfy { isEdited[$0] ?? false } ?? true
    }
    removed = live.filter { !isLive($0) }
    if !removed.isEmpty { live.removeAll { !isLive($0) } }
  }

  /// An operation outside the element that it was removed with is superseded like any other.
  private mutating func supersedeElsewhere() {
    let paths = Dictionary(grouping: live, by: \.id)
    let elsewhere = removals.filter { removal in
      paths[removal.target]?.contains {
        $0.path != removal.element && !$0.path.isBelow(removal.element)
      } ?? false
    }
    supersede(elsewhere.map(\.target))
  }

  /// - Parameter untouched: the operations that are not superseded, in order.
  private static func isEdited(_ element: FieldPath, by untouched: [LiveOperation]) -> Bool {
    let here = untouched[firstIndex(in: untouched) { !($0.path < element) }...]
    if here.prefix(while: { $0.path == element }).contains(where: { $0.value != nil }) {
      return true
    }
    let prefix = element.text + "/"
    let inside = firstIndex(in: untouched) {
      !$0.path.text.utf8.lexicographicallyPrecedes(prefix.utf8)
    }
    return inside < untouched.count && untouched[inside].path.isBelow(element)
  }

  /// Who edited in an element, or keeps it, without having seen its removal; the latest first.
  /// Empty where nothing of the element remains.
  func editors(of element: FieldPath) -> [Stamp] {
    let inside = operations(at: element).filter { $0.value != nil } + operations(below: element)
    guard inside.contains(where: { $0.value != nil }) else { return [] }
    let taken = Set(removals.map(\.target))
    let stamps = Set(inside.filter { !taken.contains($0.id) }.map(\.stamp))
    return stamps.sorted { ($0.time, $0.entry) > ($1.time, $1.entry) }
  }
}
