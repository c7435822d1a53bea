/// Why something cannot be written. Nothing was changed.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In kebab-case; scripts may branch on it.
  public let code: String
  /// The rule in words; never a value of the record.
  public let message: String
  /// The display path of the field, where there is one.
  public let field: String?

  /// - Parameters:
  ///   - code: Stable, for programs.
  ///   - message: A sentence for people.
  ///   - field: The path of the field at fault.
  public init(_ code: String, _ message: String, field: String? = nil) {
    self.code = code
    self.message = message
    self.field = field
  }

  public var description: String { field.map { "\($0): \(message)" } ?? message }
}
