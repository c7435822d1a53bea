internal import RecordStore
internal import Replication
package import SyncProtocol

extension SiteExchange {
  /// The bytes of a request, packed. What this store and the centre both have is left out.
  ///
  /// - Parameter isLeavingOut: whether the centre is believed to have all that it acknowledged; see
  ///   `SyncSession.leavesOut`.
  package func encoded(_ request: SyncRequest, leavingOut isLeavingOut: Bool) throws -> [UInt8] {
    let acknowledged = isLeavingOut ? try store.acknowledgedFrontier() : Frontier()
    var request = request
    request.line = try store.lineClaim()
    return try request.encoded(packingAcross: try store.centreReadsAcross()) {
      try store.knownEntries(at: $0, within: acknowledged)
    }
  }

  package func response(decoding bytes: [UInt8]) throws -> SyncResponse {
    try SyncResponse(decoding: bytes) { try store.knownEntries(at: $0) }
  }
}
