internal import Foundation
internal import Replication
internal import SwiftProtobuf

extension LogSegment {
  /// The message without its entries.
  var head: WireSegment {
    WireSegment.with {
      $0.log = Data(log.bytes)
      if let descriptor { $0.descriptorBytes = Data(descriptor.encoded()) }
      $0.first = first
      $0.signature = Data(signature)
    }
  }

  var wire: WireSegment {
    var wire = head
    wire.entries = entries.map(\.wire)
    return wire
  }

  /// Segments that are not packed.
  static func all(_ wire: [WireSegment]) throws(ProtocolViolation) -> [LogSegment] {
    try wire.map { segment throws(ProtocolViolation) in try LogSegment(segment) }
  }

  init(_ wire: WireSegment) throws(ProtocolViolation) {
    try self.init(
      wire, log: try LogID(wire: wire.log),
      entries: try wire.entries.map { entry throws(ProtocolViolation) in try SealedEntry(entry) })
  }

  init(
    _ wire: WireSegment, log: LogID, entries: [SealedEntry]
  ) throws(ProtocolViolation) {
    guard LogSegment.firsts.contains(wire.first),
      !entries.isEmpty, entries.count <= LogSegment.entriesMax, wire.signature.count == 64
    else { throw .malformed("a segment") }
    var descriptor: LogDescriptor?
    if !wire.descriptorBytes.isEmpty {
      do {
        descriptor = try LogDescriptor(decoding: Array(wire.descriptorBytes)[...])
      } catch {
        throw .malformed(error.what)
      }
    }
    self.init(
      log: log, descriptor: descriptor, first: wire.first, entries: entries,
      signature: Array(wire.signature))
  }
}
