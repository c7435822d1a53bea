internal import Foundation
package import Replication
internal import Storage

extension RecordStore {
  /// How many migrations a store lacks for this version. Runs none of them.
  ///
  /// - Throws: ``StoreError/tooNew(version:)`` where a later version wrote the store.
  package static func pendingMigrations(
    in folder: String, environment: StoreEnvironment
  ) throws(StoreError) -> Int {
    if let place = try EngineStore(in: folder, environment) {
      return try translating { try pending(place.rows, environment.domain) }
    }
    let path = folder + "/" + fileName
    guard FileManager.default.fileExists(atPath: path) else { throw .absent(folder: folder) }
    try FileExamination.check(path)
    return try translating(at: path) {
      let file = try SQLiteFile.openToRead(path)
      defer { try? file.close() }
      return try pending(file, environment.domain)
    }
  }

  /// The trust of a centre whose store is in a database, also before that is brought up to date; `nil`
  /// for a folder's.
  package static func trustInDatabase(
    of folder: String, environment: StoreEnvironment
  ) throws(StoreError) -> Scope? {
    guard let place = try EngineStore(in: folder, environment) else { return nil }
    return try trust(of: place)
  }

  /// The trust of the centre at a place in a database; `nil` where there is none.
  ///
  /// - Parameter location: of the database, as ``StoreEnvironment/engine`` reads it.
  package static func trust(
    at location: String, environment: StoreEnvironment
  ) throws(StoreError) -> Scope? {
    try trust(of: EngineStore(at: location, environment))
  }

  private static func trust(of place: EngineStore) throws(StoreError) -> Scope? {
    try translating {
      try place.rows.read { db in
        guard try db.hasTable("identity") else { return nil }
        // A copy that was interrupted is no centre yet.
        if try db.hasTable("movedStore"), case .unfinished? = try MoveMark(db) { return nil }
        return try db.value("SELECT scope FROM identity", as: Scope.self)
      }
    }
  }

  /// Whether a later version has changed the store's tables since this program opened it.
  package func isSuperseded() throws(StoreError) -> Bool {
    try translating {
      try database.state(of: Schema.migrator(of: database, environment.domain)).isSuperseded
    }
  }

  private static func pending(
    _ database: Database, _ domain: any RecordDomain
  ) throws -> Int {
    let state = try database.state(of: Schema.migrator(of: database, domain))
    if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
    return state.pending
  }
}
