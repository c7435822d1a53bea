internal import Foundation
internal import Replication
internal import SwiftProtobuf

// From a bundle's parts to the bytes of `candour.proto` and back.

extension BundleHeader {
  func encoded() throws(ProtocolViolation) -> [UInt8] {
    try serialised(
      WireBundleHeader.with {
        $0.version = ProtocolLimits.version
        $0.replica = Data(replica.bytes)
        $0.site = site.code
        $0.writtenAt = writtenAt
        $0.fromCentre = isFromCentre
        $0.frontier = frontier.wire
        $0.held = held.map(\.wire)
        $0.publicKey = Data(publicKey)
        $0.trust = trust?.code ?? ""
      })
  }

  init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    let wire: WireBundleHeader = try parsed(bytes)
    try checkVersion(wire.version)
    guard wire.publicKey.count == 32, let site = Scope(wire.site),
      wire.trust.isEmpty || Scope(wire.trust) != nil
    else { throw .malformed("a header") }
    self.init(
      publicKey: Array(wire.publicKey), site: site, trust: Scope(wire.trust),
      writtenAt: wire.writtenAt, isFromCentre: wire.fromCentre,
      frontier: try Frontier(wire.frontier),
      held: try wire.held.map { wire throws(ProtocolViolation) in try SyncResponse.Held(wire) })
    guard replica.bytes == Array(wire.replica) else {
      throw .malformed("a writer who is not the key's owner")
    }
  }
}

/// The messages of a bundle that have no meaning of their own.
enum BundleBatch {
  static func encoded(_ segments: [LogSegment]) throws(ProtocolViolation) -> [UInt8] {
    BodyCompression.compressed(
      try serialised(WireBundleBatch.with { $0.segments = segments.map(\.wire) }))
  }

  static func decoded(_ body: [UInt8]) throws(ProtocolViolation) -> [LogSegment] {
    let wire: WireBundleBatch = try parsed(try BodyCompression.decompressed(body))
    return try LogSegment.all(wire.segments)
  }
}

struct BundleTrailer: Hashable {
  let entries: UInt64
  let digest: Digest
  let signature: [UInt8]

  func encoded() throws(ProtocolViolation) -> [UInt8] {
    try serialised(
      WireBundleTrailer.with {
        $0.entries = entries
        $0.digest = Data(digest.bytes)
        $0.signature = Data(signature)
      })
  }

  func isSigned(by publicKey: [UInt8], isSealed: Bool) -> Bool {
    let message = Bundle.signedMessage(entries: entries, digest: digest, isSealed: isSealed)
    return ReplicaKey.isValid(signature: signature, for: message, by: publicKey)
  }
}

extension BundleTrailer {
  /// The trailer is not covered by its own digest, so only its canonical form is accepted.
  init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    let wire: WireBundleTrailer = try parsed(bytes)
    guard let digest = Digest(bytes: wire.digest), wire.signature.count == 64 else {
      throw .malformed("a trailer")
    }
    self.init(entries: wire.entries, digest: digest, signature: Array(wire.signature))
    guard try encoded() == bytes else { throw .malformed("a trailer") }
  }
}
