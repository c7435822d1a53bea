internal import IRMER

/// The centre's reason for a refusal (RFC 9457).
public struct CentreRefusal: Hashable, Sendable {
  /// The HTTP status.
  public let status: Int
  /// In kebab-case.
  public let code: String
  /// The centre's sentence, truncated to ``detailMax``.
  public let detail: String

  /// The longest code of a refusal that is shown.
  public static let codeMax = 64
  /// The most characters of a centre's sentence that are kept.
  public static let detailMax = 500

  /// Keeps as much of the centre's text as fits on a screen, without characters that control a
  /// terminal.
  public init(status: Int, code: String, detail: String) {
    self.status = status
    self.code = Self.isCode(code) ? code : "http-\(status)"
    self.detail = CentreText.cut(detail, to: Self.detailMax)
  }
}

extension CentreRefusal {
  /// The reason, with a full stop where it has none: another sentence follows.
  var sentence: String { detail.last.map(".!?…".contains) == true ? detail : "\(detail)." }

  static let mediaType = "application/problem+json"

  /// - Returns: `nil` unless the answer is a problem document with a code, known or not.
  init?(_ response: TransportResponse) {
    guard response.mediaType == Self.mediaType,
      let document = try? JSONValue(parsing: response.body),
      let code = document["code"]?.string, Self.isCode(code)
    else { return nil }
    let detail = document["detail"]?.string ?? "the centre gave no reason"
    self.init(status: response.status, code: code, detail: detail)
  }

  private static func isCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return (1...codeMax).contains(bytes.count)
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

/// Text that came from a centre and is stored or shown here.
enum CentreText {
  /// The text on one line, no longer than a limit. Characters that control a terminal or the
  /// writing direction are left out.
  static func cut(_ text: String, to limit: Int) -> String {
    let line = text.unicodeScalars.lazy.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
        .unassigned:
        false
      default: true
      }
    }.prefix(limit)
    var result = ""
    result.unicodeScalars.append(contentsOf: line)
    return result
  }
}
