import Replication
import SyncProtocol
import TestSupport
import Testing

/// Enrolment by stick as some version wrote it: every later one reads the same from it.
@Suite("Golden stick files")
struct GoldenStickTests {
  private static let key = WrittenLog(seed: 41).key
  private static let centre = WrittenLog(seed: 42).key

  private static func sealingKey(_ seed: UInt8) throws -> SealingKey {
    try #require(SealingKey(privateBytes: [UInt8](repeating: seed, count: 32)))
  }

  private static func request() throws -> StickRequest {
    var enrolment = try EnrolmentRequest.signed(
      code: "", site: try #require(Scope("RBD02")), name: "clinic", by: key)
    (enrolment.trust, enrolment.isFirst) = (Scope("RBD"), true)
    return StickRequest(
      enrolment: enrolment, sealingKey: try SealingRecipient.signed(try sealingKey(1), by: key))
  }

  private static func answer() throws -> StickAnswer {
    let response = EnrolmentResponse(
      site: try #require(Scope("RBD02")), role: "site", trust: try #require(Scope("RBD")),
      centrePublicKey: centre.publicBytes)
    return try StickAnswer.signed(
      response,
      recipients: SealingRecipients([
        try SealingRecipient.signed(try sealingKey(2), by: centre),
        try SealingRecipient.signed(try sealingKey(1), by: key),
      ]), server: "https://centre.example:8443", authority: "-----BEGIN CERTIFICATE-----\n",
      for: key.publicBytes, by: centre)
  }

  @Test func `a request of an earlier day is read as it was written`() throws {
    let golden = try GoldenFile("stick-request").expected(updatingTo: try Self.request().encoded())

    let read = try StickRequest(decoding: golden)

    #expect(golden.starts(with: Array("candour enrolment request 1\n".utf8)))
    #expect(read.enrolment.site.code == "RBD02" && read.enrolment.name == "clinic")
    #expect(read.enrolment.trust?.code == "RBD" && read.enrolment.isFirst)
    #expect(read.enrolment.publicKey == Self.key.publicBytes)
    #expect(read.sealingKey.sealingKey == (try Self.sealingKey(1)).publicBytes)
  }

  @Test func `an answer of an earlier day holds, for the replica that asked alone`() throws {
    let golden = try GoldenFile("stick-answer").expected(updatingTo: try Self.answer().encoded())

    let read = try StickAnswer(decoding: golden)

    #expect(golden.starts(with: Array("candour enrolment answer 1\n".utf8)))
    #expect(read.isSigned(for: Self.key.publicBytes))
    #expect(!read.isSigned(for: Self.centre.publicBytes))
    #expect(read.enrolment.trust.code == "RBD" && read.recipients.all.count == 2)
    #expect(read.server == "https://centre.example:8443")
  }
}
