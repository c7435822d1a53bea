internal import Storage

extension Schema {
  /// What the exchange remembers from one attempt to the next.
  static func registerExchange(_ migrator: inout Migrator) {
    migrator.register("0026 batch size") { db in
      try db.script("ALTER TABLE syncState ADD COLUMN batchBytes INTEGER")
    }
  }
}
