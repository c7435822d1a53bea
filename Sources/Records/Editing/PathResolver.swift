public import Replication

/// Turns a path as people write it into the path that stands in the log.
///
/// A number is the element at that position as shown; `@…` is an element's identifier; `-` is a new
/// element: all `-` of one list in one command are one.
public struct PathResolver<Generator: RandomNumberGenerator> {
  let snapshot: RecordSnapshot
  private var generator: Generator
  private var appended: [String: String] = [:]

  /// New elements in the order in which they were named.
  public private(set) var newElements: [FieldPath] = []

  public init(snapshot: RecordSnapshot, generator: Generator) {
    (self.snapshot, self.generator) = (snapshot, generator)
  }

  /// A place: its path in the log, what may stand there, and how it is shown.
  public struct Place: Hashable, Sendable {
    public let path: FieldPath
    public let shape: FieldShape
    public let display: String
    /// Whether the software alone writes here.
    public let isFixed: Bool
    /// Whether a key on the way, unknown to the schema, asks for who somebody is.
    let isIdentifying: Bool
  }

  public mutating func resolve(_ text: String) throws(ValidationError) -> Place {
    guard FieldPath(text) != nil else {
      throw ValidationError(
        "unusable-path", "a path is keys joined by /, at most 16 deep", field: text)
    }
    var shape = snapshot.shape
    var node: Int? = 0
    var path = ""
    var isFixed = false
    var isIdentifying = false
    for component in text.split(separator: "/") {
      isFixed = isFixed || shape.field(component)?.isFixed ?? false
      isIdentifying =
        isIdentifying || shape.isUnknown(component) && IdentifyingKey.isIdentifying(component)
      let key = try resolved(component, below: path, node: node, shape: shape, in: text)
      node = node.flatMap { snapshot.tree.child(key, of: $0) }
      shape = shape.member(key)
      path += path.isEmpty ? key : "/\(key)"
    }
    guard let path = FieldPath(path) else {
      throw ValidationError("unusable-path", "the path is too long", field: text)
    }
    return Place(
      path: path, shape: shape, display: text, isFixed: isFixed, isIdentifying: isIdentifying)
  }

  private mutating func resolved(
    _ component: Substring, below list: String, node: Int?, shape: FieldShape, in text: String
  ) throws(ValidationError) -> String {
    let isList = Self.isList(shape) || node.map { snapshot.tree.nodes[$0].isList } ?? false
    if component == "-" {
      guard isList || shape == .anything, !list.isEmpty else {
        throw ValidationError("not-a-list", "- appends to a list, and this is none", field: text)
      }
      return try append(to: list, field: text)
    }
    guard isList else {
      switch shape {
      case .object, .keyed, .anything: return String(component)
      default:
        throw ValidationError("no-such-field", "nothing stands below this field", field: text)
      }
    }
    let elements = node.map { snapshot.tree.nodes[$0].children } ?? []
    if component.first == "@" {
      guard elements.contains(where: { snapshot.tree.nodes[$0].key == component }) else {
        throw ValidationError("no-such-element", "the list has no such element", field: text)
      }
      return String(component)
    }
    guard let position = Int(component), elements.indices.contains(position) else {
      let count = elements.count == 1 ? "1 element" : "\(elements.count) elements"
      throw ValidationError(
        "no-such-element", "the list has \(count); - appends one", field: text)
    }
    return snapshot.tree.nodes[elements[position]].key
  }

  private mutating func append(to list: String, field: String) throws(ValidationError) -> String {
    if let known = appended[list] { return known }
    let identifier = FieldPath.elementIdentifier(using: &generator)
    guard let path = FieldPath("\(list)/\(identifier)") else {
      throw ValidationError("unusable-path", "the path is too long", field: field)
    }
    appended[list] = identifier
    newElements.append(path)
    return identifier
  }

  private static func isList(_ shape: FieldShape) -> Bool {
    if case .list = shape { true } else { false }
  }
}
