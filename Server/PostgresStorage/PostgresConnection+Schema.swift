#if Postgres
  internal import Storage

  extension PostgresConnection {
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

    func continueNumbers(of column: String, in table: String) throws {
      _ = try rows(
        """
        SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max(\(column)), 0) + 1, false)
        FROM \(table)
        """, [.text(table.lowercased()), .text(column.lowercased())])
    }
  }
#endif
