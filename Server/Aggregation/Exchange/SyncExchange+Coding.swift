package import RecordStore
internal import Replication
package import SyncProtocol

extension SyncExchange {
  /// Reads a request; what its sender left out because the centre has it is put in again.
  package static func request(
    decoding bytes: [UInt8], at store: RecordStore
  ) throws -> SyncRequest {
    try SyncRequest(decoding: bytes) { try store.knownEntries(at: $0) }
  }

  /// The bytes of an answer, packed for who reads that. What the sender has said that it has does
  /// not travel.
  package static func encoded(
    _ response: SyncResponse, to request: SyncRequest, at store: RecordStore
  ) throws -> [UInt8] {
    guard request.readsPacked else { return try response.encoded() }
    return try response.encoded {
      try store.knownEntries(at: $0, within: request.frontier)
    }
  }
}
