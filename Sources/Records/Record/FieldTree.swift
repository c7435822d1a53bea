public import Replication

/// A merged record as people see it: objects with keys, lists in order, values with candidates.
///
/// What was removed, and nothing else stands in, is not part of the tree.
public struct FieldTree: Sendable {
  /// A place in the record.
  public struct Node: Sendable {
    /// The key, or the identifier of a list element.
    public let key: String
    /// As it stands in the log; `nil` for the whole record.
    public let path: FieldPath?
    public internal(set) var candidates: [MergedRecord.Candidate] = []
    public internal(set) var children: [Int] = []
    /// Whether the children are elements of a list.
    public internal(set) var isList = false
    var isPresent = false
    var firstSeen: Mark?

    /// The value to display first.
    public var value: Value? { candidates.first.flatMap(\.value) }
  }

  struct Mark: Comparable {
    let time: HybridTime
    let id: OperationID
    static func < (left: Mark, right: Mark) -> Bool {
      left.time == right.time ? left.id < right.id : left.time < right.time
    }
  }

  public private(set) var nodes: [Node]

  public var root: Node { nodes[0] }

  public init(_ state: MergedRecord, shape: FieldShape) {
    nodes = [Node(key: "", path: nil)]
    for (path, candidates) in state.fields {
      let place = insert(path)
      nodes[place].candidates = candidates
    }
    for operation in state.live where operation.value != nil { mark(operation) }
    arrange(0, shape: shape)
  }

  private mutating func insert(_ path: FieldPath) -> Int {
    var index = 0
    var text = ""
    for component in path.components {
      text += text.isEmpty ? String(component) : "/\(component)"
      if let known = nodes[index].children.last(where: { nodes[$0].key == component }) {
        index = known
      } else {
        nodes.append(Node(key: String(component), path: FieldPath(text)))
        nodes[index].children.append(nodes.count - 1)
        if component.first == "@" { nodes[index].isList = true }
        index = nodes.count - 1
      }
    }
    return index
  }

  private mutating func mark(_ operation: MergedRecord.LiveOperation) {
    let mark = Mark(time: operation.stamp.time, id: operation.id)
    var index = 0
    for component in operation.path.components {
      guard let child = nodes[index].children.last(where: { nodes[$0].key == component })
      else { return }
      index = child
      nodes[index].isPresent = true
      if nodes[index].firstSeen.map({ mark < $0 }) ?? true { nodes[index].firstSeen = mark }
    }
  }

  /// Drops what is not there and puts the rest in order: elements as they were added, keys as the
  /// schema lists them, unknown keys after them.
  private mutating func arrange(_ index: Int, shape: FieldShape) {
    var children = nodes[index].children.filter { nodes[$0].isPresent }
    if nodes[index].isList {
      children.sort { left, right in
        guard let first = nodes[left].firstSeen, let second = nodes[right].firstSeen,
          first != second
        else { return nodes[left].key < nodes[right].key }
        return first < second
      }
    } else if case .object(let fields) = shape {
      let order = Dictionary(
        fields.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
      children.sort { left, right in
        let (a, b) = (nodes[left].key, nodes[right].key)
        return (order[a] ?? .max, a) < (order[b] ?? .max, b)
      }
    }
    nodes[index].children = children
    for child in children { arrange(child, shape: shape.member(nodes[child].key)) }
  }

  /// Whether an element that somebody removed still has something in it.
  var hasContestedRemoval: Bool {
    nodes.contains { node in
      node.candidates.count == 1 && node.candidates[0].value == nil && !node.children.isEmpty
        && node.path?.isElement ?? false
    }
  }

  // MARK: Finding

  /// The child of a node by its key or element identifier.
  public func child(_ key: some StringProtocol, of index: Int) -> Int? {
    nodes[index].children.first { nodes[$0].key == key }
  }

  /// The place of a path as it stands in the log.
  public func index(at path: FieldPath) -> Int? {
    var index = 0
    for component in path.components {
      guard let next = child(component, of: index) else { return nil }
      index = next
    }
    return index
  }

  /// The path with positions in place of identifiers; what is not in the tree keeps its identifier.
  public func displayPath(of path: FieldPath) -> String {
    var index: Int? = 0
    var parts: [String] = []
    for component in path.components {
      let parent = index
      index = parent.flatMap { child(component, of: $0) }
      if component.first == "@", let parent, let index,
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
