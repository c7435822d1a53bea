#if Postgres
  /// A statement that writes one row, in the form that writes several of them at once.
  ///
  ///     INSERT INTO t (a, b) VALUES (?, ?) rest  →  INSERT INTO t (a, b)
  ///                                                 SELECT c1, c2 FROM unnest($1, $2) AS given (c1, c2) rest
  ///     DELETE FROM t WHERE a = ?                →  DELETE FROM t WHERE a = ANY ($1)
  ///
  /// PostgreSQL reads a table's checks and opens its indexes for each statement, not for each row: that
  /// was half of what a row cost.
  struct GatherableStatement: Sendable {
    private enum Form: Sendable {
      /// Before `VALUES` and after it.
      case insertion(head: String, rest: String)
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
      if let match = sql.wholeMatch(of: /\s*(DELETE FROM \w+ WHERE \w+) = \?\s*/) {
        form = .removal(head: String(match.1))
        (count, key) = (1, nil)
        return
      }
      let insertion = /\s*(INSERT INTO \w+\s*\(([\w\s,]+)\))\s*VALUES\s*\(([?\s,]+)\)(.*)/
        .dotMatchesNewlines()
      guard let match = sql.wholeMatch(of: insertion) else { return nil }
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
        let names = isKnown.indices.map { isKnown[$0] ? "c\($0)" : "NULL" }
        let arrays = isKnown.count { $0 }
        let places = (1...arrays).map { "$\($0)" }
        return "\(head) SELECT \(names.joined(separator: ", ")) FROM "
          + "unnest(\(places.joined(separator: ", "))) AS given "
          + "(\(names.filter { $0 != "NULL" }.joined(separator: ", "))) \(rest)"
      }
    }
  }
#endif
