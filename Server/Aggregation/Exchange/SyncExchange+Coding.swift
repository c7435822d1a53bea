package import RecordStore
internal import Replication
package import SyncProtocol

extension SyncExchange {
  /// Reads a request; what its sender left out because the centre has it is added again.
  package static func request(
    decoding bytes: [UInt8], at store: RecordStore
  ) throws -> SyncRequest {
    try SyncRequest(decoding: bytes) { try store.knownEntries(at: $0) }
  }

  /// The bytes of an answer, packed for a receiver that can read that. What the sender has reported
  /// to have is left out.
  package static func encoded(
    _ response: SyncResponse, to request: SyncRequest, at store: RecordStore
  ) throws -> [UInt8] {
    guard request.readsPacked else { return try response.encoded() }
    return try response.encoded {
      try store.knownEntries(at: $0, within: request.frontier)
    }
  }
}
