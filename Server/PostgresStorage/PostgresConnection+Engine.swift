#if Postgres
  internal import CLibpq
  internal import Storage

  extension PostgresConnection: EngineConnection {
    func rows(_ queries: [Query]) throws -> [Rows] {
      let sent = try read(queries)
      return try queries.isEmpty ? [] : found(queries.count, in: wait().suffix(sent.count), sent)
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
      let sent = try read(queries)
      try send(sql, values, values.map(TypeID.of), as: .read)
      let answers = try wait()
      let found = try found(queries.count, in: answers.suffix(sent.count + 1).dropLast(), sent)
      return (answers.last?.changes ?? 0, found)
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

    /// - Returns: what was sent.
    private func read(_ queries: [Query]) throws(StorageError) -> [GatheredQueries] {
      let sent = try GatheredQueries.of(queries)
      for query in sent { try send(query.sql, query.values, query.kinds, as: .read) }
      return sent
    }

    /// - Returns: the rows of each query, from the answers to what was sent.
    private func found(
      _ count: Int, in answers: ArraySlice<Answer>, _ sent: [GatheredQueries]
    ) throws -> [Rows] {
      var found = [Rows?](repeating: nil, count: count)
      for (query, answer) in zip(sent, answers) { try query.share(answer.rows, among: &found) }
      return found.compactMap(\.self)
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
