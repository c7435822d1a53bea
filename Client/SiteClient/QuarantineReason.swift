public import RecordStore
internal import Records
internal import Replication

/// Why entries are quarantined, in words.
public enum QuarantineReason {
  /// - Parameter code: as the centre gives it; shown too, for questions to the centre.
  public static func displayText(_ code: String) -> String {
    words[code].map { "\($0) (\(code))" } ?? code
  }

  private static let words = [
    "unknown-replica": "written by a device that has not joined this centre",
    "reader-may-not-write": "written by a device that may only read",
    "wrong-scope": "written for a site that is not the device's own",
    "revoked": "arrived after the device was revoked",
    "malformed-payload": "signed, but not a valid entry",
    "foreign-identifier": "changes a record that another site has",
    "foreign-reference": "gives a record another reference than it has, or one of another site",
    "other-kind": "names another kind than its record has",
    "unproven-origin": "speaks in the name of another entry without proof, or hides a value",
    "rests-on-waiting": "builds on an entry that is in quarantine, or has not arrived",
    "over-quota": "more than its record or its request has room for",
  ]
}

extension SiteClient {
  /// The references of records that have entries waiting at the centre, sorted.
  public func recordsHeld(_ held: [HeldEntries]) throws(SiteError) -> [String] {
    guard !held.isEmpty else { return [] }
    return try storing { () throws(StoreError) in
      var names: [String] = []
      try store.forEachRecord { record in
        let isHeld = record.state.entries.contains { entry in
          held.contains { $0.log == entry.log && $0.first...$0.last ~= entry.sequence }
        }
        if isHeld { names.append(RecordSnapshot(record).reference ?? "\(record.id)") }
      }
      return names.sorted()
    }
  }
}
