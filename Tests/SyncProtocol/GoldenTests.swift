import Replication
import SyncProtocol
import TestSupport
import Testing

/// The bytes of version 1. Equal both ways: what is read gives the value, what is written the bytes.
@Suite("Golden bytes of the exchange")
struct GoldenTests {
  private func expect(_ name: String, _ written: [UInt8]) throws -> [UInt8] {
    let golden = try GoldenFile(name).expected(updatingTo: written)
    #expect(written == golden, "\(name) is written otherwise than version 1 did")
    return golden
  }

  @Test func `a request and a response`() throws {
    let request = try GoldenMessages.request()
    let response = try GoldenMessages.response()

    let asked = try expect("sync-request", request.encoded())
    let answered = try expect("sync-response", response.encoded())

    #expect(try SyncRequest(decoding: asked) == request)
    #expect(try SyncResponse(decoding: answered) == response)
  }

  @Test func `a packed request`() throws {
    let request = try GoldenMessages.request()

    let golden = try expect("sync-request-packed", try request.encoded { _ in [:] })

    #expect(try SyncRequest(decoding: golden) == request)
  }

  /// With and without what the centre knows.
  @Test func `a request packed across logs`() throws {
    let story = try AcrossStory()
    var request = SyncRequest(
      frontier: story.frontier, segments: [try story.theirs.segment(2...4)], readsPacked: true)
    request.readsAcross = true

    let golden = try expect(
      "sync-request-across", try request.encoded(packingAcross: true) { _ in [:] })
    let short = try expect(
      "sync-request-across-known", try request.encoded(packingAcross: true) { _ in story.known })

    #expect(try SyncRequest(decoding: golden) == request)
    #expect(try SyncRequest(decoding: short, knowing: { _ in story.known }) == request)
  }

  @Test func `an enrolment and its answer`() throws {
    let request = try GoldenMessages.enrolment()

    let asked = try expect("enrolment-request", request.encoded())
    let answered = try expect("enrolment-response", GoldenMessages.enrolled.encoded())

    #expect(try EnrolmentRequest(decoding: asked) == request)
    #expect(try EnrolmentRequest(decoding: asked).isSignedByItsKey)
    #expect(try EnrolmentResponse(decoding: answered) == GoldenMessages.enrolled)
  }

  @Test func `a token`() throws {
    let token = try GoldenMessages.token()

    let golden = try expect("request-token", Array(token.authorization.utf8))

    let read = try RequestToken(authorization: String(decoding: golden, as: UTF8.self))
    #expect(read == token)
    try read.check(
      method: "POST", path: "/v1/sync", body: GoldenMessages.body,
      publicKey: GoldenMessages.author.key.publicBytes, now: 1_770_000_000_000)
  }

  /// Another version of libzstd may compress differently, so batches are compared after
  /// decompression.
  @Test func `a bundle`() throws {
    let golden = try GoldenFile("bundle").expected(updatingTo: GoldenMessages.bundle())

    let reader = try BundleReader(verifying: BundleInMemory(file: golden))
    var batches: [[LogSegment]] = []
    try reader.forEachBatch { batches.append($0) }

    #expect(reader.header == GoldenMessages.bundleHeader)
    #expect(reader.entries == 3)
    #expect(batches == (try GoldenMessages.batches()))
    let written = try GoldenMessages.bundle()
    let uncompressed = Bundle.magic.count + 5 + Self.headerLength(golden)
    #expect(written.prefix(uncompressed) == golden.prefix(uncompressed))
  }

  private static func headerLength(_ bundle: [UInt8]) -> Int {
    bundle[(Bundle.magic.count + 1)...].prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }
}
