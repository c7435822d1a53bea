internal import Crypto
internal import FoundationEssentials

/// A document for printing: a page of its own, with its style inside and nothing that it loads.
package enum PrintedDocument {
  /// The `Content-Security-Policy` that lets a browser use the style inside the document, and nothing else.
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
