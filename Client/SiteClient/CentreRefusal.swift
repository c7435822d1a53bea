internal import IRMER

/// The centre's reason for saying no (RFC 9457).
public struct CentreRefusal: Hashable, Sendable {
  public let status: Int
  /// In kebab-case.
  public let code: String
  public let detail: String

  public init(status: Int, code: String, detail: String) {
    (self.status, self.code, self.detail) = (status, code, detail)
  }
}

extension CentreRefusal {
  static let mediaType = "application/problem+json"
  /// A longer code is none of a centre's.
  private static let codeBytesMax = 64

  /// - Returns: `nil` unless the answer is a problem document with a code, known or not.
  init?(_ response: TransportResponse) {
    guard response.mediaType == Self.mediaType,
      let document = try? JSONValue(parsing: response.body),
      let code = document["code"]?.string, Self.isCode(code)
    else { return nil }
    let detail = document["detail"]?.string ?? "the centre gave no reason"
    self.init(status: response.status, code: code, detail: String(detail.prefix(500)))
  }

  private static func isCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return (1...codeBytesMax).contains(bytes.count)
      && bytes.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
  }
}

extension TransportResponse {
  /// The kind of the body, in lower case and without parameters; empty where none is named.
  var mediaType: String {
    let value = headers["content-type"] ?? ""
    let kind = value.prefix { $0 != ";" }.filter { !$0.isWhitespace }
    return kind.lowercased()
  }
}
