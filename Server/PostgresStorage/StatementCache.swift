#if Postgres
  internal import CLibpq

  /// The statements that a connection has prepared.
  ///
  /// A statement is prepared for the kinds of the values that it is given. The kind of a NULL is
  /// open: `INSERT … VALUES (?)` with NULL and then with a number uses two, and never more than one
  /// more for each of its parameters.
  struct StatementCache {
    struct Statement {
      let name: String
      let kinds: [Oid]
    }

    /// Lists can be asked for in many combinations: beyond this many texts a connection starts
    /// again.
    static let textsMax = 512

    private var statements: [String: [Statement]] = [:]
    private var texts: [String: String] = [:]
    private var last = 0

    var isFull: Bool { statements.count >= Self.textsMax }

    func statement(for sql: String, _ kinds: [Oid]) -> Statement? {
      statements[sql]?.first { statement in
        zip(statement.kinds, kinds).allSatisfy { $1 == TypeID.unknown || $0 == $1 }
      }
    }

    /// Names a statement to prepare. A name is never used twice: an earlier one may exist on the
    /// server although its answer did not arrive.
    mutating func add(_ sql: String, _ kinds: [Oid]) -> Statement {
      last += 1
      let earlier = statements[sql]?.last?.kinds ?? kinds
      let merged = zip(kinds, earlier).map { $0 == TypeID.unknown ? $1 : $0 }
      let statement = Statement(name: "s\(last)", kinds: merged)
      statements[sql, default: []].append(statement)
      texts[statement.name] = sql
      return statement
    }

    /// Forgets a statement that the server did not prepare.
    mutating func forget(_ name: String) {
      guard let sql = texts.removeValue(forKey: name) else { return }
      statements[sql]?.removeAll { $0.name == name }
      if statements[sql]?.isEmpty == true { statements[sql] = nil }
    }

    mutating func removeAll() {
      statements.removeAll()
      texts.removeAll()
    }
  }
#endif
