package import IRMER
package import Records
internal import Storage

// What is counted by asking the tables, without reading a record.

extension RecordStore {
  /// How many incidents should be reported to a body; withdrawn ones do not count.
  package func incidentCount(routedTo body: ReportingBody) throws(StoreError) -> Int {
    try read { db in
      try db.value(
        """
        SELECT count(*) FROM route JOIN incident USING (ownerRow)
        WHERE body = ? AND status <> 'void'
        """, [body.rawValue], as: Int.self) ?? 0
    }
  }

  /// How many notifications have each code, the most frequent first.
  package func notifiedCodes() throws(StoreError) -> [(code: String, count: Int)] {
    try read { db in
      try db.rows(
        """
        SELECT code, count(*) AS number FROM code JOIN notification USING (ownerRow)
        GROUP BY code ORDER BY number DESC, code
        """
      ).map { (code: $0["code"], count: $0["number"]) }
    }
  }

  /// The codes of each incident, those with a letter left out, by the name that lists give it.
  package func codesByIncident() throws(StoreError) -> [String: [String]] {
    try read { db in
      let shared = try Self.sharedIdentifiers(db)
      var codes: [String: [String]] = [:]
      try db.forEach(
        """
        SELECT id, site, code FROM code JOIN incident USING (ownerRow)
        WHERE isComplementary = 0 ORDER BY ownerRow, code
        """
      ) { row in
        let (id, site) = (row["id"] as String, row["site"] as String)
        codes[shared.contains(id) ? "\(site):\(id)" : id, default: []].append(row["code"])
      }
      return codes
    }
  }

  /// Every row of every table at one moment, a table after the other, in the order of its records.
  ///
  /// - Parameter body: is given `ownerRow` first, and then the cells as the table holds them.
  package func forEachRow(
    _ body: (TableDescription, [Cell]) throws -> Void
  ) throws(StoreError) {
    try read { db in
      for table in ReadModel.tables {
        let key = (["ownerRow"] + table.naming.key).joined(separator: ", ")
        try db.forEach("SELECT \(table.columnNames) FROM \(table.name) ORDER BY \(key)") { row in
          try body(table, (0...table.columns.count).map { Cell(row.value(at: $0)) })
        }
      }
    }
  }
}
