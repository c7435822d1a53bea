internal import RecordStore
internal import Replication
package import SyncProtocol

extension SiteExchange {
  /// The bytes of a request, packed. What this store and the centre both have is left out.
  ///
  /// - Parameter isFirst: whether it is the first request of a session. A later one may repeat what
  ///   the centre could not read, because it was restored or because a log forked, and leaves
  ///   nothing out.
  package func encoded(_ request: SyncRequest, isFirst: Bool) throws -> [UInt8] {
    let acknowledged = isFirst ? try store.acknowledgedFrontier() : Frontier()
    var request = request
    request.line = try store.lineClaim()
    return try request.encoded { try store.knownEntries(at: $0, within: acknowledged) }
  }

  package func response(decoding bytes: [UInt8]) throws -> SyncResponse {
    try SyncResponse(decoding: bytes) { try store.knownEntries(at: $0) }
  }
}
