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
  init(_ response: TransportResponse) {
    let document = try? JSONValue(parsing: response.body)
    self.init(
      status: response.status, code: document?["code"]?.string ?? "http-\(response.status)",
      detail: String((document?["detail"]?.string ?? "the centre gave no reason").prefix(500)))
  }
}
