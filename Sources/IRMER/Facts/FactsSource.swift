/// The facts of an incident as they were written, in a JSON document or in a record. The rules ask for
/// a field by its number.
///
/// It is one flat list of places, each with the positions of its parent and its neighbours. A place
/// without contents, such as JSON's `null` or a list without elements, counts as absent.
public struct FactsSource: Sendable {
  /// What is written at a place.
  public enum Value: Sendable {
    case null
    case flag(Bool)
    case number(JSONNumber)
    case text(String)
    case list
    case object
  }

  struct Place: Sendable {
    /// Nil for an element of a list, and for a key that no rule knows.
    let field: FactField?
    /// The key of such a place; empty where there is a field.
    let unknownKey: String
    let value: Value
    let parent: Int
    /// Among the places of its parent, from 0.
    let position: Int
    var count = 0
    var firstChild = 0
    var lastChild = 0
    var next = 0
  }

  private(set) var places: [Place]

  /// The whole document.
  public static let root = 0

  /// An empty document.
  public init() {
    places = [Place(field: nil, unknownKey: "", value: .object, parent: 0, position: 0)]
    places.reserveCapacity(32)
  }

  /// Adds a member of an object.
  ///
  /// - Returns: its place, for what is to be added below it.
  @discardableResult
  public mutating func add(_ value: Value, at field: FactField, of parent: Int = root) -> Int {
    append(
      Place(
        field: field, unknownKey: "", value: value, parent: parent, position: places[parent].count))
  }

  /// Adds a member whose key may be one that no rule knows.
  @discardableResult
  public mutating func add(_ value: Value, at key: String, of parent: Int = root) -> Int {
    let field = FactField.named(key)
    return append(
      Place(
        field: field, unknownKey: field == nil ? key : "", value: value, parent: parent,
        position: places[parent].count))
  }

  /// Adds an element of a list.
  @discardableResult
  public mutating func addElement(_ value: Value, of parent: Int) -> Int {
    append(
      Place(
        field: nil, unknownKey: "", value: value, parent: parent, position: places[parent].count))
  }

  private mutating func append(_ place: Place) -> Int {
    let index = places.count
    places.append(place)
    let last = places[place.parent].lastChild
    if last == 0 { places[place.parent].firstChild = index } else { places[last].next = index }
    places[place.parent].lastChild = index
    places[place.parent].count += 1
    return index
  }

  /// Whether a member of the document is given.
  public func has(_ field: FactField) -> Bool { given(field, of: Self.root) != nil }

  /// The place of a field; nil where it is absent.
  func given(_ field: FactField, of parent: Int) -> Int? {
    var child = places[parent].firstChild
    while child != 0 {
      if places[child].field == field { return isEmpty(child) ? nil : child }
      child = places[child].next
    }
    return nil
  }

  private func isEmpty(_ place: Int) -> Bool {
    switch places[place].value {
    case .null: true
    case .list, .object: places[place].firstChild == 0
    case .flag, .number, .text: false
    }
  }

  /// The places below one, in the order in which they were written.
  func children(of parent: Int) -> [Int] {
    var children: [Int] = []
    children.reserveCapacity(places[parent].count)
    var child = places[parent].firstChild
    while child != 0 {
      children.append(child)
      child = places[child].next
    }
    return children
  }

  /// Keys and positions joined by `/`, as errors name a place; empty for the whole document.
  func path(of place: Int) -> String {
    var parts: [String] = []
    var place = place
    while place != Self.root {
      let parent = places[place].parent
      if case .list = places[parent].value {
        parts.append("\(places[place].position)")
      } else {
        parts.append(places[place].field?.key ?? places[place].unknownKey)
      }
      place = parent
    }
    return parts.reversed().joined(separator: "/")
  }
}

extension FactsSource {
  /// The facts of a JSON document.
  ///
  /// - Throws: ``FactsError`` where it is no object.
  init(_ json: JSONValue) throws(FactsError) {
    guard let object = json.object else {
      throw FactsError(.wrongType, field: nil, "must be an object")
    }
    self.init()
    add(object, to: Self.root)
  }

  private mutating func add(_ object: JSONObject, to parent: Int) {
    for (key, value) in object.members {
      addContents(of: value, to: add(Value(value), at: key, of: parent))
    }
  }

  private mutating func addContents(of value: JSONValue, to place: Int) {
    switch value {
    case .null, .bool, .number, .string: break
    case .object(let object): add(object, to: place)
    case .array(let elements):
      for element in elements {
        addContents(of: element, to: addElement(Value(element), of: place))
      }
    }
  }
}

extension FactsSource.Value {
  fileprivate init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .number(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .array: self = .list
    case .object: self = .object
    }
  }
}
