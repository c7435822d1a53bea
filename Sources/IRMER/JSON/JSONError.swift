/// Why bytes are not a JSON document.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong with the text.
  public enum Code: Hashable, Sendable {
    /// Not the grammar of RFC 8259, or not UTF-8.
    case malformed
    /// The text ended inside a value.
    case cutShort
    /// A key occurs twice in one object.
    case duplicateKey
    /// Arrays and objects are nested deeper than the reader's limit.
    case tooDeep
  }

  /// What is wrong.
  public let code: Code
  /// The byte at which reading stopped, from 0.
  public let offset: Int
  /// The keys and positions that lead to the value, joined by `/`; empty for the whole document.
  public internal(set) var path: String

  init(_ code: Code, at offset: Int, path: String = "") {
    self.code = code
    self.offset = offset
    self.path = path
  }

  func inside(_ component: String) -> JSONError {
    JSONError(code, at: offset, path: path.isEmpty ? component : "\(component)/\(path)")
  }
}

extension JSONError: CustomStringConvertible {
  /// What is wrong and where; never a value from the document.
  public var description: String {
    let what =
      switch code {
      case .malformed: "not JSON"
      case .cutShort: "the JSON ends too early"
      case .duplicateKey: "a key is given twice"
      case .tooDeep: "nested too deeply"
      }
    return "\(what), at byte \(offset)"
  }
}
