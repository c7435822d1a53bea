internal import Foundation
public import Replication
internal import SwiftProtobuf

// Converts messages to the bytes of `candour.proto` and back. Every count is checked when reading.

extension SyncRequest {
  /// With the segments unpacked: any reader of version 1 understands it.
  public func encoded() throws(ProtocolViolation) -> [UInt8] {
    try serialised(wire(segments.map(\.wire), across: []))
  }

  /// With the segments packed.
  ///
  /// - Parameters:
  ///   - isAcross: whether also entries that refer to other logs are packed, for a centre that has
  ///     stated that it reads that.
  ///   - known: of the entries that it is called with, those that the receiver has too.
  public func encoded(
    packingAcross isAcross: Bool = false,
    knowing known: (Set<EntryPlace>) throws -> KnownEntries
  ) throws -> [UInt8] {
    let numbers = isAcross ? try LogNumbers(frontier.wire) : nil
    let packed = try packed(segments, across: numbers, knowing: known)
    return try serialised(isAcross ? wire([], across: packed) : wire(packed, across: []))
  }

  private func wire(_ segments: [WireSegment], across: [WireSegment]) -> WireSyncRequest {
    WireSyncRequest.with {
      $0.version = ProtocolLimits.version
      $0.frontier = frontier.wire
      $0.segments = segments
      $0.across = across
      $0.readsPacked = readsPacked
      $0.readsAcross = readsAcross
      $0.readsPortable = readsPortable
      $0.line = line?.line ?? 0
      $0.acknowledged = line?.acknowledged ?? 0
      $0.offered = line?.offered ?? 0
      $0.answerBytes = UInt32(clamping: answerBytes ?? 0)
    }
  }

  /// - Throws: `ProtocolViolation` where the message is malformed or beyond a limit.
  public init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    do {
      try self.init(decoding: bytes, knowing: { _ in [:] })
    } catch {
      throw error as? ProtocolViolation ?? .malformed("a request")
    }
  }

  /// - Parameter known: what is known here of the entries that it is called with. A segment that
  ///   refers to an unknown one is left out, like one that begins beyond what is held here.
  public init(
    decoding bytes: [UInt8], knowing known: (Set<EntryPlace>) throws -> KnownEntries
  ) throws {
    let wire: WireSyncRequest = try parsed(bytes)
    try checkVersion(wire.version)
    self.init(
      frontier: try Frontier(wire.frontier),
      segments: try unpacked(
        wire.segments, across: wire.across, LogNumbers(wire.frontier), knowing: known),
      readsPacked: wire.readsPacked,
      line: wire.line == 0
        ? nil
        : LineClaim(line: wire.line, acknowledged: wire.acknowledged, offered: wire.offered))
    answerBytes = wire.answerBytes == 0 ? nil : Int(wire.answerBytes)
    readsAcross = wire.readsAcross
    readsPortable = wire.readsPortable
  }
}

extension SyncResponse {
  /// With the segments unpacked, as one message.
  public func encoded() throws(ProtocolViolation) -> [UInt8] {
    let message = try serialised(wire(segments.map(\.wire), across: []))
    return try EncodedAnswer(message, portable).plain()
  }

  /// With the segments packed, for a site that reads them; see
  /// ``SyncRequest/encoded(packingAcross:knowing:)``.
  public func answer(
    packingAcross isAcross: Bool = false,
    knowing known: (Set<EntryPlace>) throws -> KnownEntries
  ) throws -> EncodedAnswer {
    let numbers = isAcross ? try LogNumbers(frontier.wire) : nil
    let packed = try packed(segments, across: numbers, knowing: known)
    let message = try serialised(isAcross ? wire([], across: packed) : wire(packed, across: []))
    return EncodedAnswer(message, portable)
  }

  private func wire(_ segments: [WireSegment], across: [WireSegment]) -> WireSyncResponse {
    WireSyncResponse.with {
      $0.version = ProtocolLimits.version
      $0.frontier = frontier.wire
      $0.segments = segments
      $0.across = across
      $0.readsAcross = readsAcross
      $0.held = held.map(\.wire)
      $0.forked = forked.map { Data($0.bytes) }
      $0.more = more
      $0.revoked = revoked
      $0.behind = isBehind
      $0.requestEntries = UInt32(requestBudget?.entries ?? 0)
      $0.requestBytes = UInt32(requestBudget?.bytes ?? 0)
    }
  }

  /// - Throws: `ProtocolViolation` where the message is malformed or beyond a limit.
  public init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    do {
      try self.init(decoding: bytes, knowing: { _ in [:] })
    } catch {
      throw error as? ProtocolViolation ?? .malformed("a response")
    }
  }

  /// See ``SyncRequest/init(decoding:knowing:)``.
  public init(
    decoding bytes: [UInt8], knowing known: (Set<EntryPlace>) throws -> KnownEntries
  ) throws {
    let wire: WireSyncResponse = try parsed(bytes)
    try checkVersion(wire.version)
    self.init(
      frontier: try Frontier(wire.frontier),
      segments: try unpacked(
        wire.segments, across: wire.across, LogNumbers(wire.frontier), knowing: known),
      held: try wire.held.map { wire throws(ProtocolViolation) in try Held(wire) },
      forked: try wire.forked.map { data throws(ProtocolViolation) in try LogID(wire: data) },
      more: wire.more, revoked: wire.revoked, isBehind: wire.behind)
    readsAcross = wire.readsAcross
    portable = wire.portable.map { .arrived(Array($0)) }
    if wire.requestEntries > 0, wire.requestBytes > 0 {
      requestBudget = BatchBudget(
        entries: Int(wire.requestEntries), bytes: Int(wire.requestBytes))
    }
  }
}

