internal import Replication
internal import Storage

/// Opens a store's file without writing to it.
///
///     read in place ── needs a write (an older schema, no shared memory) ──▶ copy in memory
enum ReadOnlyStore {
  /// - Returns: the database, and the key of a store that an earlier version created.
  static func open(
    at path: String, access: StoreAccess, _ environment: StoreEnvironment
  ) throws(StoreError) -> (database: Database, key: ReplicaKey?) {
    try translating(at: path) {
      guard access != .copy,
        let file = try SQLiteFile.openInPlace(path, functions: [])
      else { return try copied(from: path, environment) }
      let isCurrent =
        try file.state(of: Schema.migrator(of: file, environment.domain)).pending == 0
        && file.read { try ReadModelVersion.isCurrent($0, environment.domain) }
      if isCurrent { return (file, nil) }
      return try copied(from: path, environment)
    }
  }

  /// Reads the whole file into memory and migrates it there.
  private static func copied(
    from path: String, _ environment: StoreEnvironment
  ) throws -> (database: Database, key: ReplicaKey?) {
    let memory = try SQLiteFile.openInMemory(copyOf: path, functions: [])
    let side = try memory.read(StoreIdentity.Side.init)
    let migrator = Schema.migrator(for: side ?? .site, environment.domain)
    let state = try memory.state(of: migrator)
    if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
    let key = try memory.read(KeyMigration.key)
    try memory.migrate(migrator)
    let storeExtension = side == .centre ? environment.storeExtension : nil
    try memory.write {
      try ReadModelVersion.refresh($0, marks: "", environment.domain, storeExtension)
    }
    return (memory, key)
  }
}
