internal import RecordStore
internal import Replication
internal import SyncProtocol

extension SiteClient {
  static let bundlesPath = "/v1/bundles"

  /// Relays bundles that this store holds for others and cannot open.
  ///
  /// The records are synchronised by then. A bundle that the centre does not accept is kept for the
  /// next synchronisation or for a stick; one that it refuses for good is not sent to it again, and one
  /// that it may take later once a day. A failure that would meet every bundle, such as a centre that
  /// is not there, ends it until the next synchronisation.
  ///
  /// - Returns: how many the centre accepted.
  func forwardBundles(_ connection: CentreConnection) async -> Int {
    let bundles = SealedBundles(store: folder)
    let refused = (try? store.bundlesWithheld()) ?? []
    var taken = 0
    for kept in bundles.all()
    where kept.bytes <= UInt64(SealedBundles.forwardedBytesMax) && !refused.contains(kept.digest) {
      guard let bytes = try? FileReader(at: kept.path).bytes(at: 0, count: Int(kept.bytes)) else {
        continue
      }
      let digest = Digest(of: bytes)
      do throws(SiteError) {
        let answer = try await connection.post(
          bytes, to: Self.bundlesPath, by: .token, decoding: { $0 })
        guard answer.message == digest.bytes else { continue }
        bundles.remove(kept)
        taken += 1
      } catch {
        if error.isBrokenTransfer { continue }
        guard case .refused(let refusal) = error, refusal.isOfOneBundle else { return taken }
        if refusal.isToRemember {
          _ = try? store.noteNotTaken(bundle: digest, reason: refusal.code)
        }
      }
    }
    return taken
  }
}

extension CentreRefusal {
  /// Whether a centre refused the bundle that was sent; otherwise it would refuse the others, too.
  fileprivate var isOfOneBundle: Bool { status == 422 }

  /// Whether it would refuse the same bundle again at once: it read it, and did not ask for it once more.
  fileprivate var isToRemember: Bool {
    !["postponed", "bundle-unreadable"].contains(code)
  }
}
