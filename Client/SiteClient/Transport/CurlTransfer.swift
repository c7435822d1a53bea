internal import CLibcurl
internal import Curl
internal import Synchronization

/// One transfer: the context of libcurl's callbacks, and what they collected.
///
/// Stays on the transport's queue from beginning to end. libcurl gets an unretained pointer to it,
/// which is safe because `run` returns only after the transfer.
final class CurlTransfer {
  private static let headerBytesMax = 64 * 1024

  private let request: TransportRequest
  private let cancellation: Cancellation
  private let responseBytesMax: Int
  private var headers: [String: String] = [:]
  private var headerBytes = 0
  private var body: [UInt8] = []
  private var isTooLarge = false
  private var reported: TransportProgress?

  init(request: TransportRequest, cancellation: Cancellation, responseBytesMax: Int) {
    self.request = request
    self.cancellation = cancellation
    self.responseBytesMax = responseBytesMax
  }

  func run(
    on handle: CurlHandle, configure: (inout CurlOptions) -> Void
  ) -> Result<TransportResponse, TransportError> {
    var options = CurlOptions(handle: handle)
    setAlways(&options)
    configure(&options)
    // No `Expect: 100-continue`: it costs a round trip before every batch.
    let headers = request.headers.map { "\($0.name): \($0.value)" } + ["Expect:", "Accept:"]
    guard let list = CurlList(headers) else {
      return .failure(TransportError(.unusableRequest, detail: "a header with a line break"))
    }
    defer { withExtendedLifetime(list) {} }
    options.set(CURLOPT_HTTPHEADER, list: list)
    guard options.areAccepted else {
      return .failure(TransportError(.unusableRequest, detail: "libcurl lacks an option"))
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { text in
      text.initialize(repeating: 0)
      candour_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, text.baseAddress)
      let code = send(on: handle)
      candour_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, nil)
      guard code == CURLE_OK else {
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .failure(failure(code, String(decoding: bytes, as: UTF8.self)))
      }
      return .success(
        TransportResponse(status: Curl.status(of: handle), headers: self.headers, body: body))
    }
  }

  private func send(on handle: CurlHandle) -> CURLcode {
    request.body.withUnsafeBytes { bytes in
      // A null pointer would mean that the body is read by callback.
      let start = bytes.baseAddress ?? UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
      candour_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
      candour_curl_set_pointer(
        handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: start))
      return candour_curl_perform(handle)
    }
  }

  private func setAlways(_ options: inout CurlOptions) {
    options.set(CURLOPT_PROTOCOLS_STR, "https")
    options.set(CURLOPT_FOLLOWLOCATION, 0)
    options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    options.set(CURLOPT_TCP_KEEPALIVE, 1)
    options.set(CURLOPT_LOW_SPEED_LIMIT, 1)
    options.set(CURLOPT_USERAGENT, "candour")
    options.set(CURLOPT_POST, 1)
    let context = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, context) { bytes, size, count, context in
      CurlTransfer.from(context).received(bytes, size * count)
    }
    options.set(CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, context) {
      bytes, size, count, context in
      CurlTransfer.from(context).receivedHeader(bytes, size * count)
    }
    options.setProgress(context) { context, _, down, _, up in
      CurlTransfer.from(context).mayGoOn(bytesUp: Int(up), bytesDown: Int(down)) ? 0 : 1
    }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
    Curl.object(of: context)
  }

  /// - Returns: how many bytes were accepted; fewer than given ends the transfer.
  private func received(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard body.count + count <= responseBytesMax else {
      isTooLarge = true
      return 0
    }
    body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  private func receivedHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    headerBytes += count
    guard headerBytes <= Self.headerBytesMax else {
      isTooLarge = true
      return 0
    }
    let line = String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    // A proxy's own answer, or an interim one, arrives before the centre's.
    if line.hasPrefix("HTTP/") { headers = [:] }
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 { headers[parts[0].lowercased()] = Self.trimmed(parts[1]) }
    return count
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace = { (character: Character) in character.isWhitespace }
    let start = text.drop(while: isSpace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }

  private func mayGoOn(bytesUp: Int, bytesDown: Int) -> Bool {
    let progress = TransportProgress(bytesUp: bytesUp, bytesDown: bytesDown)
    if progress != reported {
      reported = progress
      request.progress?(progress)
    }
    return !cancellation.flag.load(ordering: .relaxed)
  }

  private func failure(_ code: CURLcode, _ text: String) -> TransportError {
    if isTooLarge { return TransportError(.responseTooLarge) }
    let detail = text.isEmpty ? Curl.displayText(of: code) : text
    return TransportError(
      TransportError.Code(code), detail: detail, hasBegun: (reported?.bytesUp ?? 0) > 0)
  }
}

extension TransportError.Code {
  init(_ code: CURLcode) {
    self =
      switch code {
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
        CURLE_PROXY, CURLE_INTERFACE_FAILED:
        .unreachable
      case CURLE_OPERATION_TIMEDOUT: .timedOut
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
        CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS:
        .untrustedCertificate
      case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED: .tlsFailed
      case CURLE_ABORTED_BY_CALLBACK: .cancelled
      case CURLE_FILESIZE_EXCEEDED: .responseTooLarge
      case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: .unusableRequest
      // libcurl calls an answer without a status line the protocol HTTP/0.9.
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
        CURLE_HTTP2:
        .malformedResponse
      default: .connectionLost
      }
  }
}
