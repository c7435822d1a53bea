internal import Storage

// The exchange by stick, as `status` shows it besides the last synchronisation.

extension RecordStore {
  /// When a bundle of the centre was last ingested here; milliseconds since 1970.
  public func lastBundle() throws(StoreError) -> Int64? {
    try read { try $0.value("SELECT lastBundle FROM bundleState", as: Int64.self) }
  }

  /// Records that a bundle of the centre was ingested: it shows what the centre has received.
  public func noteBundle(at time: Int64) throws(StoreError) {
    try write { db in
      try db.send("UPDATE bundleState SET lastBundle = ?", [time])
    }
  }
}