extension EnrolmentRequest {
  /// The protobuf message.
  public func encoded() throws(ProtocolViolation) -> [UInt8] {
    try serialised(
      WireEnrolmentRequest.with {
        $0.version = ProtocolLimits.version
        $0.code = code
        $0.publicKey = Data(publicKey)
        $0.site = site.code
        $0.name = name
        $0.signature = Data(signature)
        $0.trust = trust?.code ?? ""
        $0.firstTime = isFirst
        $0.attempt = Data(attempt)
      })
  }

  /// - Throws: `ProtocolViolation` where the message is malformed or beyond a limit.
  public init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    guard bytes.count <= 4096 else { throw .tooLarge("an enrolment") }
    let wire: WireEnrolmentRequest = try parsed(bytes)
    try checkVersion(wire.version)
    guard let site = Scope(wire.site), wire.publicKey.count == 32, wire.code.utf8.count <= 128,
      wire.name.utf8.count <= 256, [0, ProtocolLimits.attemptBytes].contains(wire.attempt.count)
    else { throw .malformed("an enrolment") }
    self.init(
      code: wire.code, publicKey: Array(wire.publicKey), site: site, name: wire.name,
      signature: Array(wire.signature))
    (isFirst, attempt) = (wire.firstTime, Array(wire.attempt))
    guard !wire.trust.isEmpty else { return }
    guard let named = Scope(wire.trust) else { throw .malformed("an enrolment's trust") }
    trust = named
  }
}

extension EnrolmentResponse {
  /// The protobuf message.
  public func encoded() throws(ProtocolViolation) -> [UInt8] {
    try serialised(
      WireEnrolmentResponse.with {
        $0.version = ProtocolLimits.version
        $0.site = site.code
        $0.role = role
        $0.trust = trust.code
        $0.centrePublicKey = Data(centrePublicKey)
      })
  }

  /// - Throws: `ProtocolViolation` where the message is malformed or beyond a limit.
  public init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    guard bytes.count <= 4096 else { throw .tooLarge("an enrolment") }
    let wire: WireEnrolmentResponse = try parsed(bytes)
    try checkVersion(wire.version)
    guard let site = Scope(wire.site), let trust = Scope(wire.trust),
      wire.centrePublicKey.count == 32
    else { throw .malformed("an answer to an enrolment") }
    self.init(
      site: site, role: wire.role, trust: trust, centrePublicKey: Array(wire.centrePublicKey))
  }
}

// MARK: Parts

func serialised(_ message: some Message) throws(ProtocolViolation) -> [UInt8] {
  do {
    return try message.serializedBytes()
  } catch {
    throw .malformed("a message that cannot be written")
  }
}

/// The only way from bytes to a message: its size and its repeated fields are checked before.
func parsed<M: CountedMessage>(_ bytes: [UInt8]) throws(ProtocolViolation) -> M {
  guard bytes.count <= ProtocolLimits.messageBytesMax else { throw .tooLarge("a message") }
  try M.repeatedFields.check(bytes)
  do {
    return try M(serializedBytes: bytes)
  } catch {
    throw .malformed("not a message of Candour")
  }
}

func checkVersion(_ version: UInt32) throws(ProtocolViolation) {
  guard version == ProtocolLimits.version else { throw .version(version) }
}

extension LogID {
  init(wire: Data) throws(ProtocolViolation) {
    guard let log = LogID(bytes: wire) else { throw .malformed("a log's identifier") }
    self = log
  }
}

extension Frontier {
  var wire: [WirePosition] {
    positions.sorted { $0.key < $1.key }.map { log, position in
      WirePosition.with {
        $0.log = Data(log.bytes)
        $0.sequence = position.sequence
        $0.check = position.check
      }
    }
  }

  init(_ wire: [WirePosition]) throws(ProtocolViolation) {
    self.init()
    for position in wire {
      guard position.sequence <= EntryLimits.sequenceMax else {
        throw .malformed("a sequence number")
      }
      self[try LogID(wire: position.log)] = Position(
        sequence: position.sequence, check: position.check)
    }
  }
}

extension SealedEntry {
  var wire: WireSealedEntry {
    WireSealedEntry.with {
      $0.header = Data(header)
      switch body {
      case .payload(let bytes): $0.payload = Data(bytes)
      case .redacted(let digest): $0.digest = Data(digest.bytes)
      }
    }
  }

  init(_ wire: WireSealedEntry) throws(ProtocolViolation) {
    guard wire.header.count <= EntryLimits.headerBytesMax else { throw .tooLarge("a header") }
    switch wire.body {
    case .payload(let bytes):
      guard bytes.count <= EntryLimits.payloadBytesMax else { throw .tooLarge("a payload") }
      self.init(header: Array(wire.header), body: .payload(Array(bytes)))
    case .digest(let bytes):
      guard let digest = Digest(bytes: bytes) else { throw .malformed("a digest") }
      self.init(header: Array(wire.header), body: .redacted(digest))
    case nil: throw .malformed("an entry without a body")
    }
  }
}
