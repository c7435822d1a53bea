internal import Storage

extension RecordStore {
  /// What one round of the exchange may need: a full batch with its records and rows.
  private static let bytesNeeded = 4 << 20

  /// Checks that entries can be appended: the disk accepts writes and has room, and the store can
  /// be locked for writing.
  ///
  /// - Throws: `StoreError` that names the disk and the cause.
  package func checkRoom() throws(StoreError) {
    let probe = try AtomicFileWriter(probing: folder)
    try probe.reserve(Self.bytesNeeded)
    // A thread in a transaction has the lock.
    guard !database.isInTransaction else { return }
    try translating(at: path) { try database.checkLock() }
  }
}
