#if Postgres
  internal import CLibpq
  internal import Storage

  /// What PostgreSQL said about a statement: five characters that name the kind of failure.
  ///
  /// Messages of the server quote values (`Key (email)=(…) already exists`), so none is kept: only
  /// the code and the names of table, column and constraint.
  struct SQLState: Hashable, Sendable {
    let code: String
    /// Names of the schema that the server gave with the error.
    var place = ""

    init(_ code: String, place: String = "") { (self.code, self.place) = (code, place) }

    init(_ result: OpaquePointer) {
      code = candour_sqlstate(result).map { String(cString: $0) } ?? Self.connectionLost.code
      let names = [
        ("table", candour_table(result)), ("column", candour_column(result)),
        ("constraint", candour_constraint(result)),
      ]
      place = names.compactMap { name, value in value.map { "\(name) \(String(cString: $0))" } }
        .joined(separator: ", ")
    }

    /// Of the client's own: the connection ended without a word from the server.
    static let connectionLost = SQLState("08006")
    /// Of the client's own: `COMMIT` was answered with something other than success.
    static let commitUnknown = SQLState("08007")

    private static let lacksRight = "42501"

    /// Whether the same transaction may succeed at once in another attempt, given that its commit
    /// was not sent: lost connections, serialisation failures and deadlocks, and a server that is
    /// going down or is no longer the one that writes (25006, from a leader just demoted).
    ///
    /// Not 55P03: whoever meets it has already waited for the whole of the time that is allowed.
    var isTransient: Bool {
      switch code {
      // 0A000: another server changed the schema, and prepared statements no longer fit.
      case "40001", "40P01", "25006", "0A000", PostgresSchema.putBack: true
      // The number of values does not fit the statement: it never will.
      case "08P01": false
      default: code.hasPrefix("08") || code.hasPrefix("57P0")
      }
    }

    /// Whether PostgreSQL answers so to a `COMMIT` that it rolled back, and never afterwards.
    var saysRolledBack: Bool { code.hasPrefix("23") || code.hasPrefix("40") }

    var kind: StorageError.Kind {
      switch code {
      case Self.commitUnknown.code: .uncertain
      case PostgresSchema.superseded: .superseded
      case "53100": .full
      case "55P03", "40001", "40P01", "57014": .busy
      case "XX001", "XX002", "08P01": .damaged
      // A server that takes no writes: a leader just demoted, or a standby before it is promoted.
      case "25006": .unreachable
      // A right that the role lacks: the store is as it was.
      case Self.lacksRight: .inaccessible
      default:
        switch code.prefix(2) {
        case "22", "23", "42": .damaged
        case "08": .unreachable
        default: code.hasPrefix("57P0") ? .unreachable : .inaccessible
        }
      }
    }

    var error: StorageError {
      let answer = "PostgreSQL answered \(code)\(place.isEmpty ? "" : " (\(place))")"
      return StorageError(
        kind,
        message: code == Self.lacksRight
          ? "the role of the database lacks a right that this needs: \(answer)" : answer,
        code: code)
    }
  }

  extension StorageError {
    var state: SQLState { SQLState(code) }

    static let uncertainCommit = StorageError(
      .uncertain,
      message: "the database did not confirm the commit: the change may be stored or not",
      code: SQLState.commitUnknown.code)
  }
#endif
