internal import Foundation
internal import GRDB

extension RecordStore {
  /// How many migrations a store lacks for this version. Runs none of them.
  ///
  /// - Throws: ``StoreError/tooNew(version:)`` where a later version wrote the store.
  package static func pendingMigrations(in folder: String) throws(StoreError) -> Int {
    let path = folder + "/" + fileName
    guard FileManager.default.fileExists(atPath: path) else { throw .absent(folder: folder) }
    try FileExamination.check(path)
    return try translating(at: path) {
      var configuration = StoreFile.configuration
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? queue.close() }
      let migrator = Schema.migrator
      return try queue.read { db in
        let applied = try migrator.appliedIdentifiers(db)
        if try migrator.hasBeenSuperseded(db) {
          throw StoreError.tooNew(version: applied.max() ?? "")
        }
        return migrator.migrations.count - applied.count
      }
    }
  }
}
