import Foundation
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

  /// An answer as another program may write it, signed over its fields as they stand.
  private static func answer(of fields: [UInt8], signing signed: [UInt8]? = nil) throws -> [UInt8] {
    let message =
      Array("candour enrolment answer 1\n".utf8) + key.publicBytes
      + Digest(of: signed ?? fields).bytes
    var writer = WireWriter()
    writer.present(5, bytes: try centre.signature(for: message))
    writer.present(9, text: "of a later version")
    let text = Data(fields + writer.bytes).base64EncodedString()
    return Array("candour enrolment answer 1\n\(text)\n".utf8)
  }

  /// Fields 1 and 2; the first holds one more, which this version does not know.
  private static func fields() throws -> [UInt8] {
    let response = EnrolmentResponse(
      site: try #require(Scope("RBD02")), role: "site", trust: try #require(Scope("RBD")),
      centrePublicKey: centre.publicBytes)
    var later = WireWriter()
    later.present(99, text: "of a later version")
    let recipients = SealingRecipients([try SealingRecipient.signed(try sealingKey(2), by: centre)])
    var writer = WireWriter()
    writer.present(1, bytes: try response.encoded() + later.bytes)
    writer.present(2, bytes: recipients.encoded())
    return writer.bytes
  }

  @Test func `an answer holds by its bytes, with fields that are unknown here or left out`() throws
  {
    let read = try StickAnswer(decoding: try Self.answer(of: try Self.fields()))

    #expect(read.isSigned(for: Self.key.publicBytes))
    #expect(!read.isSigned(for: Self.centre.publicBytes))
    #expect(read.server.isEmpty && read.authority.isEmpty)
    #expect(try StickAnswer(decoding: read.encoded()) == read, "and is written on as it stands")
  }

  @Test func `an answer with a field more than was signed does not hold`() throws {
    var more = WireWriter()
    more.present(3, text: "https://elsewhere.example")
    let fields = try Self.fields()

    let read = try StickAnswer(
      decoding: try Self.answer(of: fields + more.bytes, signing: fields))

    #expect(!read.isSigned(for: Self.key.publicBytes))
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
