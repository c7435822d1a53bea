package import Aggregation
internal import CLibcurl
internal import Curl
internal import Dispatch
internal import FoundationEssentials

/// Calls an identity provider through libcurl. Calls do not block.
package struct IdentityProviderClient: IdentityProviderTransport {
  /// The limit of an answer: a list of keys is the longest that is expected.
  private static let answerBytesMax = 512 * 1024
  private static let secondsMax = 20

  private let authorityPath: String?
  private let threads = DispatchQueue(label: "candour.identity", attributes: .concurrent)

  /// - Parameter authorityPath: certificates that the provider may show, in PEM; nil: the system's.
  package init(authorityPath: String?) { self.authorityPath = authorityPath }

  package func get(
    _ address: String, bearer: String?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    try await send(
      address, headers: bearer.map { ["Authorization: Bearer \($0)"] } ?? [], form: nil)
  }

  package func post(
    _ address: String, form: String, basic: (user: String, password: String)?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    var headers = ["Content-Type: application/x-www-form-urlencoded", "Expect:"]
    if let basic {
      let text = Data("\(basic.user):\(basic.password)".utf8).base64EncodedString()
      headers.append("Authorization: Basic \(text)")
    }
    return try await send(address, headers: headers, form: form)
  }

  private func send(
    _ address: String, headers: [String], form: String?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    let result: Result<IdentityProviderAnswer, IdentityProviderFailure> =
      await withCheckedContinuation { continuation in
        threads.async { continuation.resume(returning: transfer(address, headers, form)) }
      }
    return try result.get()
  }

  private func transfer(
    _ address: String, _ headers: [String], _ form: String?
  ) -> Result<IdentityProviderAnswer, IdentityProviderFailure> {
    let handle: EasyHandle
    do throws(CurlFailure) {
      handle = try EasyHandle(upload: Array((form ?? "").utf8))
    } catch {
      return .failure(IdentityProviderFailure(error.detail))
    }
    handle.options.set(CURLOPT_TIMEOUT, Self.secondsMax)
    handle.options.set(CURLOPT_CONNECTTIMEOUT, Self.secondsMax / 2)
    handle.options.set(CURLOPT_PROTOCOLS_STR, "https")
    handle.options.set(CURLOPT_URL, address)
    handle.options.set(CURLOPT_FOLLOWLOCATION, 0)
    handle.options.set(CURLOPT_USERAGENT, "candour-server")
    handle.options.set(CURLOPT_CUSTOMREQUEST, form == nil ? "GET" : "POST")
    handle.set(CURLOPT_HTTPHEADER, lines: headers + ["Accept: application/json"])
    if let authorityPath {
      guard let file = FileManager.default.contents(atPath: authorityPath) else {
        return .failure(IdentityProviderFailure("the authority \(authorityPath) cannot be read"))
      }
      handle.options.trustOnly(Array(file))
    }
    handle.keepAnswer(bytesMax: Self.answerBytesMax)
    let outcome = handle.perform(uploading: form != nil)
    guard outcome.code == CURLE_OK else {
      return .failure(IdentityProviderFailure(outcome.text))
    }
    return .success(IdentityProviderAnswer(status: outcome.status, body: handle.answer))
  }
}
