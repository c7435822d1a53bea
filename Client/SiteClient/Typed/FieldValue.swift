public import IRMER

/// A value that a typed field can have, and how a document stores it.
public protocol FieldValue: Hashable, Sendable {
  /// - Returns: `nil` for anything that is not a value of this type.
  init?(field json: JSONValue)
  var field: JSONValue { get }
}

extension String: FieldValue {
  public init?(field json: JSONValue) {
    guard let text = json.string else { return nil }
    self = text
  }
  public var field: JSONValue { .string(self) }
}

extension Bool: FieldValue {
  public init?(field json: JSONValue) {
    guard let flag = json.bool else { return nil }
    self = flag
  }
  public var field: JSONValue { .bool(self) }
}

extension Int: FieldValue {
  public init?(field json: JSONValue) {
    guard let number = json.integer ?? json.string.flatMap({ Int($0) }) else { return nil }
    self = number
  }
  public var field: JSONValue { .number(JSONNumber(self)) }
}

extension CalendarDate: FieldValue {
  public init?(field json: JSONValue) {
    guard let text = json.string, let date = CalendarDate(text) else { return nil }
    self = date
  }
  public var field: JSONValue { .string("\(self)") }
}

extension Quantity: FieldValue {
  public init?(field json: JSONValue) {
    let text: String
    switch json {
    case .number(let number): text = number.text
    case .string(let digits): text = digits
    default: return nil
    }
    guard let quantity = try? Quantity(text) else { return nil }
    self = quantity
  }
  /// Its digits, as they were written.
  public var field: JSONValue { .string("\(self)") }
}

extension Array: FieldValue where Element: FieldValue {
  /// Elements that are not of the type are left out.
  public init?(field json: JSONValue) {
    guard let elements = json.array else { return nil }
    self = elements.compactMap(Element.init(field:))
  }
  public var field: JSONValue { .array(map(\.field)) }
}

/// A choice from fixed words: a word that this version does not know is read as `nil`.
extension FieldValue where Self: RawRepresentable, RawValue == String {
  public init?(field json: JSONValue) {
    guard let word = json.string, let value = Self(rawValue: word) else { return nil }
    self = value
  }
  public var field: JSONValue { .string(rawValue) }
}

extension Nation: FieldValue {}
extension Modality: FieldValue {}
extension IncidentFacts.ClinicalSignificance: FieldValue {}
extension Individual.Kind: FieldValue {}
extension Individual.Exposure: FieldValue {}
extension TissueReaction.Observed: FieldValue {}
extension GeographicalMiss.Extent: FieldValue {}
