internal import Replication
internal import Storage

/// Some records of a transaction with all that is stored of them: it follows from the records alone, so
/// it is made by other cores while the records before are written. See ``WorkAhead``.
struct RecordBatch: Sendable {
  /// A record, and whether its one entry is its state.
  typealias Subject = (record: ChangedRecord, isAsEntered: Bool)

  private struct Stored {
    let record: ChangedRecord
    let reference: String?
    let state: [UInt8]
  }

  private let stored: [Stored]
  private let writeRows: RowWriting

  private init(_ subjects: [Subject], _ domain: any RecordDomain) {
    stored = subjects.map { record, isAsEntered in
      Stored(
        record: record,
        reference: StoredReference.of(record.state, in: record.key.scope, domain),
        state: isAsEntered ? RecordState.asEntered : RecordState.packed(record.state))
    }
    writeRows = domain.prepare(subjects.map(\.record))
  }

  /// How many records are made at once: few at first, since nothing is written until the first batch is
  /// made, then twice as many each time. And how many batches wait in memory to be written.
  private static let firstSize = 16
  private static let largestSize = 128
  private static let ahead = 4

  /// Writes records and their rows.
  static func write(
    _ subjects: [Subject], _ domain: any RecordDomain, _ changes: RowChanges, _ db: Connection
  ) throws {
    for batch in WorkAhead(pieces(subjects), ahead: ahead, make: { RecordBatch($0, domain) }) {
      for record in batch.stored { try write(record, db) }
      try batch.writeRows(changes, db)
    }
  }

  /// Writes the rows of records that are stored and have none.
  static func writeRows(
    of records: [ChangedRecord], _ domain: any RecordDomain, _ db: Connection
  ) throws {
    let changes = RowChanges(nil)
    for write in WorkAhead(pieces(records), ahead: ahead, make: { domain.prepare($0) }) {
      try write(changes, db)
    }
  }

  private static func pieces<T>(_ all: [T]) -> [[T]] {
    var pieces: [[T]] = []
    var start = 0
    var size = firstSize
    while start < all.count {
      pieces.append(Array(all[start..<min(start + size, all.count)]))
      start += size
      size = min(size * 2, largestSize)
    }
    return pieces
  }

  private static func write(_ stored: Stored, _ db: Connection) throws {
    let record = stored.record
    if !record.isNew, !db.isEngine {
      var write = try db.statement(stateUpdate)
      write.bind(stored.state)
      write.bind(record.row)
      write.bind(record.kind)
      write.bind(stored.reference)
      write.bind(stored.reference)
      if try write.runCounting() > 0 { return }
    }
    var write = try db.statement(record.isNew ? insertion : update)
    write.bind(record.kind)
    write.bind(stored.reference)
    write.bind(stored.state)
    write.bind(record.row)
    if record.isNew {
      write.bind(record.key.scope.code)
      write.bind(record.key.record)
    }
    try write.run()
  }

  private static let insertion =
    "INSERT INTO record (kind, reference, state, id, scope, uuid) VALUES (?, ?, ?, ?, ?, ?)"
  /// Most edits change neither the kind nor the reference: SQLite then writes none of the table's indexes.
  private static let stateUpdate = """
    UPDATE record SET state = ? WHERE id = ? AND kind = ?
      AND (reference = ? OR reference IS NULL AND CAST(? AS TEXT) IS NULL)
    """
  private static let update = "UPDATE record SET kind = ?, reference = ?, state = ? WHERE id = ?"
}
