internal import Foundation
internal import Replication
internal import SwiftProtobuf

extension SyncResponse.Held {
  var wire: WireHeld {
    WireHeld.with {
      $0.log = Data(log.bytes)
      $0.first = first
      $0.last = last
      $0.reason = reason
      $0.since = since
      $0.readable = isReadable
    }
  }

  init(_ wire: WireHeld) throws(ProtocolViolation) {
    guard wire.first > 0, wire.first <= wire.last, wire.last <= EntryLimits.sequenceMax,
      wire.reason.utf8.count <= 256
    else { throw .malformed("a held entry") }
    self.init(
      log: try LogID(wire: wire.log), first: wire.first, last: wire.last, reason: wire.reason,
      since: wire.since, isReadable: wire.readable)
  }
}
