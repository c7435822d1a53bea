/// A JSON document (RFC 8259) as a value.
///
/// Numbers keep their digits and objects keep the order of their keys, so that a document can be
/// written back unchanged. All our modules use it: a dose never passes through a binary float on
/// its way to the rule that judges it.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// A JSON number by its digits, as written.
///
/// Two numbers are equal when they are written alike: `1.0` is not `1`.
public struct JSONNumber: Hashable, Sendable {
  /// The number as written: valid under the grammar of RFC 8259 section 6.
  public let text: String

  init(verified text: String) {
    self.text = text
  }

  /// The number as written in decimal.
  public init(_ value: some FixedWidthInteger) {
    text = String(value)
  }

  /// Nil unless `text` is one JSON number and nothing else.
  public init?(_ text: String) {
    guard let value = try? JSONValue(parsing: text), case .number(let number) = value,
      number.text == text
    else { return nil }
    self = number
  }

  /// The value, when it is written as an integer (no point, no exponent) that fits.
  public var integer: Int? { Int(text) }
}

/// A JSON object: keys in the order in which they were written, each once.
///
/// Two objects are equal when they have equal members in any order.
public struct JSONObject: Sendable {
  /// A key with its value.
  public typealias Member = (key: String, value: JSONValue)

  /// In the order in which they were written.
  public private(set) var members: [Member]

  /// An object without members.
  public init() {
    members = []
  }

  /// - Precondition: no key occurs twice; the reader checks that.
  init(unique members: [Member]) {
    self.members = members
  }

  /// The members in order; of a key given twice the last value counts, in the first position.
  public init(_ members: some Sequence<(String, JSONValue)>) {
    self.members = []
    for (key, value) in members { self[key] = value }
  }

  /// The keys in the order of the members.
  public var keys: [String] { members.map(\.key) }
  /// The number of members.
  public var count: Int { members.count }
  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// The value of a key; setting nil removes the member, setting a new key appends it.
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// Appends a member without looking for the key.
  ///
  /// - Precondition: the object has no such key; for building documents whose keys are fixed.
  public mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
  }
}

extension JSONObject: Hashable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    if zip(left.members, right.members).allSatisfy({ $0.key == $1.key }) {
      return zip(left.members, right.members).allSatisfy { $0.value == $1.value }
    }
    let others = Dictionary(right.members.map { ($0.key, $0.value) }) { first, _ in first }
    return left.members.allSatisfy { others[$0.key] == $0.value }
  }

  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for (key, value) in members {
      var member = Hasher()
      member.combine(key)
      member.combine(value)
      sum ^= member.finalize()
    }
    hasher.combine(count)
    hasher.combine(sum)
  }
}

// MARK: - Reading a value

extension JSONValue {
  /// Whether it is JSON's null.
  public var isNull: Bool { self == .null }

  /// The text, if it is a text.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The Boolean, if it is one.
  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The value of a number that is written as an integer.
  public var integer: Int? {
    if case .number(let number) = self { number.integer } else { nil }
  }

  /// The elements, if it is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The object, if it is one.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The member of an object; nil for other values and for keys it lacks.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The element of an array; nil for other values and outside the array.
  public subscript(index: Int) -> JSONValue? {
    guard let elements = array, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}

// MARK: - Building a value

extension JSONValue {
  /// The string, or `null` for nil.
  public init(_ text: String?) {
    self = text.map(JSONValue.string) ?? .null
  }

  /// `YYYY-MM-DD`, or `null` for nil.
  public init(_ date: CalendarDate?) {
    self = (date?.description).map(JSONValue.string) ?? .null
  }

  /// An array of texts.
  public init(_ strings: [String]) {
    self = .array(strings.map(JSONValue.string))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// Precondition: no key occurs twice; a literal is in our own code.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(unique: elements.map { (key: $0.0, value: $0.1) }))
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Precondition: no key occurs twice; a literal is in our own code.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(unique: elements.map { (key: $0.0, value: $0.1) })
  }
}
