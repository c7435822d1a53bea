import IRMER
import Replication

/// Splits a document into values at paths, and checks each.
struct Flattening<Generator: RandomNumberGenerator> {
  var generator: Generator
  /// Of the whole record, to find where an unknown key belongs.
  private let schema: FieldShape
  private let keepsUnknownFields: Bool
  /// The unit in the record beside the activities of a therapy, where these alone are written.
  var unitBeside: String?
  /// How values were understood that are stored in other words than they were written.
  private(set) var readings: [String] = []
  /// In the order of the document, an element's presence before its contents.
  private(set) var values: [(path: FieldPath, value: Value)] = []

  init(generator: Generator, schema: FieldShape, keepsUnknownFields: Bool) {
    (self.generator, self.schema) = (generator, schema)
    self.keepsUnknownFields = keepsUnknownFields
  }

  /// - Parameter display: the path with positions, as an error names it.
  mutating func add(
    _ json: JSONValue, shape: FieldShape, path: String, display: String
  ) throws(ValidationError) {
    switch json {
    case .object(let object):
      guard shape == .anything || Self.isObject(shape) else { throw shape.mismatch(at: display) }
      let object = try UnitGroup.normalised(
        object, shape: shape, at: display, unit: unitBeside, into: &readings)
      for (key, value) in object.members {
        try Self.check(key, below: display)
        if shape.isUnknown(key), IdentifyingKey.isIdentifying(key), !value.isAbsent {
          throw IdentifyingKey.refusal(at: Self.join(display, key))
        }
        if !keepsUnknownFields, shape.isMissing(key), !value.isAbsent {
          throw UnknownField.refusal(
            of: key, at: Self.join(display, key), among: shape, in: schema)
        }
        try add(
          value, shape: shape.member(key), path: Self.join(path, key),
          display: Self.join(display, key))
      }
    case .array(let elements):
      guard shape == .anything || Self.isList(shape) else { throw shape.mismatch(at: display) }
      guard !path.isEmpty else { throw shape.mismatch(at: display) }
      for (position, element) in elements.enumerated() where !element.isAbsent {
        try addElement(
          element, shape: shape.elementShape, list: path, display: "\(display)/\(position)")
      }
    case .null: return
    case .bool, .number, .string:
      guard !shape.isBranch else { throw shape.mismatch(at: display) }
      if let dose = try RangedDose(json, at: path, display: display) {
        readings.append(dose.reading)
        return try addElement(
          dose.document, shape: RecordSchema.dose, list: dose.list, display: dose.display)
      }
      guard let value = try shape.value(reading: json, at: display) else { return }
      if let words = FieldReading.displayText(of: json, as: value, shape: shape, at: display) {
        readings.append(words)
      }
      try append(value, at: path, display: display)
    }
  }

  /// Adds a new element: its presence and its contents; or the value of a scalar.
  private mutating func addElement(
    _ element: JSONValue, shape: FieldShape, list: String, display: String
  ) throws(ValidationError) {
    let path = "\(list)/\(FieldPath.elementIdentifier(using: &generator))"
    if case .array = element {
      throw ValidationError("wrong-type", "a list in a list cannot be kept", field: display)
    }
    let element = try FieldReading.expanded(element, shape: shape, at: display, into: &readings)
    if element.object != nil { try append(.element, at: path, display: display) }
    try add(element, shape: shape, path: path, display: display)
  }

  private mutating func append(
    _ value: Value, at text: String, display: String
  ) throws(ValidationError) {
    guard let path = FieldPath(text) else {
      throw ValidationError("unusable-path", "nested too deeply, or too long a key", field: display)
    }
    values.append((path, value))
  }

  private static func check(_ key: String, below display: String) throws(ValidationError) {
    let isUsable =
      FieldPath(key) != nil && !key.contains("/") && key.first != "@" && key != "-"
      && Int(key) == nil
    guard isUsable else {
      throw ValidationError(
        "unusable-key",
        "“\(key)” is neither a field nor a standard's id: a name must not be empty, a number, or hold / "
          + "or @",
        field: display)
    }
  }

  private static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path)/\(key)"
  }

  private static func isObject(_ shape: FieldShape) -> Bool {
    switch shape {
    case .object, .keyed: true
    default: false
    }
  }

  private static func isList(_ shape: FieldShape) -> Bool {
    if case .list = shape { true } else { false }
  }
}

extension FieldShape {
  var elementShape: FieldShape {
    if case .list(let element) = self { element } else { .anything }
  }
}

extension JSONValue {
  /// `null` counts as absent.
  var isAbsent: Bool { isNull }
}
