import Replication
import SyncProtocol
import TestSupport

/// The values behind the golden files of this module. Never edited once released: a later version
/// adds its own beside them.
enum GoldenMessages {
  static let author = WrittenLog(seed: 41)

  static var log: WrittenLog {
    var log = author
    log.write(GoldenEntries.operations, reason: "first look")
    log.write("CT 2")
    log.append(
      SealedEntry(
        header: GoldenEntries.movedHeader.encoded(),
        body: .redacted(Digest(of: Array("gone".utf8)))))
    return log
  }

  static var frontier: Frontier {
    var frontier = log.frontier
    frontier[GoldenEntries.other] = .init(sequence: 300, check: 0xdead_beef)
    return frontier
  }

  static let held = [
    SyncResponse.Held(
      log: GoldenEntries.other, first: 12, last: 14, reason: "unknown-replica",
      since: 1_770_000_000_000)
  ]

  static func request() throws -> SyncRequest {
    SyncRequest(
      frontier: frontier, segments: [try log.segment(1...2), try log.segment(3...3)])
  }

  static func response() throws -> SyncResponse {
    SyncResponse(
      frontier: frontier, segments: [try log.segment()], held: held,
      forked: [GoldenEntries.other], more: true, revoked: true)
  }

  static func enrolment() throws -> EnrolmentRequest {
    try EnrolmentRequest.signed(
      code: "7F3K-9Q2M-X4TC", site: author.descriptor.scope, name: "CT console 2",
      by: author.key)
  }

  static var enrolled: EnrolmentResponse {
    guard let trust = Scope("RBD") else { preconditionFailure("a trust") }
    return EnrolmentResponse(
      site: author.descriptor.scope, role: "site", trust: trust,
      centrePublicKey: GoldenEntries.key.publicBytes)
  }

  static let body = Array("the body as sent".utf8)

  static func token() throws -> RequestToken {
    try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: 1_770_000_000_000,
      nonce: [UInt8](0..<16), by: author.key)
  }

  static var bundleHeader: BundleHeader {
    BundleHeader(
      publicKey: author.key.publicBytes, site: author.descriptor.scope, trust: Scope("RBD"),
      writtenAt: 1_770_000_000_000, isFromCentre: true, frontier: frontier, held: held)
  }

  static func batches() throws -> [[LogSegment]] {
    [[try log.segment(1...2)], [try log.segment(3...3)]]
  }

  static func bundle() throws -> [UInt8] {
    try BundleInMemory.written(bundleHeader, try batches(), key: author.key)
  }
}
