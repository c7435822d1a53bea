internal import Aggregation
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Whether the server runs, whether it is ready, and its counters. None of it reveals a record.
struct HealthController: Sendable {
  let centre: Centre
  let metrics: Metrics
  /// Where to report a vulnerability: `mailto:` or `https:`; `nil` where the trust gives no
  /// contact.
  var securityContact: String?

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.health, behind: accessControl) { _ in JSONResponse.make(["status": "ok"]) }
    router.serve(.readiness, behind: accessControl) { _ in try await readiness() }
    router.serve(.metrics, behind: accessControl) { _ in try await counters() }
    router.serve(.security, behind: accessControl) { _ in try security() }
  }

  /// Ready means that the store answers and that entries can be appended.
  private func readiness() async throws -> Response {
    guard (try? await centre.figures()) != nil, (try? await centre.checkRoom()) != nil else {
      throw Problem.unavailable
    }
    return JSONResponse.make(["status": "ready"])
  }

  /// Where to report a vulnerability (RFC 9116). It does not expire while the centre serves it.
  private func security() throws -> Response {
    guard let securityContact else { throw Problem.notFound }
    let expiry = Date(timeIntervalSince1970: Double(centre.now()) / 1000 + 180 * 86_400)
    let text = """
      Contact: \(securityContact)
      Expires: \(Timestamp.text(expiry))
      Preferred-Languages: en

      """
    return Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  private func countMessages() async throws {
    let outbox = try await centre.outboxFigures()
    metrics.set(Double(outbox.waiting), of: "candour_messages", ["state": "waiting"])
    metrics.set(Double(outbox.failed), of: "candour_messages", ["state": "failed"])
    metrics.set(outbox.oldestSeconds, of: "candour_messages_oldest_seconds")
  }

  /// Reads the numbers of the store that the metrics show.
  func measure() async throws {
    let figures = try await centre.figures()
    metrics.set(Double(figures.merged), of: "candour_store_entries", ["state": "merged"])
    metrics.set(Double(figures.quarantined), of: "candour_store_entries", ["state": "quarantined"])
    metrics.set(Double(figures.sites), of: "candour_sites")
    metrics.set(Double(figures.silent), of: "candour_sites_silent")
    try await countMessages()
  }

  private func counters() async throws -> Response {
    try await measure()
    return Self.text(metrics)
  }

  static func text(_ metrics: Metrics) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: metrics.text)))
  }
}
