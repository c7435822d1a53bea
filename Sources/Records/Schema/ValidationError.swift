/// Why something cannot be written. Nothing was changed.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In kebab-case; scripts may branch on it.
  public let code: String
  /// The rule in words; never a value of the record.
  public let message: String
  /// The display path of the field, where there is one.
  public let field: String?

  public init(_ code: String, _ message: String, field: String? = nil) {
    self.code = code
    self.message = message
    self.field = field
  }

  public var description: String { field.map { "\($0): \(message)" } ?? message }
}
