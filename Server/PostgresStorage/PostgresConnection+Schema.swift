#if Postgres
  internal import Storage

  extension PostgresConnection {
    /// Runs the body of a transaction.
    ///
    /// - Throws: what the body throws; but where the database broke the transaction off, that,
    ///   however the body translated it: it decides whether the transaction is run again.
    func running<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
      do {
        return try body(self)
      } catch {
        if let failure, failure.state.isTransient { throw failure }
        throw error
      }
    }

    /// The cluster, its timeline, the database and the schema.
    func instance() throws -> String {
      if let known = instances[schema] { return known }
      let row = try rows(
        """
        SELECT system_identifier::text || '/' ||
          substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) || '/' ||
          (SELECT oid FROM pg_database WHERE datname = current_database())::text || '/' ||
          coalesce(to_regnamespace(?)::oid::text, '') AS mark
        FROM pg_control_system()
        """, [.text(schema)]
      ).first
      guard let mark = try row?["mark"] as String? else { throw SQLState.connectionLost.error }
      instances[schema] = mark
      return mark
    }

    func refuseOtherSchema(than known: Int) throws {
      // Not prepared: PostgreSQL looks its name up in the schema of this transaction.
      guard let place = instances[schema]?.split(separator: "/").last.flatMap({ Int64($0) }) else {
        return
      }
      try command("SELECT refuseOther(\(known), \(place))")
    }

    func continueNumbers(of column: String, in table: String) throws {
      _ = try rows(
        """
        SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max(\(column)), 0) + 1, false)
        FROM \(table)
        """, [.text(table.lowercased()), .text(column.lowercased())])
    }
  }
#endif
