extension MergedRecord {
  /// One of the values that a path may have, with everybody who wrote exactly that value.
  public struct Candidate: Hashable, Sendable {
    /// `nil`: removed.
    public let value: Value?
    /// Who wrote it, the latest first.
    public let stamps: [Stamp]

    /// The latest author of the value.
    public var stamp: Stamp { stamps[0] }
  }

  /// The live operations at a path, in their stable order; more than one is a conflict.
  public func operations(at path: FieldPath) -> ArraySlice<LiveOperation> {
    let start = firstIndex { !($0.path < path) }
    guard start < live.endIndex, live[start].path == path else { return live[start..<start] }
    return live[start..<endOfPath(from: start)]
  }

  /// Where the live operations at the path of one of them end.
  ///
  /// - Parameter start: the position of the first of them, or of one of them, in ``live``.
  public func endOfPath(from start: Int) -> Int {
    var end = start + 1
    // By position: an operation that is handed to a closure is copied, with its path and value.
    while end < live.endIndex, live[end].path == live[start].path { end += 1 }
    return end
  }

  /// The live copies of one operation at a path: none where it is elsewhere or was replaced, more
  /// than one where copies of it differ. The cost does not grow with the values at the path.
  public func copies(of id: OperationID, at path: FieldPath) -> ArraySlice<LiveOperation> {
    let start = firstIndex { !($0.path < path || $0.path == path && $0.id < id) }
    let end = live[start...].firstIndex { $0.path != path || $0.id != id } ?? live.endIndex
    return live[start..<end]
  }

  /// The live operations at any path below.
  public func operations(below path: FieldPath) -> [LiveOperation] {
    let prefix = path.text + "/"
    let start = firstIndex { !$0.path.text.utf8.lexicographicallyPrecedes(prefix.utf8) }
    let end = live[start...].firstIndex { !$0.path.isBelow(path) } ?? live.endIndex
    return Array(live[start..<end])
  }

  /// The values at a path, the one to display first at the front: by the latest time, then by log
  /// and sequence. More than one is a conflict.
  public func candidates(at path: FieldPath) -> [Candidate] {
    Self.candidates(of: operations(at: path))
  }

  /// The value to display first; `nil` where there is none or it was removed.
  public func value(at path: FieldPath) -> Value? { candidates(at: path).first?.value }

  static func candidates(of operations: ArraySlice<LiveOperation>) -> [Candidate] {
    if operations.count == 1, let only = operations.first {
      return [Candidate(value: only.value, stamps: [only.stamp])]
    }
    let latestFirst = operations.sorted {
      ($0.stamp.time, $0.id) > ($1.stamp.time, $1.id)
    }
    var order: [Value?] = []
    var stamps: [Value?: [Stamp]] = [:]
    for operation in latestFirst {
      if stamps[operation.value] == nil { order.append(operation.value) }
      stamps[operation.value, default: []].append(operation.stamp)
    }
    return order.map { Candidate(value: $0, stamps: stamps[$0] ?? []) }
  }

  /// Every path that has a value, with its candidates, in the order of paths.
  public var fields: [(path: FieldPath, candidates: [Candidate])] {
    var result: [(path: FieldPath, candidates: [Candidate])] = []
    var start = live.startIndex
    while start < live.endIndex {
      let end = endOfPath(from: start)
      result.append((live[start].path, Self.candidates(of: live[start..<end])))
      start = end
    }
    return result
  }

  /// Every path in conflict: differing values, and list elements that one author removed while
  /// another changed something in them: `nil`, or `.element` with who changed it.
  public var conflicts: [(path: FieldPath, candidates: [Candidate])] {
    fields.compactMap { path, candidates in
      guard path.isElement, candidates.contains(where: { $0.value == nil }) else {
        return candidates.count > 1 ? (path, candidates) : nil
      }
      let editors = editors(of: path)
      guard !editors.isEmpty else { return candidates.count > 1 ? (path, candidates) : nil }
      let others = candidates.filter { $0.value != .element }
      return (path, others + [Candidate(value: .element, stamps: editors)])
    }
  }

  /// The identifiers (`@…`) of the elements of a list, in the order in which they were added.
  ///
  /// An element is present while anything in it is: if one author removes an element that another
  /// was editing, all of it remains, in conflict.
  public func elements(of list: FieldPath) -> [String] {
    let skipped = list.components.count
    var firstSeen: [String: (HybridTime, OperationID)] = [:]
    for operation in operations(below: list) where operation.value != nil {
      let components = operation.path.components
      guard components.count > skipped, FieldPath.isElement(components[skipped]) else { continue }
      let element = String(components[skipped])
      let mark = (operation.stamp.time, operation.id)
      if let known = firstSeen[element], known < mark { continue }
      firstSeen[element] = mark
    }
    return firstSeen.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }
}

private func < (
  left: ((HybridTime, OperationID), String), right: ((HybridTime, OperationID), String)
)
  -> Bool
{
  left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
