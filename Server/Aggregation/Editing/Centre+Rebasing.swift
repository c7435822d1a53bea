internal import CentreStore
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication

extension CentreReading {
  package func rebasings() throws -> [Rebasing] {
    try centre.administration.chartRebasings().map {
      Rebasing(series: $0.series, site: $0.site, month: $0.month, why: $0.why, by: $0.by)
    }
  }
}

extension Centre {
  package func rebasings() async throws -> [Rebasing] {
    try await together([]) { try $0.rebasings() }
  }

  /// Lets the limits of a series begin anew, or with an empty reason no longer.
  ///
  /// - Throws: ``EditRefusal`` for a month that the chart does not have.
  package func rebase(_ rebasing: Rebasing, by principal: Principal) async throws {
    let series = try await trendSeries().first {
      $0.name == rebasing.series && $0.site == rebasing.site
    }
    guard let series, series.months.dropFirst().contains(where: { "\($0)" == rebasing.month })
    else {
      throw EditRefusal.invalid(
        ValidationError(
          "unknown-month", "The chart has no such month after its first.", field: "month"))
    }
    try Self.checkReason(rebasing.why)
    let row = Administration.ChartRebasing(
      series: rebasing.series, site: rebasing.site, month: rebasing.month, why: rebasing.why,
      by: principal.author)
    let now = now()
    try await writing { try $0.administration.put(row, at: now) }
    note(
      principal, rebasing.why.isEmpty ? "took limits back" : "let limits begin anew",
      "\(rebasing.series) \(rebasing.site ?? trust.code) \(rebasing.month)")
  }
}
