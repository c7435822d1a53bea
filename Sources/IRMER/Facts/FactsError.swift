/// Why a document is not incident facts.
public struct FactsError: Error, Hashable, Sendable {
  /// Why the facts cannot be used; stable, for programs.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case malformedJSON = "malformed-json"
    case duplicateKey = "duplicate-key"
    case missingField = "missing-field"
    case wrongType = "wrong-type"
    case unknownValue = "unknown-value"
    case noSuchDate = "no-such-date"
    case outOfRange = "out-of-range"
    case contradiction
    case lineTooLong = "line-too-long"
  }

  /// The kind of error.
  public let code: Code
  /// Keys and positions joined by `/`; nil when the error concerns the whole document.
  public let field: String?
  /// What is wrong, in words; never a value from the document.
  public let message: String

  /// - Parameter field: The path of the field at fault; nil where it is the whole document.
  public init(_ code: Code, field: String?, _ message: String) {
    self.code = code
    self.field = field
    self.message = message
  }

  /// The error of a document that is not JSON.
  public init(_ error: JSONError) {
    self.init(
      error.code == .duplicateKey ? .duplicateKey : .malformedJSON,
      field: error.path.isEmpty ? nil : error.path, error.description)
  }

  /// `{"code": …, "message": …, "field": …}`.
  public var json: JSONValue {
    ["code": .string(code.rawValue), "message": .string(message), "field": JSONValue(field)]
  }
}

extension FactsError: CustomStringConvertible {
  public var description: String { field.map { "\($0): \(message)" } ?? message }
}
