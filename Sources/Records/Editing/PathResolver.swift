public import Replication

/// Converts a path as people write it into the path used in the log.
///
/// A number is the element at that position as shown; `@…` is an element's identifier; `-` is a new
/// element: all `-` of one list in one command are the same one.
public struct PathResolver<Generator: RandomNumberGenerator> {
  let snapshot: RecordSnapshot
  private var generator: Generator
  private var appended: [String: String] = [:]

  /// New elements in the order in which they were named.
  public private(set) var newElements: [FieldPath] = []

  /// - Parameter generator: Draws the identifiers of new elements.
  public init(snapshot: RecordSnapshot, generator: Generator) {
    (self.snapshot, self.generator) = (snapshot, generator)
  }

  /// A place: its path in the log, what it may hold, and how it is shown.
  public struct Place: Hashable, Sendable {
    /// The path with element identifiers, as stored.
    public let path: FieldPath
    /// What it may hold.
    public let shape: FieldShape
    /// The path as the person wrote it, with positions.
    public let display: String
    /// Whether only the software writes here.
    public let isFixed: Bool
    /// Whether a key of the path, unknown to the schema, asks for a person's identity.
    let isIdentifying: Bool
    /// Why the place is not in the schema; `nil` where it is.
    var unknown: ValidationError?
  }

  /// - Throws: `ValidationError` where no field has that path.
  public mutating func resolve(_ text: String) throws(ValidationError) -> Place {
    guard FieldPath(text) != nil else {
      throw ValidationError(
        "unusable-path", "a field is names joined by /, at most 16 deep", field: text)
    }
    var shape = snapshot.shape
    var node: Int? = 0
    var path = ""
    var isFixed = false
    var isIdentifying = false
    var unknown: ValidationError?
    var shown: [Substring] = []
    for component in text.split(separator: "/") {
      isFixed = isFixed || shape.field(component)?.isFixed ?? false
      isIdentifying =
        isIdentifying || shape.isUnknown(component) && IdentifyingKey.isIdentifying(component)
      shown.append(component)
      if unknown == nil, shape.isMissing(component) {
        unknown = UnknownField.refusal(
          of: component, at: shown.joined(separator: "/"), among: shape, in: snapshot.shape)
      }
      let key = try resolved(component, below: path, node: node, shape: shape, in: text)
      node = node.flatMap { snapshot.tree.child(key, of: $0) }
      shape = shape.member(key)
      path += path.isEmpty ? key : "/\(key)"
    }
    guard let path = FieldPath(path) else {
      throw ValidationError("unusable-path", "the path is too long", field: text)
    }
    return Place(
      path: path, shape: shape, display: text, isFixed: isFixed, isIdentifying: isIdentifying,
      unknown: unknown)
  }

  private mutating func resolved(
    _ component: Substring, below list: String, node: Int?, shape: FieldShape, in text: String
  ) throws(ValidationError) -> String {
    let isList = Self.isList(shape) || node.map { snapshot.tree.nodes[$0].isList } ?? false
    if component == "-" {
      guard isList || shape == .anything, !list.isEmpty else {
        throw ValidationError("not-a-list", "- adds to a list, and this is not one", field: text)
      }
      return try append(to: list, field: text)
    }
    guard isList else {
      switch shape {
      case .object, .keyed, .anything: return String(component)
      default:
        throw ValidationError(
          "no-such-field", "this field has no parts: leave out what follows it", field: text)
      }
    }
    let elements = node.map { snapshot.tree.nodes[$0].children } ?? []
    if FieldPath.isElement(component) {
      guard elements.contains(where: { snapshot.tree.nodes[$0].key == component }) else {
        throw ValidationError("no-such-element", "the list has no such element", field: text)
      }
      return String(component)
    }
    guard let position = Int(component), elements.indices.contains(position) else {
      throw Self.noSuchElement(in: list, count: elements.count, field: text)
    }
    return snapshot.tree.nodes[elements[position]].key
  }

  private static func noSuchElement(
    in list: String, count: Int, field: String
  ) -> ValidationError {
    let name = list.split(separator: "/").last.map(String.init) ?? list
    let one = name.hasSuffix("s") ? String(name.dropLast()) : "entry of \(name)"
    let found =
      switch count {
      case 0: "There is no \(one) yet."
      case 1: "There is only one \(one)."
      default: "There are \(count) \(name), numbered from 0 here."
      }
    return ValidationError(
      "no-such-element", "\(found) Use \(list)/-/… to add another.", field: field)
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
