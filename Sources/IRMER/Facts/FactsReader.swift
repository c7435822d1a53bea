/// Reads the members of one JSON object by their type and remembers unknown keys.
///
/// `null` and empty lists or objects count as absent, as if the key had not been written.
struct FactsReader {
  let object: JSONObject
  /// The path of the object with a `/` at its end; empty at the top.
  let path: String

  static let countMax = 1_000_000_000
  static let ageMax = 130
  static let elementsMax = 100_000

  init(_ value: JSONValue, at path: String) throws(FactsError) {
    guard let object = value.object else {
      throw FactsError(.wrongType, field: path.isEmpty ? nil : path, "must be an object")
    }
    self.object = object
    self.path = path.isEmpty ? "" : path + "/"
  }

  /// The value of a key, nil when absent.
  func given(_ key: String) -> JSONValue? {
    switch object[key] {
    case nil, .null: nil
    case .array(let elements) where elements.isEmpty: nil
    case .object(let members) where members.isEmpty: nil
    case let value: value
    }
  }

  func error(_ code: FactsError.Code, _ key: String, _ message: String) -> FactsError {
    FactsError(code, field: path + key, message)
  }

  func bool(_ key: String) throws(FactsError) -> Bool? {
    guard let value = given(key) else { return nil }
    guard let flag = value.bool else { throw error(.wrongType, key, "must be true or false") }
    return flag
  }

  func text(_ key: String) throws(FactsError) -> String? {
    guard let value = given(key) else { return nil }
    guard let text = value.string else { throw error(.wrongType, key, "must be text") }
    return text
  }

  func choice<Choice>(_ key: String) throws(FactsError) -> Choice?
  where Choice: RawRepresentable<String> & CaseIterable {
    guard let text = try text(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(.unknownValue, key, "must be one of \(all)")
    }
    return choice
  }

  func date(_ key: String) throws(FactsError) -> CalendarDate? {
    guard let text = try text(key) else { return nil }
    guard let date = CalendarDate(text) else {
      throw error(.noSuchDate, key, "must be a date that exists, as YYYY-MM-DD")
    }
    return date
  }

  func count(_ key: String, max: Int = countMax) throws(FactsError) -> Int? {
    guard let value = given(key) else { return nil }
    guard case .number(let number) = value else {
      throw error(.wrongType, key, "must be a whole number")
    }
    guard !number.text.utf8.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) else {
      throw error(.wrongType, key, "must be a whole number without a point or exponent")
    }
    guard let count = number.integer, (0...max).contains(count) else {
      throw error(.outOfRange, key, "must lie between 0 and \(max)")
    }
    return count
  }

  func quantity(_ key: String) throws(FactsError) -> Quantity? {
    guard let value = given(key) else { return nil }
    do throws(QuantityError) {
      switch value {
      case .string(let text): return try Quantity(text)
      case .number(let number): return try Quantity(number)
      default: throw .malformed
      }
    } catch {
      switch error {
      case .malformed:
        throw self.error(.wrongType, key, "must be a decimal number such as \"22.40\"")
      case .negative:
        throw self.error(.outOfRange, key, "must not be negative")
      case .exponentOutOfRange:
        throw self.error(
          .outOfRange, key, "must have an exponent within ±\(Quantity.exponentMax)")
      case .tooManyDigits:
        throw self.error(.outOfRange, key, "must have at most \(Quantity.digitsMax) digits")
      }
    }
  }

  /// A reader for an object member; nil when absent.
  func member(_ key: String) throws(FactsError) -> FactsReader? {
    guard let value = given(key) else { return nil }
    return try FactsReader(value, at: path + key)
  }

  /// A reader for each object of a list; empty when absent.
  func list(_ key: String) throws(FactsError) -> [FactsReader] {
    guard let value = given(key) else { return [] }
    guard let elements = value.array else { throw error(.wrongType, key, "must be a list") }
    guard elements.count <= Self.elementsMax else {
      throw error(.outOfRange, key, "must have at most \(Self.elementsMax) elements")
    }
    var readers: [FactsReader] = []
    readers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      readers.append(try FactsReader(element, at: "\(path)\(key)/\(index)"))
    }
    return readers
  }

  /// The keys that are not among `keys`.
  func others(besides keys: Set<String>) -> [String] {
    object.members.lazy.map(\.key).filter { !keys.contains($0) }
  }

  /// The paths of the keys that are not among `keys`.
  func unknown(besides keys: Set<String>) -> [String] {
    object.members.lazy.filter { !keys.contains($0.key) }.map { path + $0.key }
  }
}
