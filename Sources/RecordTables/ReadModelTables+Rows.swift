internal import Dispatch
internal import RecordStore
internal import Records
internal import Replication
internal import Storage
internal import Synchronization

extension ReadModelTables {
  /// How many one core judges before it asks for more; fewer records than this need no second core.
  private static let pieceSize = 8

  /// The rows of records, in their order. They depend on nothing but the record, so every core works
  /// on them; judging is a third of what merging costs.
  static func rows(of records: ArraySlice<ChangedRecord>) -> [[[[Cell]]]] {
    guard records.count > pieceSize else { return records.map(rows) }
    let pieces = stride(from: records.startIndex, to: records.endIndex, by: pieceSize).map {
      records[$0..<min($0 + pieceSize, records.endIndex)]
    }
    let results = Mutex<[Int: [[[[Cell]]]]]>([:])
    DispatchQueue.concurrentPerform(iterations: pieces.count) { piece in
      let rows = pieces[piece].map(rows)
      results.withLock { $0[piece] = rows }
    }
    return results.withLock { results in pieces.indices.flatMap { results[$0] ?? [] } }
  }

  private static func rows(of record: ChangedRecord) -> [[[Cell]]] {
    rows(record.key, kind: record.kind, state: record.state).cells
  }

  /// The rows of one record.
  static func rows(_ key: RecordKey, kind: String, state: MergedRecord) -> ReadModelRows {
    ReadModel.rows(
      for: RecordSnapshot(id: key.record, kind: kind, scope: key.scope, state: state))
  }
}
