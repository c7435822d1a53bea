internal import GRDB

/// The steps that bring a database to this version's schema, in order. A step that has shipped is
/// never edited.
package struct Migrator: Sendable {
  package struct Migration: Sendable {
    package let name: String
    package let body: @Sendable (Connection) throws -> Void
  }

  package private(set) var migrations: [Migration] = []

  package init() {}

  /// - Parameter body: runs once for each database: in a file in a transaction of its own, on a
  ///   database server in one with the other steps.
  package mutating func register(
    _ name: String, _ body: @escaping @Sendable (Connection) throws -> Void
  ) {
    migrations.append(Migration(name: name, body: body))
  }

  package var names: [String] { migrations.map(\.name) }

  fileprivate var onSQLite: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.name) { db in
        let connection = SQLiteConnection(db)
        try connection.inTransaction { try migration.body(Connection(connection)) }
      }
    }
    return migrator
  }
}

/// Which steps a database has had.
package struct MigrationState: Sendable {
  package let applied: Set<String>
  /// Those that this version knows and the database lacks.
  package let pending: Int
  /// Whether a later version has migrated the database.
  package let isSuperseded: Bool

  init(_ applied: Set<String>, _ migrator: Migrator) {
    let known = Set(migrator.names)
    self.applied = applied
    pending = known.subtracting(applied).count
    isSuperseded = !applied.isSubset(of: known)
  }
}

extension Database {
  /// Runs the steps that the database lacks.
  package func migrate(_ migrator: Migrator) throws {
    switch home {
    case .sqlite(let pool): try pool.migrate(migrator.onSQLite)
    case .engine: try write { try migrate(migrator, $0) }
    }
  }

  private static let migrations = "grdb_migrations"

  private func migrate(_ migrator: Migrator, _ db: Connection) throws {
    try db.script(
      "CREATE TABLE IF NOT EXISTS \(Self.migrations) (identifier TEXT NOT NULL PRIMARY KEY);")
    let applied = try applied(db)
    for migration in migrator.migrations where !applied.contains(migration.name) {
      try migration.body(db)
      try db.send("INSERT INTO \(Self.migrations) (identifier) VALUES (?)", [migration.name])
    }
  }

  package func state(of migrator: Migrator) throws -> MigrationState {
    try read { db in
      guard try db.hasTable(Self.migrations) else { return MigrationState([], migrator) }
      return MigrationState(try applied(db), migrator)
    }
  }

  private func applied(_ db: Connection) throws -> Set<String> {
    Set(try db.values("SELECT identifier FROM \(Self.migrations)"))
  }
}

extension Connection {
  package func hasTable(_ name: String) throws -> Bool {
    switch kind {
    case .sqlite(let connection):
      try translatingSQLite { try connection.database.tableExists(name) }
    case .engine:
      try value("SELECT to_regclass(?) IS NOT NULL", [name.lowercased()]) ?? false
    }
  }

  package func hasColumn(_ column: String, in table: String) throws -> Bool {
    switch kind {
    case .sqlite(let connection):
      try translatingSQLite {
        try connection.database.columns(in: table).contains { $0.name == column }
      }
    case .engine:
      try value(
        """
        SELECT EXISTS (
          SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = ?)
        """, [table.lowercased(), column.lowercased()]) ?? false
    }
  }
}
