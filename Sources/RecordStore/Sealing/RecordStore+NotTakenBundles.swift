package import Replication
internal import Storage

/// A bundle sealed to others that this store keeps and passes on.
public struct SealedBundle: Hashable, Sendable {
  /// The SHA-256 of its file, in hexadecimal digits: its name in the folder `sealed` of the store.
  public let digest: String
  /// Its size.
  public let bytes: UInt64
  /// Why the centre refused it, as a code; `nil` where it did not.
  public let refusal: String?
  /// Since when; milliseconds since 1970.
  public let refusedSince: Int64?
}

extension RecordStore {
  /// The bundles sealed to others that this store keeps, in the order of their names.
  public func sealedBundles() throws(StoreError) -> [SealedBundle] {
    let kept = SealedBundles(store: folder).all()
    guard !kept.isEmpty else { return [] }
    return try read { db in
      var reasons: [String: String] = [:]
      var times: [String: Int64] = [:]
      let sql = "SELECT subject, reason, since FROM notTaken WHERE length(subject) = 32"
      for row in try db.rows(sql) {
        guard let digest = row.value("subject", as: Digest.self) else { continue }
        reasons["\(digest)"] = try row["reason"] as String
        times["\(digest)"] = try row["since"] as Int64
      }
      return kept.map { bundle in
        SealedBundle(
          digest: bundle.digest, bytes: bundle.bytes, refusal: reasons[bundle.digest],
          refusedSince: times[bundle.digest])
      }
    }
  }

  /// Refusals that no later version of the same centre takes back.
  private static let refusalsForGood: Set = ["sealed-to-others", "other-trust", "bundle-altered"]

  /// The digests of the bundles that are not sent to the centre now: those that it refused for good, and
  /// for a day those that it may take once it was upgraded, or has room.
  package func bundlesWithheld() throws(StoreError) -> Set<String> {
    let now = environment.now()
    return try read { db in
      let sql = "SELECT subject, reason, at FROM notTaken WHERE length(subject) = 32"
      return try db.rows(sql).reduce(into: []) { digests, row in
        let age = try now &- (row["at"] as Int64)
        let isRecent = age >= 0 && age < Self.notTakenMilliseconds
        guard try isRecent || Self.refusalsForGood.contains(row["reason"] as String),
          let digest = row.value("subject", as: Digest.self)
        else { return }
        digests.insert("\(digest)")
      }
    }
  }

  /// Records that the centre refused a bundle. It stays here and goes with each export; see
  /// ``bundlesWithheld()``.
  package func noteNotTaken(bundle digest: Digest, reason: String) throws(StoreError) {
    let now = environment.now()
    try write { db in
      try db.send(
        """
        INSERT INTO notTaken (subject, reason, since, at) VALUES (?, ?, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET reason = excluded.reason, at = excluded.at
        """, [digest, reason, now, now])
    }
  }
}
