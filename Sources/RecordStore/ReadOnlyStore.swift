internal import Replication
internal import Storage

/// Opens a store's file without writing to it.
///
///     read in place ── needs a write (an older schema, no shared memory) ──▶ copy in memory
enum ReadOnlyStore {
  /// - Returns: the database, and the key of a store that an earlier version created.
  static func open(
    at path: String, access: StoreAccess
  ) throws(StoreError) -> (database: Database, key: ReplicaKey?) {
    try translating(at: path) {
      guard access != .copy,
        let file = try SQLiteFile.openInPlace(path, functions: [])
      else { return try copied(from: path) }
      let isCurrent =
        try file.state(of: Schema.migrator).pending == 0
        && file.read(ReadModelVersion.isCurrent)
      if isCurrent { return (file, nil) }
      return try copied(from: path)
    }
  }

  /// Reads the whole file into memory and migrates it there.
  private static func copied(
    from path: String
  ) throws -> (database: Database, key: ReplicaKey?) {
    let memory = try SQLiteFile.openInMemory(copyOf: path, functions: [])
    let state = try memory.state(of: Schema.migrator)
    if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
    let key = try memory.read(KeyMigration.key)
    try memory.migrate(Schema.migrator)
    try memory.write { try ReadModelVersion.refresh($0, triggers: "") }
    return (memory, key)
  }
}
