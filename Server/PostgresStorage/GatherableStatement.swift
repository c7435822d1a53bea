#if Postgres
  /// A statement that writes one row, in the form that writes several of them at once.
  ///
  ///     INSERT INTO t (a, b) VALUES (?, ?) rest  →  INSERT INTO t (a, b)
  ///                                                 SELECT c1, c2 FROM unnest($1, $2) AS given (c1, c2) rest
  ///     UPDATE t SET a = ? WHERE b = ?           →  UPDATE t SET a = given.c1
  ///                                                 FROM unnest($1, $2) AS given (c1, c2) WHERE t.b = given.c2
  ///     DELETE FROM t WHERE a = ?                →  DELETE FROM t WHERE a = ANY ($1)
  ///
  /// PostgreSQL reads a table's checks and opens its indexes for each statement, not for each row: that
  /// was half of what a row cost.
  struct GatherableStatement: Sendable {
    private enum Form: Sendable {
      /// Before `VALUES` and after it.
      case insertion(head: String, rest: String)
      case change(table: String, columns: [String])
      case removal(head: String)
    }

    private let form: Form
    /// Values of a row.
    let count: Int
    /// Places of the values by which a row replaces another one. Two rows with the same must not come in
    /// one statement; `nil` where that does not matter.
    let key: [Int]?

    /// - Returns: `nil` for a statement of another shape.
    init?(_ sql: String) {
      // Of each statement, one pattern is tried: they are slow.
      let verb = sql.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
      if verb == "DELETE" {
        guard let match = sql.wholeMatch(of: /\s*(DELETE FROM \w+ WHERE \w+) = \?\s*/) else {
          return nil
        }
        form = .removal(head: String(match.1))
        (count, key) = (1, nil)
        return
      }
      if verb == "UPDATE" {
        guard let change = Self.change(sql), case .change(_, let columns) = change else {
          return nil
        }
        form = change
        (count, key) = (columns.count, [columns.count - 1])
        return
      }
      let insertion = /\s*(INSERT INTO \w+\s*\(([\w\s,]+)\))\s*VALUES\s*\(([?\s,]+)\)(.*)/
        .dotMatchesNewlines()
      guard verb == "INSERT", let match = sql.wholeMatch(of: insertion) else { return nil }
      let columns = Self.words(match.2)
      let rest = String(match.4)
      // A query in it would not see the rows of its own statement.
      guard match.3.count(where: { $0 == "?" }) == columns.count,
        !rest.contains("?"), !rest.contains("SELECT"), !rest.contains("RETURNING")
      else { return nil }
      form = .insertion(head: String(match.1), rest: rest)
      count = columns.count
      guard rest.contains("DO UPDATE") else {
        key = nil
        return
      }
      guard let target = rest.firstMatch(of: /ON CONFLICT\s*\(([\w\s,]+)\)/) else { return nil }
      let places = Self.words(target.1).map(columns.firstIndex)
      guard !places.contains(nil) else { return nil }
      key = places.compactMap(\.self)
    }

    /// A change of the rows that one column names, which is not changed itself.
    private static func change(_ sql: String) -> Form? {
      let shape = /\s*UPDATE (\w+) SET (\w+ = \?(?:,\s*\w+ = \?)*)\s+WHERE (\w+) = \?\s*/
      guard let match = sql.wholeMatch(of: shape) else { return nil }
      let set = words(match.2).filter { $0 != "=" && $0 != "?" }.map(String.init)
      let name = String(match.3)
      return set.contains(name) ? nil : .change(table: String(match.1), columns: set + [name])
    }

    private static func words(_ list: Substring) -> [Substring] {
      list.split { $0 == "," || $0.isWhitespace }
    }

    /// The statement for several rows.
    ///
    /// - Parameter isKnown: of each value, whether there is an array of it. One that is NULL in every row has
    ///   no type that is known.
    func text(isKnown: [Bool]) -> String {
      switch form {
      case .removal(let head): return "\(head) = ANY ($1)"
      case .insertion(let head, let rest):
        return
          "\(head) SELECT \(names(isKnown).joined(separator: ", ")) FROM \(given(isKnown)) \(rest)"
      case .change(let table, let columns):
        let changes = zip(columns, names(isKnown)).map { "\($0) = \($1)" }
        return "UPDATE \(table) SET \(changes.dropLast().joined(separator: ", ")) "
          + "FROM \(given(isKnown)) WHERE \(table).\(changes[changes.count - 1])"
      }
    }

    private func names(_ isKnown: [Bool]) -> [String] {
      isKnown.indices.map { isKnown[$0] ? "given.c\($0)" : "NULL" }
    }

    /// The arrays as a table.
    private func given(_ isKnown: [Bool]) -> String {
      let names = isKnown.indices.filter { isKnown[$0] }.map { "c\($0)" }
      let places = names.indices.map { "$\($0 + 1)" }
      return "unnest(\(places.joined(separator: ", "))) AS given (\(names.joined(separator: ", ")))"
    }
  }
#endif
