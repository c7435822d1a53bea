internal import IRMER
package import RecordStore
internal import Storage

// What pages show of all records, read from the counts that are kept with the rows.

extension RecordStore {
  /// The answers to some questions at one moment. What is read grows with the sites, months and
  /// values that differ, not with the records.
  package func keptCounts(_ questions: [CountQuestion]) throws(StoreError) -> [[KeptCount]] {
    try read { try Self.keptCounts(questions, $0) }
  }

  /// The answer to one question.
  package func keptCounts(_ question: CountQuestion) throws(StoreError) -> [KeptCount] {
    try keptCounts([question])[0]
  }

  static func keptCounts(_ questions: [CountQuestion], _ db: Connection) throws -> [[KeptCount]] {
    try db.rows(questions.map(\.query)).map { try $0.compactMap(KeptCount.init) }
  }

  /// The day of discovery of the first incident; withdrawn ones do not count.
  package func firstDayOfDiscovery() throws(StoreError) -> String? {
    try read { try $0.value(Self.firstDay.sql, as: String.self) }
  }

  static let firstDay = Query(
    """
    SELECT min(discoveredOn) FROM incident
    WHERE discoveredOn IS NOT NULL AND status <> 'void'
    """)

  /// The day of discovery of the latest incident of each site that has one; withdrawn ones do not
  /// count.
  package func latestDaysOfDiscovery(at sites: [String]) throws(StoreError) -> [String: String] {
    try read { db in
      let found = try db.rows(
        """
        SELECT max(discoveredOn) FROM incident
        WHERE site = ? AND discoveredOn IS NOT NULL AND status <> 'void'
        """, each: sites.map { [$0] })
      var latest: [String: String] = [:]
      for (site, rows) in zip(sites, found) {
        if let row = rows.first, !row.isNull(0) { latest[site] = try row.text(0) }
      }
      return latest
    }
  }

  /// The days of discovery of the notifiable incidents, in order; withdrawn ones are left out.
  package func notifiableDays(at site: String?) throws(StoreError) -> [String] {
    try read { db in
      try db.values(
        """
        SELECT discoveredOn FROM incident
        WHERE outcome = 'notifiable' AND discoveredOn IS NOT NULL AND status <> 'void'
          AND (CAST(? AS TEXT) IS NULL OR site = ?)
        ORDER BY discoveredOn
        """, [site, site], as: String.self)
    }
  }
}

extension CountQuestion {
  var query: Query {
    Query(
      """
      SELECT subject, CASE WHEN CAST(? AS BIGINT) = 1 THEN month ELSE '' END AS inMonth,
        CASE WHEN CAST(? AS BIGINT) = 1 THEN site ELSE '' END AS atSite, value,
        CAST(sum(number) AS BIGINT)
      FROM keptCount
      WHERE subject IN (SELECT value FROM json_each(?)) AND month >= ? AND month <= ?
      GROUP BY 1, 2, 3, 4
      """,
      [
        isByMonth ? 1 : 0, isBySite ? 1 : 0, JSONValue(subjects.map(\.rawValue)).serialized(),
        months.lowerBound, months.upperBound,
      ])
  }
}

extension KeptCount {
  fileprivate init?(_ row: Row) throws {
    // Read as a count: one that is negative, or so large that sums overflow, is damage.
    let number: UInt64 = try row[4]
    guard let subject = CountSubject(rawValue: try row.text(0)), number != 0 else { return nil }
    try self.init(
      subject: subject, month: row.text(1), site: row.text(2), value: row.text(3),
      number: Int(number))
  }
}
