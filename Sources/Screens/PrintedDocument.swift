internal import Crypto
internal import FoundationEssentials

/// A document for printing: a separate page, with its style inside, that loads nothing.
package enum PrintedDocument {
  /// The `Content-Security-Policy` that allows a browser to use only the style inside the document.
  package static func securityPolicy(of html: String) -> String {
    var style = ""
    if let start = html.firstRange(of: "<style>"), let end = html.firstRange(of: "</style>"),
      start.upperBound <= end.lowerBound
    {
      style = String(html[start.upperBound..<end.lowerBound])
    }
    let digest = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
    return
      "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; frame-ancestors 'none'"
  }
}
