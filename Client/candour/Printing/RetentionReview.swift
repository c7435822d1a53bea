import SiteClient

/// A closed record whose retention period, by the procedures, has ended.
struct RetentionReview {
  let record: String
  let title: String
  let until: CalendarDate

  /// Those whose period ends by a day. Only records old enough are read.
  static func records(
    _ client: SiteClient, by limit: CalendarDate
  ) async throws -> [RetentionReview] {
    let rule = RetentionRule(try await client.records(.procedure))
    var reviews: [RetentionReview] = []
    if let years = rule.incidentYears {
      var search = IncidentSearch()
      search.to = limit
      try client.forEachIncident(matching: search, on: client.today) {
        listed, snapshot throws(SiteError) in
        guard !listed.incident.isOpen,
          let day = listed.incident.discoveredOn.flatMap({ CalendarDate($0) }),
          day.adding(years: years) <= limit
        else { return }
        reviews += [review(of: try snapshot(), rule)].compactMap(\.self)
      }
    }
    if rule.auditYears != nil {
      reviews += try await client.records(.audit).compactMap { review(of: $0, rule) }
    }
    return reviews.filter { $0.until <= limit }
  }

  private static func review(
    of snapshot: RecordSnapshot, _ rule: RetentionRule
  ) -> RetentionReview? {
    rule.keptUntil(snapshot).map {
      RetentionReview(
        record: snapshot.reference ?? "\(snapshot.id)",
        title: snapshot.text("title") ?? snapshot.text("modality") ?? "", until: $0)
    }
  }
}
