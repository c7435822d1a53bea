import Replication

/// A merged record as people see it: objects with keys, lists in order, values with candidates.
///
/// A place that was removed, and holds nothing else, is not part of the tree. The tree is built for
/// every record that a merge touches, in one pass over the live operations, which are ordered by
/// path.
struct FieldTree: Sendable {
  /// A place in the record.
  struct Node: Sendable {
    /// The key, or the identifier of a list element.
    let key: String
    /// Its first bytes and its length: see ``FieldTree/spelling(_:)``.
    fileprivate let spelling: UInt64
    /// The path of the first value at or below this place, and how many bytes of it belong to this
    /// place.
    fileprivate let leaf: FieldPath?
    fileprivate let end: Int
    /// The value to display first.
    fileprivate(set) var value: Value?
    /// How many live operations are at exactly this place.
    fileprivate(set) var operations = 0
    /// Whether this place has different values.
    fileprivate(set) var isContested = false
    fileprivate(set) var children: [Int] = []
    /// Whether the children are elements of a list.
    fileprivate(set) var isList = false
    fileprivate var isPresent = false
    fileprivate var firstSeen: Mark?

    var isElement: Bool { spelling >> 56 == UInt8(ascii: "@") }

    /// Its path in the log; `nil` for the whole record.
    var path: FieldPath? {
      guard let leaf, leaf.text.utf8.count > end else { return leaf }
      return FieldPath(String(leaf.text.utf8.prefix(end)) ?? "")
    }

    /// Removed by one author while another changed something in it.
    var isContestedRemoval: Bool {
      operations > 0 && value == nil && !isContested && isElement && !children.isEmpty
    }
  }

  fileprivate struct Mark: Comparable {
    let time: HybridTime
    let id: OperationID
    static func < (left: Mark, right: Mark) -> Bool {
      left.time == right.time ? left.id < right.id : left.time < right.time
    }
  }

  private(set) var nodes: [Node]
  /// Whether any place has different values, or a removed element was changed meanwhile.
  private(set) var isInConflict = false
  private let state: MergedRecord

  var root: Node { nodes[0] }

  init(_ state: MergedRecord) {
    self.state = state
    nodes = [Node(key: "", spelling: 0, leaf: nil, end: 0)]
    nodes.reserveCapacity(state.live.count + 16)
    var way = Way()
    var start = state.live.startIndex
    while start < state.live.endIndex {
      let end = state.endOfPath(from: start)
      add(start..<end, &way)
      start = end
    }
    var isWhole = true
    for node in nodes.dropFirst() where !node.isPresent { isWhole = false }
    arrange(isWhole: isWhole)
    isInConflict = nodes.contains { $0.isContested || $0.isContestedRemoval }
  }

  /// The nodes that lead to the previous operation, each with the byte at which its path ends.
  private struct Way {
    var steps: [(node: Int, end: Int)] = [(0, 0)]
    var path = ""
  }

  /// Adds everything at one path.
  ///
  /// - Parameter run: the positions of its live operations.
  private mutating func add(_ run: Range<Int>, _ way: inout Way) {
    let path = state.live[run.lowerBound].path
    descend(to: path, &way)
    let index = way.steps[way.steps.count - 1].node
    nodes[index].operations = run.count
    if run.count == 1 {
      nodes[index].value = state.live[run.lowerBound].value
    } else {
      let candidates = state.candidates(at: path)
      nodes[index].value = candidates.first.flatMap(\.value)
      nodes[index].isContested = candidates.count > 1
    }
    guard let mark = firstMark(of: run) else { return }
    for step in 1..<max(1, way.steps.count) {
      let node = way.steps[step].node
      nodes[node].isPresent = true
      guard nodes[node].isElement else { continue }
      if nodes[node].firstSeen.map({ mark < $0 }) ?? true { nodes[node].firstSeen = mark }
    }
  }

  /// The earliest of some live operations that have a value.
  private func firstMark(of run: Range<Int>) -> Mark? {
    var first: Mark?
    for position in run where state.live[position].value != nil {
      let mark = Mark(time: state.live[position].stamp.time, id: state.live[position].id)
      if first.map({ mark < $0 }) ?? true { first = mark }
    }
    return first
  }

  private mutating func descend(to path: FieldPath, _ way: inout Way) {
    var text = path.text
    text.withUTF8 { bytes in
      let common = way.path.withUTF8 { Self.commonPrefix($0, bytes) }
      while way.steps.count > 1, let last = way.steps.last {
        let isBoundary =
          last.end <= common
          && (last.end == bytes.count || bytes[last.end] == UInt8(ascii: "/"))
        if isBoundary { break }
        way.steps.removeLast()
      }
      var (node, end) = way.steps[way.steps.count - 1]
      while end < bytes.count {
        let start = end == 0 ? 0 : end + 1
        end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
        let key = UnsafeBufferPointer(rebasing: bytes[start..<end])
        node = child(named: key, of: node, leaf: path, end: end)
        way.steps.append((node, end))
      }
    }
    way.path = text
  }

  private static func commonPrefix(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let count = min(left.count, right.count)
    var common = 0
    while common < count, left[common] == right[common] { common += 1 }
    return common
  }

