internal import Foundation
public import Replication

/// A request file by which a store without a network enrols at a centre, with both of its keys.
///
///     file = "candour enrolment request 1␊" ‖ base64 of a StickRequest
public struct StickRequest: Hashable, Sendable {
  /// The first line of the file, by which it is recognised.
  public static let firstLine = "candour enrolment request 1"

  /// Its code is empty: the person at the centre who receives the file decides.
  public let enrolment: EnrolmentRequest
  /// The X25519 key to which the answer may be sealed.
  public let sealingKey: SealingRecipient

  /// - Parameter enrolment: The request as it would have been sent over HTTPS.
  public init(enrolment: EnrolmentRequest, sealingKey: SealingRecipient) {
    (self.enrolment, self.sealingKey) = (enrolment, sealingKey)
  }

  /// The file as it is written to the stick.
  public func encoded() throws(ProtocolViolation) -> [UInt8] {
    var writer = WireWriter()
    writer.present(1, bytes: try enrolment.encoded())
    writer.present(2, bytes: sealingKey.encoded())
    return StickFile.armoured(writer.bytes, as: Self.firstLine)
  }

  /// - Throws: unless both keys signed and belong to one replica.
  public init(decoding file: [UInt8]) throws(ProtocolViolation) {
    let message = try StickFile.message(in: file, as: Self.firstLine)
    guard let parts = try? WireReader.parts(of: message[...]), let enrolment = parts[1],
      let key = parts[2],
      let sealingKey = try? SealingRecipient(decoding: key[...])
    else { throw .malformed("an enrolment request") }
    self.init(enrolment: try EnrolmentRequest(decoding: enrolment), sealingKey: sealingKey)
    guard self.enrolment.isSignedByItsKey, sealingKey.publicKey == self.enrolment.publicKey
    else { throw .malformed("an enrolment request that its key did not sign") }
  }
}

/// The centre's answer as a file, signed for the one replica that asked.
///
///     file = "candour enrolment answer 1␊" ‖ base64 of a StickAnswer
public struct StickAnswer: Hashable, Sendable {
  /// The first line of the file, by which it is recognised.
  public static let firstLine = "candour enrolment answer 1"

  /// The answer as it would have been sent over HTTPS.
  public let enrolment: EnrolmentResponse
  /// The replicas that the site's bundles are sealed to from now on.
  public let recipients: SealingRecipients
  /// The centre's address, for when there is a network; empty where none was given.
  public let server: String
  /// The certificate authority to trust there, in PEM; empty for those of the system.
  public let authority: String
  /// Fields 1 to 4 of the message as they stand, in their order: what is signed.
  private let contents: [UInt8]
  private let signature: [UInt8]

  /// - Parameter publicKey: of the replica that asked.
  public static func signed(
    _ enrolment: EnrolmentResponse, recipients: SealingRecipients, server: String,
    authority: String, for publicKey: [UInt8], by key: ReplicaKey
  ) throws -> StickAnswer {
    var writer = WireWriter()
    writer.present(1, bytes: try enrolment.encoded())
    writer.present(2, bytes: recipients.encoded())
    writer.present(3, text: server)
    writer.present(4, text: authority)
    return StickAnswer(
      enrolment: enrolment, recipients: recipients, server: server, authority: authority,
      contents: writer.bytes,
      signature: try key.signature(for: signedMessage(writer.bytes, for: publicKey)))
  }

  private init(
    enrolment: EnrolmentResponse, recipients: SealingRecipients, server: String,
    authority: String, contents: [UInt8], signature: [UInt8]
  ) {
    (self.enrolment, self.recipients) = (enrolment, recipients)
    (self.server, self.authority) = (server, authority)
    (self.contents, self.signature) = (contents, signature)
  }

  /// Whether the centre that it names signed it, for this replica.
  public func isSigned(for publicKey: [UInt8]) -> Bool {
    let message = Self.signedMessage(contents, for: publicKey)
    return recipients.all.contains { $0.publicKey == enrolment.centrePublicKey }
      && ReplicaKey.isValid(signature: signature, for: message, by: enrolment.centrePublicKey)
  }

  private static func signedMessage(_ contents: [UInt8], for publicKey: [UInt8]) -> [UInt8] {
    Array("candour enrolment answer 1\n".utf8) + publicKey + Digest(of: contents).bytes
  }

  /// The file as it is written to the stick.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    writer.present(5, bytes: signature)
    return StickFile.armoured(contents + writer.bytes, as: Self.firstLine)
  }

  /// - Throws: `ProtocolViolation` unless the file is such an answer.
  public init(decoding file: [UInt8]) throws(ProtocolViolation) {
    let message = try StickFile.message(in: file, as: Self.firstLine)
    guard let parts = try? WireReader.parts(of: message[...]), let enrolment = parts[1],
      let keys = parts[2], let signature = parts[5],
      let recipients = try? SealingRecipients(decoding: keys),
      let contents = try? Self.signedFields(of: message)
    else { throw .malformed("an answer to an enrolment") }
    self.init(
      enrolment: try EnrolmentResponse(decoding: enrolment), recipients: recipients,
      server: String(decoding: parts[3] ?? [], as: UTF8.self),
      authority: String(decoding: parts[4] ?? [], as: UTF8.self), contents: contents,
      signature: signature)
  }

  /// Fields that a later version adds inside one of these, and empty ones that a writer leaves out,
  /// are signed as they stand: the message is not written anew to be checked.
  private static func signedFields(of message: [UInt8]) throws(MalformedBytes) -> [UInt8] {
    var reader = WireReader(message)
    var fields: [UInt8] = []
    var start = reader.offset
    while let (number, _) = try reader.next() {
      if (1...4).contains(number) { fields += reader.bytes(from: start) }
      start = reader.offset
    }
    return fields
  }
}

/// A message as text: a line that names its kind, and base64, which e-mail does not change.
enum StickFile {
  static let bytesMax = 256 * 1024

  static func armoured(_ bytes: [UInt8], as firstLine: String) -> [UInt8] {
    let text = Data(bytes).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithLineFeed,
    ])
    return Array("\(firstLine)\n\(text)\n".utf8)
  }

  static func message(
    in file: [UInt8], as firstLine: String
  ) throws(ProtocolViolation) -> [UInt8] {
    guard file.count <= bytesMax else { throw .tooLarge("a file for enrolling") }
    let lines = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard lines.first == firstLine[...],
      let data = Data(base64Encoded: lines.dropFirst().joined())
    else { throw .malformed("not a file for enrolling") }
    return Array(data)
  }
}
