import Replication
import SyncProtocol
import TestSupport
import Testing

/// Bytes from outside never trap: they decode or they throw. What decodes is written and read back
/// to the same value.
@Suite("Damaged messages")
struct DecoderMutationTests {
  private static let seeds = 0..<8 as Range<UInt64>

  private func damage(
    _ name: String, seed: UInt64, rounds: Int = 1500, _ read: ([UInt8]) throws -> Void
  ) throws {
    var random = SeededGenerator(seed: seed)
    let golden = try GoldenFile(name).bytes()
    for _ in 0..<rounds {
      let bytes = Mutation.of(golden, using: &random)
      do { try read(bytes) } catch is ProtocolViolation {
      } catch is BundleError {
      } catch is RequestToken.Refusal {}
    }
  }

  @Test(arguments: seeds) func `requests`(seed: UInt64) throws {
    try damage("sync-request", seed: seed) { bytes in
      let request = try SyncRequest(decoding: bytes)
      #expect(try SyncRequest(decoding: request.encoded()) == request)
    }
  }

  @Test(arguments: seeds) func `responses`(seed: UInt64) throws {
    try damage("sync-response", seed: seed) { bytes in
      let response = try SyncResponse(decoding: bytes)
      #expect(try SyncResponse(decoding: response.encoded()) == response)
    }
  }

  @Test(arguments: seeds) func `tokens`(seed: UInt64) throws {
    let author = GoldenMessages.author
    try damage("request-token", seed: seed) { bytes in
      let token = try RequestToken(authorization: String(decoding: bytes, as: UTF8.self))
      try token.check(
        method: "POST", path: "/v1/sync", body: GoldenMessages.body,
        publicKey: author.key.publicBytes, now: 1_770_000_000_000)
    }
  }

  @Test(arguments: seeds) func `enrolments`(seed: UInt64) throws {
    try damage("enrolment-request", seed: seed) { bytes in
      let request = try EnrolmentRequest(decoding: bytes)
      #expect(try EnrolmentRequest(decoding: request.encoded()) == request)
    }
    try damage("enrolment-response", seed: seed) { bytes in
      let response = try EnrolmentResponse(decoding: bytes)
      #expect(try EnrolmentResponse(decoding: response.encoded()) == response)
    }
  }

  @Test(arguments: seeds) func `bundles`(seed: UInt64) throws {
    try damage("bundle", seed: seed, rounds: 500) { bytes in
      let reader = try BundleReader(verifying: BundleInMemory(file: bytes))
      // Only an undamaged bundle is verified.
      #expect(bytes == (try GoldenFile("bundle").bytes()))
      try reader.forEachBatch { _ in }
    }
  }

  @Test(arguments: seeds) func `compressed bodies`(seed: UInt64) throws {
    let body = BodyCompression.compressed(try GoldenFile("sync-request").bytes())
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let bytes = Mutation.of(body, using: &random)
      do { _ = try BodyCompression.decompressed(bytes) } catch {}
    }
  }
}
