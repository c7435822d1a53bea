internal import Replication
internal import Storage

/// Where the operations of an entry are, and what a redaction left of them, for one request.
///
/// The record itself says it of what is live. What somebody has already replaced is read from its
/// entry, which may be as large as an entry can be, for as many entries as a request holds: so what
/// was read last is kept, and a request reads no more than its budget.
final class ReplacedOperations {
  private let budget: ReadingBudget
  private var paths: [EntryReference: [FieldPath]] = [:]
  private var kept = 0

  init(_ budget: ReadingBudget) { self.budget = budget }

  /// Whether an operation may replace another: that one is at its path or, where it removes a value,
  /// below it.
  ///
  /// - Parameter record: the row of the record that both belong to.
  /// - Throws: ``OverQuota`` where the request has read too much.
  func mayReplace(
    _ target: OperationID, by operation: Operation, in record: Int64, _ ahead: KnownAhead,
    _ db: Connection
  ) throws -> Bool {
    let index = Int(target.index)
    if let known = ahead.paths(of: target.entry) {
      return index < known.count && operation.mayReplace(known[index])
    }
    let found = try paths[target.entry] ?? operations(of: target.entry, in: record, db).map(\.path)
    keep(found, of: target.entry)
    return index < found.count && operation.mayReplace(found[index])
  }

  /// Whether nothing is left of an operation's value: a redaction hid it, or it was written in place
  /// of one that a redaction hid.
  ///
  /// It is read each time: a redaction in the same request may have hidden it since.
  func isHidden(_ target: OperationID, in record: Int64, _ db: Connection) throws -> Bool {
    let found = try operations(of: target.entry, in: record, db)
    return Int(target.index) < found.count && found[Int(target.index)].value == .redacted
  }

  private func keep(_ found: [FieldPath], of name: EntryReference) {
    guard paths[name] == nil else { return }
    kept += found.count + 1
    if kept > EntryPaths.keptMax { (paths, kept) = ([:], found.count + 1) }
    paths[name] = found
  }

  /// An entry's operations as they were written or, where its payload was redacted, as restated.
  private func operations(
    of name: EntryReference, in record: Int64, _ db: Connection
  ) throws -> [Operation] {
    try budget.check()
    for named in try NamedEntry.all(name, db) {
      guard let entry = (try? named.sealed.decoded(in: name.log)) ?? nil else { continue }
      budget.spend(on: entry.payload)
      return entry.payload.operations
    }
    var restated: [Operation] = []
    for placed in try RecordEntries.merged(of: record, db) {
      budget.spend(on: placed.payload)
      guard let redaction = placed.payload?.redaction, redaction.target == name else { continue }
      restated =
        restated.isEmpty
        ? redaction.operations
        : zip(restated, redaction.operations).map { $1.value == .redacted ? $1 : $0 }
    }
    return restated
  }
}

extension Operation {
  /// Whether this may replace an operation at a path: at its own or, as a removal, below it.
  func mayReplace(_ other: FieldPath) -> Bool {
    other == path || value == nil && other.isBelow(path)
  }
}
