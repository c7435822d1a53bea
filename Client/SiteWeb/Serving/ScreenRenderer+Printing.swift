internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Records
internal import Screens

extension ScreenRenderer {
  /// A document for printing, with only its own style.
  static func printed(
    _ html: () throws(ValidationError) -> String
  ) throws(ValidationError) -> Response {
    let html = try html()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: PrintedDocument.securityPolicy(of: html),
      ], body: .init(byteBuffer: ByteBuffer(string: html)))
  }
}