  /// The child with this key, created where it does not exist yet.
  ///
  /// Paths come in the order of their bytes, so the child is the last one, or is before siblings
  /// whose keys begin with its own (`a`, `a-b`, `a/c`).
  private mutating func child(
    named bytes: UnsafeBufferPointer<UInt8>, of parent: Int, leaf: FieldPath, end: Int
  ) -> Int {
    let spelling = Self.spelling(bytes)
    let beginning = ~UInt64(0) << (64 - 8 * UInt64(min(bytes.count, 7)))
    for place in stride(from: nodes[parent].children.count - 1, through: 0, by: -1) {
      let child = nodes[parent].children[place]
      if isSpelled(child, bytes, spelling) { return child }
      guard (nodes[child].spelling ^ spelling) & beginning == 0,
        nodes[child].key.utf8.starts(with: bytes)
      else { break }
    }
    let node = Node(
      key: String(decoding: bytes, as: UTF8.self), spelling: spelling, leaf: leaf, end: end)
    nodes.append(node)
    // At once: growing from one by doubling costs more than the tree itself.
    if nodes[parent].children.isEmpty {
      nodes[parent].children.reserveCapacity(parent == 0 ? 32 : 4)
    }
    nodes[parent].children.append(nodes.count - 1)
    if node.isElement { nodes[parent].isList = true }
    return nodes.count - 1
  }

  /// Drops absent places and puts elements in the order in which they were added.
  private mutating func arrange(isWhole: Bool) {
    for index in nodes.indices where !nodes[index].children.isEmpty {
      var children = nodes[index].children
      if !isWhole { children = children.filter { nodes[$0].isPresent } }
      if nodes[index].isList, children.count > 1 { children.sort(by: wasAddedBefore) }
      nodes[index].children = children
    }
  }

  private func wasAddedBefore(_ left: Int, _ right: Int) -> Bool {
    guard let first = nodes[left].firstSeen, let second = nodes[right].firstSeen, first != second
    else { return nodes[left].key < nodes[right].key }
    return first < second
  }

  // MARK: Finding

  /// The values at a place, the one to display first at the front.
  func candidates(at index: Int) -> [MergedRecord.Candidate] {
    guard nodes[index].operations > 0, let path = nodes[index].path else { return [] }
    return state.candidates(at: path)
  }

  /// The children in the order in which people see them: elements as they were added, keys as the
  /// schema lists them, unknown keys after them.
  func ordered(_ index: Int, _ shape: FieldShape) -> [Int] {
    let children = nodes[index].children
    guard case .object(let fields) = shape, !nodes[index].isList, children.count > 1 else {
      return children
    }
    let ranked = children.map { child in
      (rank: fields.firstIndex { $0.key == nodes[child].key } ?? .max, child: child)
    }
    return ranked.sorted {
      ($0.rank, nodes[$0.child].key) < ($1.rank, nodes[$1.child].key)
    }.map(\.child)
  }

  /// The child of a node by its key or element identifier.
  func child(_ key: some StringProtocol, of index: Int) -> Int? {
    nodes[index].children.first { nodes[$0].key == key }
  }

  /// The place of a path of the log.
  func index(at path: FieldPath) -> Int? { index(spelled: path.text, below: 0) }

  /// The place of a path of our own source, without constructing a path.
  func index(at path: StaticString) -> Int? {
    path.withUTF8Buffer { index(spelled: $0, below: 0) }
  }

  /// The place at keys below another one, joined by `/`.
  func index(spelled keys: String, below start: Int) -> Int? {
    var keys = keys
    return keys.withUTF8 { index(spelled: $0, below: start) }
  }

  /// Splits nothing: rules and rows ask for some hundred places of each record.
  private func index(spelled bytes: UnsafeBufferPointer<UInt8>, below place: Int) -> Int? {
    var (index, start) = (place, 0)
    while start < bytes.count {
      var stop = start
      while stop < bytes.count, bytes[stop] != UInt8(ascii: "/") { stop += 1 }
      let key = UnsafeBufferPointer(rebasing: bytes[start..<stop])
      guard let next = child(spelled: key, of: index) else { return nil }
      (index, start) = (next, stop + 1)
    }
    return index
  }

  private func child(spelled bytes: UnsafeBufferPointer<UInt8>, of parent: Int) -> Int? {
    let spelling = Self.spelling(bytes)
    for child in nodes[parent].children where isSpelled(child, bytes, spelling) { return child }
    return nil
  }

  /// Whether the key of a node has these bytes. Nearly always the spelling alone decides.
  private func isSpelled(
    _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ spelling: UInt64
  ) -> Bool {
    guard nodes[index].spelling == spelling else { return false }
    guard bytes.count > 7 else { return true }
    let key = nodes[index].key.utf8
    return key.withContiguousStorageIfAvailable { $0.isSame(as: bytes) } ?? key.elementsEqual(bytes)
  }

  /// The first seven bytes of a key, and how many it has. Keys of up to seven bytes are equal where these
  /// are.
  private static func spelling(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var spelling: UInt64 = 0
    for index in 0..<7 {
      spelling = spelling << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0)
    }
    return spelling << 8 | UInt64(UInt8(clamping: bytes.count))
  }

  /// The path with positions in place of identifiers; an element that is not in the tree keeps its
  /// identifier.
  func displayPath(of path: FieldPath) -> String {
    var index: Int? = 0
    var parts: [String] = []
    for component in path.components {
      let parent = index
      index = parent.flatMap { child(component, of: $0) }
      if FieldPath.isElement(component), let parent, let index,
        let position = nodes[parent].children.firstIndex(of: index)
      {
        parts.append(String(position))
      } else {
        parts.append(String(component))
      }
    }
    return parts.joined(separator: "/")
  }
}
