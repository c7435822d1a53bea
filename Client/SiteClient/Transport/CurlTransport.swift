internal import CLibcurl
internal import Curl
internal import Dispatch
internal import Synchronization

/// Requests to the centre over HTTPS, through libcurl.
///
/// One easy handle keeps one connection (HTTP/2 where the centre offers it) for all rounds of a
/// sync, and for the next sync within ``Limits/unusedSecondsMax``. The server is always verified,
/// against the certificate authority given at enrolment or else the system's; there is no option to
/// skip it. Redirects are not followed. A proxy is read from the environment (`https_proxy`,
/// `no_proxy`), as usual.
///
/// Not a plain `Sendable`, with this proof: `handle` is used only in `perform` and `deinit`;
/// `perform` runs only on the serial queue, and `deinit` when no reference is left, including
/// the queue.
public final class CurlTransport: Transport, @unchecked Sendable {
  /// Limits of time and size for one request.
  public struct Limits: Hashable, Sendable {
    /// Seconds within which a connection must be made.
    public var connectSecondsMax = 10
    /// A request ends after this many seconds without a byte in either direction.
    public var silentSecondsMax = 30
    /// Seconds after which an unused connection is not used again. The centre closes it after 30; and
    /// where this computer has changed networks, a request on it would only time out.
    public var unusedSecondsMax = 20
    /// The longest answer that is read, in bytes.
    public var responseBytesMax = 12 * 1024 * 1024

    /// The system's authorities and proxy settings.
    public init() {}
  }

  private let address: CentreAddress
  private let authority: [UInt8]?
  private let limits: Limits
  private let queue = DispatchQueue(label: "candour.transport")
  private var handle: CurlHandle?

  /// - Parameters:
  ///   - authority: the certificates to trust, in PEM; `nil` for those that the system trusts.
  public init(address: CentreAddress, authority: [UInt8]? = nil, limits: Limits = Limits()) {
    self.address = address
    self.authority = authority
    self.limits = limits
  }

  deinit {
    if let handle { candour_curl_free(handle) }
  }

  /// Sends a request and waits for its answer.
  public func post(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
    let cancellation = Cancellation()
    let outcome: Result<TransportResponse, TransportError> =
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          queue.async { continuation.resume(returning: self.perform(request, cancellation)) }
        }
      } onCancel: {
        cancellation.flag.store(true, ordering: .relaxed)
      }
    return try outcome.get()
  }

  /// Runs one transfer to its end. On the queue only.
  private func perform(
    _ request: TransportRequest, _ cancellation: Cancellation
  ) -> Result<TransportResponse, TransportError> {
    dispatchPrecondition(condition: .onQueue(queue))
    if cancellation.flag.load(ordering: .relaxed) { return .failure(TransportError(.cancelled)) }
    let handle: CurlHandle
    do throws(CurlFailure) {
      handle = if let known = self.handle { known } else { try Curl.makeHandle() }
    } catch {
      return .failure(TransportError(.unusableRequest, detail: error.detail))
    }
    self.handle = handle
    // Options are reset, the connection and its TLS session are kept.
    candour_curl_reset(handle)
    let transfer = CurlTransfer(
      request: request, cancellation: cancellation, responseBytesMax: limits.responseBytesMax)
    return transfer.run(on: handle) { options in
      options.set(CURLOPT_URL, address.url(of: request.path))
      options.set(CURLOPT_CONNECTTIMEOUT, limits.connectSecondsMax)
      options.set(CURLOPT_LOW_SPEED_TIME, limits.silentSecondsMax)
      options.set(CURLOPT_MAXAGE_CONN, limits.unusedSecondsMax)
      if let authority { options.trustOnly(authority) }
    }
  }
}

/// Set by the caller who cancels, read by the transfer.
final class Cancellation: Sendable {
  let flag = Atomic(false)
}
