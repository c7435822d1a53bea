#if Postgres
  internal import CLibpq
  internal import Storage

  extension PostgresConnection: EngineConnection {
    func rows(_ queries: [Query]) throws -> [Rows] {
      guard !queries.isEmpty else { return [] }
      for query in queries { try read(query) }
      return try wait().suffix(queries.count).map(\.rows)
    }

    func send(_ sql: String, _ values: [ColumnValue]) throws {
      try returnToSavepoint(sql)
      try gather(sql, values)
      if sent.count >= Self.unansweredMax { try wait() }
    }

    func run(
      _ sql: String, _ values: [ColumnValue], after queries: [Query]
    ) throws -> (changes: Int, rows: [Rows]) {
      try returnToSavepoint(sql)
      for query in queries { try read(query) }
      try read(Query(sql, columnValues: values))
      let answers = try wait()
      return (answers.last?.changes ?? 0, answers.suffix(queries.count + 1).dropLast().map(\.rows))
    }

    func script(_ sql: String) throws {
      for statement in PostgresSchema.statements(sql) {
        try returnToSavepoint(statement)
        try command(statement)
      }
      // They may read tables that were changed.
      try forgetStatements()
      try wait()
    }

    private func read(_ query: Query) throws(StorageError) {
      try send(query.sql, query.values, query.values.map(TypeID.of), as: .read)
    }

    /// Sends a row, or keeps it for those that follow it.
    private func gather(_ sql: String, _ values: [ColumnValue]) throws(StorageError) {
      try check()
      if try gathering.add(sql, values) { return }
      try sendGathered()
      if try gathering.begin(sql, values) { return }
      try send(sql, values, values.map(TypeID.of), as: .statement)
    }

    /// `ROLLBACK TO` is the one statement that is possible after an error. Rows that wait came after the
    /// savepoint, because that was sent with all before it.
    private func returnToSavepoint(_ sql: String) throws(StorageError) {
      if sql.hasPrefix("ROLLBACK TO") { gathering.drop() }
      guard failure != nil || !sent.isEmpty, !isBroken, sql.hasPrefix("ROLLBACK TO") else { return }
      _ = try? wait()
      failure = nil
    }
  }
#endif
