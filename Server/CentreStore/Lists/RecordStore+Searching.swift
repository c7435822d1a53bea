internal import Foundation
package import RecordStore
internal import Records
internal import Replication
internal import Storage

extension RecordStore {
  /// How many records one write prepares for searching.
  package static let textsPerWrite = 500

  /// Prepares some more records for searching: those that arrived or changed since.
  ///
  /// - Returns: whether all of them are prepared.
  package func completeTexts() throws(StoreError) -> Bool {
    let pending = try read { try Self.pendingTexts($0) }
    guard !pending.isEmpty else { return true }
    try write { db in
      for row in try Self.pendingTexts(db) {
        let record = try StoredRecord(row, db)
        try db.send(
          """
          INSERT INTO recordText (ownerRow, text) VALUES (?, ?)
          ON CONFLICT (ownerRow) DO UPDATE SET text = excluded.text
          """,
          [row["id"] as Int64, Self.text(of: record)])
      }
    }
    return pending.count < Self.textsPerWrite
  }

  private static func pendingTexts(_ db: Connection) throws -> Rows {
    try db.rows(
      """
      SELECT \(StoredRecord.columns) FROM record
      WHERE NOT EXISTS (SELECT 1 FROM recordText WHERE ownerRow = record.id)
      ORDER BY id LIMIT ?
      """, [textsPerWrite])
  }

  /// All text of a record, in lower case, a line for each value.
  private static func text(of record: StoredRecord) -> String {
    ([record.scope.code, "\(record.id)"] + record.state.live.compactMap { $0.value?.text })
      .joined(separator: "\n").lowercased()
  }

  /// Records that contain every one of some words, in either case; the latest change first.
  ///
  /// - Returns: one page, and how many there are.
  package func search(
    _ words: [String], offset: Int, limit: Int
  ) throws(StoreError) -> (found: [StoredRecord], total: Int) {
    let condition = words.map { _ in "instr(text, ?) > 0" }.joined(separator: " AND ")
    let values = words.map { $0.lowercased().columnValue }
    return try read { db in
      // Every text is looked through once: what was found is counted and ordered without it.
      let found = try db.values(
        """
        WITH found (ownerRow) AS MATERIALIZED (
          SELECT recordText.ownerRow FROM recordText WHERE \(condition)
        )
        SELECT found.ownerRow FROM found
        LEFT JOIN recordChange ON recordChange.ownerRow = found.ownerRow
        ORDER BY coalesce(recordChange.change, 0) DESC, found.ownerRow DESC
        """, values, as: Int64.self)
      let page = found.dropFirst(offset).prefix(limit)
      let rows = try db.rows(
        """
        SELECT \(StoredRecord.columns) FROM record
        WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
        """, [CountTable.list(page)])
      var records: [Int64: StoredRecord] = [:]
      for (row, record) in zip(rows, try StoredRecord.all(rows, db)) {
        try records[row["id"]] = record
      }
      return (page.compactMap { records[$0] }, found.count)
    }
  }
}

extension RecordStore {
  /// The UUIDs of the audits that contain every one of some words, in either case.
  package func names(holding words: [String]) throws(StoreError) -> Set<String> {
    let condition = words.map { _ in "instr(text, ?) > 0" }.joined(separator: " AND ")
    return try read { db in
      let rows = try db.values(
        """
        SELECT uuid FROM record JOIN recordText ON ownerRow = record.id
        WHERE kind = 'audit' AND kind <> 'incident' AND \(condition)
        """, words.map { $0.lowercased() }, as: [UInt8].self)
      return Set(rows.compactMap { RecordID(bytes: $0)?.description })
    }
  }
}
