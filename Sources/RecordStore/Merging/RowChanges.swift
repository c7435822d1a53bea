package import Storage

/// Tells a ``StoreExtension`` of which records the rows change, where anything follows from these.
package final class RowChanges {
  private let storeExtension: (any StoreExtension)?
  /// Those whose rows have changed.
  private var changed: [Int64] = []

  init(_ storeExtension: (any StoreExtension)?) { self.storeExtension = storeExtension }

  /// Whether anything follows from any row.
  package var areFollowed: Bool { storeExtension != nil }

  /// Whether anything follows from a column of a plain table.
  package func areFollowed(in column: String, of table: String) -> Bool {
    storeExtension?.follows(from: column, of: table) ?? false
  }

  /// To be called before the rows of records change that have rows.
  package func willChange(_ records: [Int64], _ db: Connection) throws {
    guard !records.isEmpty else { return }
    try storeExtension?.rowsWillChange(of: records, db)
    changed += records
  }

  /// To be called once after all rows were written.
  func didChange(new: [Int64], _ db: Connection) throws {
    guard !changed.isEmpty || !new.isEmpty else { return }
    try storeExtension?.rowsDidChange(of: changed, new: new, db)
  }
}
