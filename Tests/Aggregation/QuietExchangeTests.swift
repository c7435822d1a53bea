import CentreStore
import Foundation
import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// Requests that bring nothing, which are nearly all.
@Suite("Requests with nothing new")
struct QuietExchangeTests {
  private let harness: CentreHarness
  private let site: RecordStore
  private let body: [UInt8]
  private var centre: Centre { harness.centre }

  init() async throws {
    harness = try CentreHarness()
    site = try await harness.site("RBD01")
    body = try SyncRequest(frontier: try site.frontier()).encoded()
  }

  private func recognised(nonce: UInt8 = 1) async throws -> RecognisedRequest {
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: CentreHarness.noon,
      nonce: Array(repeating: nonce, count: 16), by: site.signingKey)
    return try await centre.recognise(
      authorization: token.authorization, method: "POST", path: "/v1/sync")
  }

  private func lastSync() throws -> Int64? {
    try centre.administration.device(site.identity.replica)?.lastSync
  }

  @Test func `one is answered and noted, and its token is used up`() async throws {
    let body = body
    let request = try await recognised()

    let answer = try await centre.quietAnswer(to: request, body: body, message: { body })

    #expect(answer?.tally == SyncTally())
    #expect(try lastSync() == CentreHarness.noon)
    await #expect(throws: SyncRefusal.token(.replayed)) {
      _ = try await centre.quietAnswer(to: request, body: body, message: { body })
    }
    await #expect(throws: SyncRefusal.token(.replayed)) {
      _ = try await centre.authorise(request, body: body)
    }
  }

  @Test func `a device is recognised once it has enrolled, and what it may do is read each time`()
    async throws
  {
    let log = WrittenLog(seed: 2)
    let body = body
    func request(_ nonce: UInt8) async throws -> RecognisedRequest {
      let token = try RequestToken.signed(
        method: "POST", path: "/v1/sync", body: body, issuedAt: CentreHarness.noon,
        nonce: Array(repeating: nonce, count: 16), by: log.key)
      return try await centre.recognise(
        authorization: token.authorization, method: "POST", path: "/v1/sync")
    }
    await #expect(throws: SyncRefusal.notEnrolled) { _ = try await request(1) }

    let admitted = try centre.administration.admit(
      replica: log.key.replica, publicKey: log.key.publicBytes, site: "RBD01", role: "site",
      name: "a", at: 1)
    _ = try #require(admitted)
    let before = try await centre.authorise(request(2), body: body)
    _ = try centre.administration.revoke(replica: log.key.replica, why: "lost", at: 2)
    let after = try await centre.authorise(request(3), body: body)

    #expect(!before.isRevoked)
    #expect(after.isRevoked)
  }

  @Test func `what its device did not sign is not read, and nothing is noted of it`() async throws {
    let request = try await recognised()

    await #expect(throws: SyncRefusal.token(.otherRequest)) {
      _ = try await centre.quietAnswer(to: request, body: [1, 2, 3]) {
        Issue.record("it was read")
        return [1, 2, 3]
      }
    }

    #expect(try lastSync() == nil)
  }

  @Test func `one that brings entries is left to the exchange that writes`() async throws {
    var generator = SystemRandomNumberGenerator()
    try site.write([
      Change(
        record: RecordID.make(using: &generator), kind: "theme", scope: site.identity.scope,
        author: "operator",
        operations: [Operation(path: FieldPath(literal: "title"), value: .text("a theme"))])
    ])
    try site.signHeads()
    let body = try SyncRequest(
      frontier: try site.frontier(), segments: try site.outgoing(after: Frontier()).segments
    ).encoded()
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: CentreHarness.noon,
      nonce: Array(repeating: 4, count: 16), by: site.signingKey)
    let request = try await centre.recognise(
      authorization: token.authorization, method: "POST", path: "/v1/sync")

    let answer = try await centre.quietAnswer(to: request, body: body, message: { body })

    #expect(answer == nil)
    #expect(try lastSync() == nil)
    let caller = try await centre.authorise(request, body: body)
    #expect(caller.replica == site.identity.replica, "its token was not used up")
  }

  @Test func `it names the list of keys that the centre gives, whatever became of the key's file`()
    async throws
  {
    let request = try await recognised()
    let caller = try await centre.authorise(request, body: body)
    let own = try site.sealingRecipient()
    func given() async throws -> String? {
      try await centre.exchangeKeys(own, from: caller)?.check
    }
    #expect(try await given() != nil)
    let first = try await centre.recipientsCheck(for: caller)
    #expect(try await first == given())

    // As `cp` puts a key back: into the same file, with the same size.
    let file = try FileHandle(
      forWritingTo: URL(filePath: harness.folder.path("centre/sealing.key")))
    try file.write(contentsOf: Data(SealingKey().privateBytes))
    try file.close()
    let second = try await centre.recipientsCheck(for: caller)

    #expect(second != first)
    #expect(try await second == given())
  }
}
