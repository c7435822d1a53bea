internal import Replication
internal import Storage

/// Whether the entry that founded a record is merged here, for one request, where somebody emptied or
/// redacted the field that says so.
///
/// Then all entries of the record are read. The answer is kept: a request may hold thousands of entries
/// of that record.
final class FoundingEntries {
  private let budget: ReadingBudget
  private var found: Set<Int64> = []

  init(_ budget: ReadingBudget) { self.budget = budget }

  /// - Parameter record: the record's row.
  /// - Throws: ``OverQuota`` where the request has read too much.
  func isMerged(in record: Int64, _ db: Connection) throws -> Bool {
    if found.contains(record) { return true }
    try budget.check()
    let entries = try RecordEntries.merged(of: record, db)
    for entry in entries { budget.spend(on: entry.payload) }
    guard entries.contains(where: { $0.payload?.foundsRecord ?? false }) else { return false }
    found.insert(record)
    return true
  }

  /// To be called when entries have left their records, or a redaction has removed what one said.
  func forget() { found = [] }
}
