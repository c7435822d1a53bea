#if Postgres
  internal import Storage

  /// The settings of the database server that the store's promises depend on, read back for every
  /// new connection: a database that cannot keep them is not used.
  enum ServerSettings {
    private struct Setting {
      let name: String
      let refused: Set<String>
      /// What fails with such a value.
      let promise: String
    }

    private static let settings = [
      Setting(name: "fsync", refused: ["off"], promise: "a commit is on the disk when it returns"),
      Setting(
        name: "full_page_writes", refused: ["off"],
        promise: "a power cut leaves no page half written"),
      // `local` does not wait for a standby, so a failover could lose what was acknowledged.
      Setting(
        name: "synchronous_commit", refused: ["off", "local"],
        promise: "a commit is on the disk, and on the standby if there is one, when it returns"),
    ]

    /// Older servers are not tested.
    private static let versionMin = 150_000

    static func check(_ connection: PostgresConnection) throws {
      let names = settings.map(\.name) + ["server_encoding", "server_version_num"]
      let columns = names.map { "current_setting('\($0)') AS \($0)" }.joined(separator: ", ")
      guard let row = try connection.rows("SELECT \(columns)", []).first else {
        throw SQLState.connectionLost.error
      }
      for setting in settings {
        let found: String = try row[setting.name]
        guard !setting.refused.contains(found) else {
          throw refusal(
            "\(setting.name) is \(found), but it must not be, so that \(setting.promise)")
        }
      }
      let encoding: String = try row["server_encoding"]
      guard encoding == "UTF8" else {
        throw refusal("the database's encoding is \(encoding), and must be UTF8")
      }
      let version = Int(try row["server_version_num"] as String) ?? 0
      guard version >= versionMin else { throw refusal("PostgreSQL must be version 15 or later") }
    }

    private static func refusal(_ reason: String) -> StorageError {
      StorageError(.inaccessible, message: "the database is not used: \(reason)", code: "55000")
    }
  }
#endif
