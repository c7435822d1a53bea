internal import Replication
internal import Storage

/// A store's database, opened.
struct OpenedFile {
  let database: Database
  /// Of a store that an earlier version created.
  var key: ReplicaKey?
  /// Whether its tables were of another version, and were made for this reading alone.
  var isRemade = false
}

/// Opens a store's file without writing to it.
///
///     read in place ── needs a write (an older schema, no shared memory) ──▶ copy in memory
enum ReadOnlyStore {
  static func open(
    at path: String, access: StoreAccess, _ environment: StoreEnvironment
  ) throws(StoreError) -> OpenedFile {
    try translating(at: path) {
      guard access != .copy,
        let file = try SQLiteFile.openInPlace(path, functions: [])
      else { return try copied(from: path, environment) }
      let isCurrent =
        try file.state(of: Schema.migrator(of: file, environment.domain)).pending == 0
        && file.read { try ReadModelVersion.isCurrent($0, environment.domain) }
      if isCurrent { return OpenedFile(database: file) }
      return try copied(from: path, environment)
    }
  }

  /// Reads the whole file into memory and migrates it there.
  private static func copied(
    from path: String, _ environment: StoreEnvironment
  ) throws -> OpenedFile {
    let memory = try SQLiteFile.openInMemory(copyOf: path, functions: [])
    let side = try memory.read(StoreIdentity.Side.init)
    let migrator = Schema.migrator(for: side ?? .site, environment.domain)
    let state = try memory.state(of: migrator)
    if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
    let key = try memory.read(KeyMigration.key)
    try memory.migrate(migrator)
    let storeExtension = side == .centre ? environment.storeExtension : nil
    let isCurrent = try memory.read { try ReadModelVersion.isCurrent($0, environment.domain) }
    try memory.write {
      try ReadModelVersion.refresh($0, marks: "", environment.domain, storeExtension)
    }
    return OpenedFile(database: memory, key: key, isRemade: state.pending > 0 || !isCurrent)
  }
}
