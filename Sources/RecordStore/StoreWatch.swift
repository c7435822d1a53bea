internal import Storage

/// Detects whether a store was written, by this process or another.
public final class StoreWatch: Sendable {
  private let watch: FileWatch

  /// - Throws: ``StoreError`` where the file cannot be opened.
  init(at path: String) throws(StoreError) {
    watch = try translating { try FileWatch(at: path) }
  }

  /// A number that differs after every transaction that changed the store.
  public func version() throws(StoreError) -> Int64 {
    try translating { try watch.version() }
  }
}

extension RecordStore {
  /// Watches this store's file.
  public func watch() throws(StoreError) -> StoreWatch {
    try StoreWatch(at: folder + "/" + Self.fileName)
  }
}
