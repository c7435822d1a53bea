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
  ) throws -> EncodedAnswer {
    guard request.readsPacked else { return EncodedAnswer(try response.encoded()) }
    let shared = shared(by: request, response)
    return try response.answer(packingAcross: request.readsAcross) {
      try store.knownEntries(at: $0, within: shared)
    }
  }

  /// What the sender has shown to have as it is here: where it claims more than is here, or another
  /// line, what it has is unknown.
  private static func shared(by request: SyncRequest, _ response: SyncResponse) -> Frontier {
    var shared = request.frontier
    for log in response.forked { shared[log] = nil }
    for (log, position) in shared.positions
    where position.sequence > response.frontier.sequence(of: log) { shared[log] = nil }
    return shared
  }
}
