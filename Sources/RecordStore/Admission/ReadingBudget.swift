internal import Replication

/// How much of the entries that are already stored one request has read in order to be judged. The
/// entries of a record may be many, and each as large as an entry can be.
final class ReadingBudget {
  /// What one request may cost by such reading, counted in operations: some 0.4 s.
  static let operationsMax = 600_000
  /// To find an entry costs as much as to read so many operations.
  private static let entryCost = 50

  private(set) var spent = 0

  /// - Throws: ``OverQuota`` where the request has read too much.
  func check() throws(OverQuota) {
    guard spent < Self.operationsMax else { throw OverQuota() }
  }

  /// - Parameter payload: of an entry that was read; `nil` where it was redacted.
  func spend(on payload: EntryPayload?) {
    spent +=
      Self.entryCost + (payload?.operations.count ?? 0)
      + (payload?.redaction?.operations.count ?? 0)
  }
}
