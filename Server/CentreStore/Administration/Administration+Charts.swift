package import RecordStore
internal import Storage

extension Administration {
  /// From which month the limits of a chart begin anew; kept at the centre alone.
  package struct ChartRebasing: Hashable, Sendable {
    package let series: String
    package let site: String?
    package let month: String
    package let why: String
    package let by: String

    package init(series: String, site: String?, month: String, why: String, by: String) {
      (self.series, self.site, self.month) = (series, site, month)
      (self.why, self.by) = (why, by)
    }
  }

  static let everyRebasing = Query("SELECT * FROM chartRebasing ORDER BY series, site, month")

  package func chartRebasings() throws(StoreError) -> [ChartRebasing] {
    try store.read { db in
      try db.rows(Self.everyRebasing.sql).map {
        let site = try $0["site"] as String
        return try ChartRebasing(
          series: $0["series"], site: site.isEmpty ? nil : site, month: $0["month"],
          why: $0["why"], by: $0["author"])
      }
    }
  }

  /// Writes one, in place of an earlier one of that month; one without a reason is taken away.
  package func put(_ rebasing: ChartRebasing, at now: Int64) throws(StoreError) {
    try store.write { db in
      try db.send(
        "DELETE FROM chartRebasing WHERE series = ? AND site = ? AND month = ?",
        [rebasing.series, rebasing.site ?? "", rebasing.month])
      guard !rebasing.why.isEmpty else { return }
      try db.send(
        """
        INSERT INTO chartRebasing (series, site, month, why, author, at) VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          rebasing.series, rebasing.site ?? "", rebasing.month, rebasing.why, rebasing.by, now,
        ])
    }
  }
}
