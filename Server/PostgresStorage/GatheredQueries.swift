#if Postgres
  internal import CLibpq
  internal import Storage

  /// Queries that are asked together, as they travel: those of one text as one query over an array for each
  /// of their values.
  ///
  ///     SELECT a FROM t WHERE b = ?  →  SELECT given.place, found.*
  ///                                     FROM unnest($1) WITH ORDINALITY AS given (c0, place),
  ///                                       LATERAL (SELECT a FROM t WHERE b = given.c0 OFFSET 0) AS found
  ///
  /// `OFFSET 0` keeps the query whole: it is run for each of them as it would be alone, by its index.
  struct GatheredQueries {
    /// Fewer of one text travel one by one.
    private static let fewestTogether = 8

    private static let texts = TextCache<String?>()

    /// Where the answers go.
    private let places: [Int]
    private let isOne: Bool
    let sql: String
    let values: [ColumnValue]
    let kinds: [Oid]

    private init(_ query: Query, at place: Int) {
      (places, isOne) = ([place], true)
      (sql, values, kinds) = (query.sql, query.values, query.values.map(TypeID.of))
    }

    /// - Returns: `nil` where their text or their values have to be sent one by one.
    private init?(_ queries: [Query], at places: [Int]) throws(StorageError) {
      guard let first = queries.first,
        let text = Self.texts.value(first.sql, { Self.text($0, first.values.count) })
      else { return nil }
      var rows = ArrayedRows(first.values.count)
      for query in queries {
        guard try rows.fits(query.values) else { return nil }
        rows.add(query.values)
      }
      guard !rows.kinds.contains(nil) else { return nil }
      (self.places, isOne, sql) = (places, false, text)
      (values, kinds) = (rows.arrays(rows.kinds), rows.kinds.compactMap { $0?.array })
    }

    /// The queries in the order in which they are sent.
    static func of(_ queries: [Query]) throws(StorageError) -> [GatheredQueries] {
      guard queries.count >= fewestTogether else {
        return queries.enumerated().map { GatheredQueries($1, at: $0) }
      }
      var alike: [String: [Int]] = [:]
      var order: [String] = []
      for (place, query) in queries.enumerated() {
        if alike[query.sql]?.append(place) == nil {
          alike[query.sql] = [place]
          order.append(query.sql)
        }
      }
      var sent: [GatheredQueries] = []
      for sql in order {
        var places = (alike[sql] ?? [])[...]
        while !places.isEmpty {
          let part = Array(places.prefix(ArrayedRows.rowsMax))
          places = places.dropFirst(part.count)
          if part.count >= fewestTogether,
            let together = try GatheredQueries(part.map { queries[$0] }, at: part)
          {
            sent.append(together)
          } else {
            sent += part.map { GatheredQueries(queries[$0], at: $0) }
          }
        }
      }
      return sent
    }

    /// Puts the rows of an answer where they belong.
    func share(_ answer: Rows, among found: inout [Rows?]) throws {
      guard !isOne else {
        found[places[0]] = answer
        return
      }
      let columns = ColumnNames(Array(answer.columns.names.dropFirst()))
      var rows = [[[ColumnValue]]](repeating: [], count: places.count)
      for row in answer {
        rows[Int(try row.integer(0)) - 1].append(Array(row.values.dropFirst()))
      }
      for (place, rows) in zip(places, rows) { found[place] = Rows(columns, rows) }
    }

    /// The query for several, unless it changes something or has an end of its own.
    private static func text(_ sql: String, _ count: Int) -> String? {
      let reading = sql.drop(while: \.isWhitespace)
      guard reading.hasPrefix("SELECT"), count > 0, Placeholders.count(in: sql) == count,
        ![" FOR ", "OFFSET", "given", "setval", "pg_advisory"].contains(where: sql.contains)
      else { return nil }
      let names = (0..<count).map { "c\($0)" }.joined(separator: ", ")
      let arrays = (1...count).map { "$\($0)" }.joined(separator: ", ")
      let each = Placeholders.replaced(in: sql) { "given.c\($0 - 1)" }
      return """
        SELECT given.place, found.* FROM unnest(\(arrays)) WITH ORDINALITY AS given (\(names), place),
        LATERAL (\(each)
        OFFSET 0) AS found
        """
    }
  }
#endif
