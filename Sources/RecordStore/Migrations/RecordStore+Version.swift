internal import Foundation
internal import Storage

extension RecordStore {
  /// How many migrations a store lacks for this version. Runs none of them.
  ///
  /// - Throws: ``StoreError/tooNew(version:)`` where a later version wrote the store.
  package static func pendingMigrations(in folder: String) throws(StoreError) -> Int {
    let path = folder + "/" + fileName
    guard FileManager.default.fileExists(atPath: path) else { throw .absent(folder: folder) }
    try FileExamination.check(path)
    return try translating(at: path) {
      let file = try SQLiteFile.openToRead(path)
      defer { try? file.close() }
      let state = try file.state(of: Schema.migrator)
      if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
      return state.pending
    }
  }
}
