internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Records
internal import Replication

extension ScreenRenderer {
  /// A document for printing, with a style of its own, and nothing else of its own.
  static func printed(
    _ html: () throws(ValidationError) -> String
  ) throws(ValidationError) -> Response {
    let html = try html()
    var style = ""
    if let start = html.firstRange(of: "<style>"), let end = html.firstRange(of: "</style>"),
      start.upperBound <= end.lowerBound
    {
      style = String(html[start.upperBound..<end.lowerBound])
    }
    let digest = Data(Digest(of: Array(style.utf8)).bytes).base64EncodedString()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; frame-ancestors 'none'",
      ], body: .init(byteBuffer: ByteBuffer(string: html)))
  }
}
