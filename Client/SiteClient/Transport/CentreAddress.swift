/// The centre's address: `https://HOST[:PORT][/PREFIX]`.
///
/// Only HTTPS, and nothing that could contain a secret or be read in two ways: no user, no query,
/// no fragment.
public struct CentreAddress: Hashable, Sendable, CustomStringConvertible {
  /// Without a slash at the end.
  public let text: String

  /// Why a text is not the address of a centre.
  public enum VerificationFailure: String, Error, Hashable, Sendable {
    case notSecure = "the centre is only spoken to over https://"
    case unknown =
      "this store enrolled by stick and knows no address: candour enrol --server URL, without a code"
    case malformed = "not an address of the form https://HOST[:PORT]"
  }

  /// - Throws: unless it is an `https` address without path, query and password.
  public init(_ text: String) throws(VerificationFailure) {
    let lowercased = text.lowercased()
    guard lowercased.hasPrefix("https://") else {
      throw lowercased.hasPrefix("http://") ? .notSecure : .malformed
    }
    var rest = text.dropFirst("https://".count)
    while rest.last == "/" { rest.removeLast() }
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let authority = parts.first, Self.isAuthority(authority),
      rest.utf8.count <= 1024, rest.utf8.allSatisfy(Self.isPlain)
    else { throw .malformed }
    self.text = "https://" + rest
  }

  /// The address of a path at the centre.
  public func url(of path: String) -> String { text + path }

  public var description: String { text }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x21...0x7e).contains(byte) && !"\"#<>?@\\^`{|}".utf8.contains(byte)
  }

  private static func isAuthority(_ text: Substring) -> Bool {
    var host = text
    if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
      guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { return false }
      host = text[..<colon]
    }
    if host.first == "[" { return host.last == "]" && host.count > 2 }
    return !host.isEmpty && !host.contains(":")
  }
}
