#if Postgres
  internal import CLibpq
  internal import Storage

  /// Gathers rows that are sent one after the other with the same statement, until something else is
  /// sent.
  struct RowGathering {
    /// What is to be sent.
    struct Statement {
      let sql: String
      let values: [ColumnValue]
      let kinds: [Oid]
    }

    /// What is known of a statement.
    private struct Known {
      let statement: GatherableStatement?
      /// Of each value, in any row so far: so that a text is prepared seldom.
      var kinds: [ArrayKind?] = []
      var text: String?
    }

    private static let statements = TextCache<GatherableStatement?>()

    private var rows: GatheredRows?
    private var known: [String: Known] = [:]

    /// Adds a row to those that wait.
    ///
    /// - Returns: `false` where it cannot be in their statement: they have to be sent first.
    mutating func add(_ sql: String, _ values: [ColumnValue]) throws(StorageError) -> Bool {
      guard rows?.sql == sql else { return false }
      return try rows?.add(values) ?? false
    }

    /// Begins with a first row, where none waits.
    ///
    /// - Returns: whether its statement can be gathered.
    mutating func begin(_ sql: String, _ values: [ColumnValue]) throws(StorageError) -> Bool {
      guard let statement = statement(sql) else { return false }
      var first = GatheredRows(sql, statement)
      guard try first.add(values) else { return false }
      rows = first
      return true
    }

    private mutating func statement(_ sql: String) -> GatherableStatement? {
      if let known = known[sql] { return known.statement }
      if known.count >= StatementCache.textsMax { known = [:] }
      let statement = Self.statements.value(sql) { GatherableStatement($0) }
      known[sql] = Known(
        statement: statement, kinds: Array(repeating: nil, count: statement?.count ?? 0))
      return statement
    }

    /// The statement of the rows that wait, which wait no longer; `nil` where there are none.
    mutating func take() -> Statement? {
      guard let gathered = rows else { return nil }
      rows = nil
      guard gathered.rows.count > 1 else {
        let first = gathered.first
        return Statement(sql: gathered.sql, values: first, kinds: first.map(TypeID.of))
      }
      let (text, kinds) = text(of: gathered)
      return Statement(
        sql: text, values: gathered.rows.arrays(kinds), kinds: kinds.compactMap { $0?.array })
    }

    private mutating func text(of rows: GatheredRows) -> (String, [ArrayKind?]) {
      let earlier = known[rows.sql]?.kinds ?? rows.rows.kinds
      let kinds = zip(rows.rows.kinds, earlier).map { $0 ?? $1 }
      if kinds == earlier, let text = known[rows.sql]?.text { return (text, kinds) }
      let text = rows.statement.text(isKnown: kinds.map { $0 != nil })
      known[rows.sql]?.kinds = kinds
      known[rows.sql]?.text = text
      return (text, kinds)
    }

    /// Drops the rows that wait.
    mutating func drop() { rows = nil }
  }
#endif
