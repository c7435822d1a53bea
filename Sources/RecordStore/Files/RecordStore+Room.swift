internal import GRDB

extension RecordStore {
  /// What a round of the exchange may need at once: a full batch with its records and rows.
  private static let bytesNeeded = 4 << 20

  /// Checks that entries can be taken in: the disk takes writes and has room, and the store can be
  /// locked for writing.
  ///
  /// - Throws: `StoreError` that names the disk and the cause.
  package func checkRoom() throws(StoreError) {
    let probe = try AtomicFileWriter(probing: folder)
    try probe.reserve(Self.bytesNeeded)
    try translating(at: path) {
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) { .rollback }
      }
    }
  }
}
