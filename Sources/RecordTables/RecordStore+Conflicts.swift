public import RecordStore
internal import Storage

extension RecordStore {
  /// How many paths are in conflict, over all records.
  public func conflictCount() throws(StoreError) -> Int {
    try read { try $0.value("SELECT count(*) FROM conflict", as: Int.self) ?? 0 }
  }

  /// The records with a conflict to settle, in the order in which they arrived here.
  public func recordsInConflict() throws(StoreError) -> [StoredRecord] {
    try read { db in
      let sql = """
        SELECT \(StoredRecord.columns) FROM record
        WHERE id IN (SELECT ownerRow FROM conflict) ORDER BY id
        """
      return try StoredRecord.all(db.rows(sql), db)
    }
  }
}
