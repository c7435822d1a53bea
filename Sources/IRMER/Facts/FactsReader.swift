/// Reads the members of one object of the facts by their type and remembers unknown keys.
struct FactsReader {
  private let source: FactsSource
  private let place: Int

  static let countMax = 1_000_000_000
  static let ageMax = 130
  static let elementsMax = 100_000

  init(_ source: FactsSource) {
    self.source = source
    place = FactsSource.root
  }

  private init(_ source: FactsSource, at place: Int) throws(FactsError) {
    guard case .object = source.places[place].value else {
      throw FactsError(.wrongType, field: source.path(of: place), "must be an object")
    }
    self.source = source
    self.place = place
  }

  /// The path of the object with a `/` at its end; empty at the top.
  var path: String { place == FactsSource.root ? "" : source.path(of: place) + "/" }

  /// The same path, written out only where a contradiction names a field below it.
  struct Path {
    fileprivate let reader: FactsReader

    static func + (path: Path, key: String) -> String { path.reader.path + key }
  }

  var pathBelow: Path { Path(reader: self) }

  /// What is written at a field, nil when absent.
  private func given(_ field: FactField) -> FactsSource.Value? {
    source.given(field, of: place).map { source.places[$0].value }
  }

  func error(_ code: FactsError.Code, _ field: FactField, _ message: String) -> FactsError {
    FactsError(code, field: path + field.key, message)
  }

  func bool(_ field: FactField) throws(FactsError) -> Bool? {
    switch given(field) {
    case nil: return nil
    case .flag(let flag): return flag
    default: throw error(.wrongType, field, "must be true or false")
    }
  }

  func text(_ field: FactField) throws(FactsError) -> String? {
    switch given(field) {
    case nil: return nil
    case .text(let text): return text
    default: throw error(.wrongType, field, "must be text")
    }
  }

  /// A text without the blanks around it; nil where it is empty.
  func word(_ field: FactField) throws(FactsError) -> String? {
    guard var text = try text(field)?[...] else { return nil }
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text.isEmpty ? nil : String(text)
  }

  func choice<Choice>(_ field: FactField) throws(FactsError) -> Choice?
  where Choice: RawRepresentable<String> & CaseIterable {
    guard let text = try text(field) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(.unknownValue, field, "must be one of \(all)")
    }
    return choice
  }

  func date(_ field: FactField) throws(FactsError) -> CalendarDate? {
    guard let text = try text(field) else { return nil }
    guard let date = CalendarDate(text) else {
      let typed = text.count > 40 ? "\(text.prefix(40))…" : text
      throw error(.noSuchDate, field, "“\(typed)” is not a date: give it as 2026-11-20")
    }
    return date
  }

  func count(_ field: FactField, max: Int = countMax) throws(FactsError) -> Int? {
    guard let value = given(field) else { return nil }
    guard case .number(let number) = value else {
      throw error(.wrongType, field, "must be a whole number")
    }
    guard !number.text.utf8.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) else {
      throw error(.wrongType, field, "must be a whole number without a point or exponent")
    }
    guard let count = number.integer, (0...max).contains(count) else {
      throw error(.outOfRange, field, "must lie between 0 and \(max)")
    }
    return count
  }

  func quantity(_ field: FactField) throws(FactsError) -> Quantity? {
    guard let value = given(field) else { return nil }
    do throws(QuantityError) {
      switch value {
      case .text(let text): return try Quantity(text)
      case .number(let number): return try Quantity(number)
      default: throw .malformed
      }
    } catch {
      throw self.error(error, field)
    }
  }

  private func error(_ error: QuantityError, _ field: FactField) -> FactsError {
    switch error {
    case .malformed:
      self.error(.wrongType, field, "must be a plain number such as 22.4 (no comma, no unit)")
    case .negative:
      self.error(.outOfRange, field, "must not be negative")
    case .exponentOutOfRange:
      self.error(.outOfRange, field, "must have an exponent within ±\(Quantity.exponentMax)")
    case .tooManyDigits:
      self.error(.outOfRange, field, "must have at most \(Quantity.digitsMax) digits")
    }
  }

  /// The size of a decimal that may be negative.
  func signed(_ field: FactField) throws(FactsError) -> Quantity? {
    switch given(field) {
    case .text(let text) where text.first == "-":
      guard let size = try? Quantity(String(text.dropFirst())) else {
        throw error(.wrongType, field, "must be a plain number such as -2.4 (no comma, no unit)")
      }
      return size
    case .number(let number) where number.text.first == "-":
      if let positive = JSONNumber(String(number.text.dropFirst())),
        let size = try? Quantity(positive)
      {
        return size
      }
      return try quantity(field)
    default:
      return try quantity(field)
    }
  }

  // MARK: Objects and lists

  /// A reader for an object member; nil when absent.
  func member(_ field: FactField) throws(FactsError) -> FactsReader? {
    guard let found = source.given(field, of: place) else { return nil }
    return try FactsReader(source, at: found)
  }

  /// A reader for each object of a list; empty when absent.
  func list(_ field: FactField) throws(FactsError) -> [FactsReader] {
    var readers: [FactsReader] = []
    for element in try elements(field) { readers.append(try FactsReader(source, at: element)) }
    return readers
  }

  /// A list of texts; empty where absent.
  func texts(_ field: FactField) throws(FactsError) -> [String] {
    try elements(field).map { (element) throws(FactsError) in
      guard case .text(let text) = source.places[element].value else {
        throw error(.wrongType, field, "must be a list of texts")
      }
      return text
    }
  }

  /// A list of whole numbers; empty where absent.
  func counts(_ field: FactField) throws(FactsError) -> [Int] {
    try elements(field).map { (element) throws(FactsError) in
      guard case .number(let number) = source.places[element].value, let count = number.integer,
        (0...Self.countMax).contains(count)
      else {
        throw error(
          .wrongType, field, "must be a list of whole numbers from 0 to \(Self.countMax)")
      }
      return count
    }
  }

  private func elements(_ field: FactField) throws(FactsError) -> [Int] {
    guard let list = source.given(field, of: place) else { return [] }
    guard case .list = source.places[list].value else {
      throw error(.wrongType, field, "must be a list")
    }
    guard source.places[list].count <= Self.elementsMax else {
      throw error(.outOfRange, field, "must have at most \(Self.elementsMax) elements")
    }
    return source.children(of: list)
  }

  // MARK: Other keys

  /// Whether any of these fields is written.
  func hasAny(of fields: FactFields) -> Bool {
    var child = source.places[place].firstChild
    while child != 0 {
      if let field = source.places[child].field, fields.contains(field) { return true }
      child = source.places[child].next
    }
    return false
  }

  /// The paths of the keys that are not among these fields.
  func unknown(besides fields: FactFields) -> [String] {
    var unknown: [String] = []
    var child = source.places[place].firstChild
    while child != 0 {
      let found = source.places[child]
      if found.field.map({ !fields.contains($0) }) ?? true {
        unknown.append(source.path(of: child))
      }
      child = found.next
    }
    return unknown
  }
}
