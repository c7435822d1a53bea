internal import RecordStore
internal import Replication
internal import SyncProtocol

extension SiteClient {
  static let bundlesPath = "/v1/bundles"

  /// Relays bundles that this store holds for others and cannot open.
  ///
  /// The records are synchronised by then. A bundle that the centre does not accept is kept for the
  /// next synchronisation or for a stick.
  ///
  /// - Returns: how many the centre accepted.
  func forwardBundles(_ connection: CentreConnection) async -> Int {
    let bundles = SealedBundles(store: folder)
    var taken = 0
    for kept in bundles.all() where kept.bytes <= UInt64(SealedBundles.forwardedBytesMax) {
      guard
        let bytes = try? FileReader(at: kept.path).bytes(at: 0, count: Int(kept.bytes)),
        let answer = try? await connection.post(
          bytes, to: Self.bundlesPath, by: .token, decoding: { $0 }),
        answer.message == Digest(of: bytes).bytes
      else { continue }
      bundles.remove(kept)
      taken += 1
    }
    return taken
  }
}
