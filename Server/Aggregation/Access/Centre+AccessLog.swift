internal import CentreStore
package import IRMER
internal import RecordStore
internal import Records
internal import Replication

extension Centre {
  /// Who read what, or did what.
  package struct ListedAccess: Hashable, Sendable {
    package let at: Int64
    /// A person's or token's identifier.
    package let who: String
    package let role: String
    package let action: String
    package let subject: String
    /// The reference of the record that it was about.
    package let reference: String?
  }

  /// Which accesses a page shows; `nil` admits all.
  package struct AccessQuery: Hashable, Sendable {
    /// A person's or token's identifier.
    package var who: String?
    /// A record's reference or identifier, or another subject as the log writes it.
    package var record: String?
    /// Days in London, both included.
    package var from: CalendarDate?
    package var to: CalendarDate?
    /// Only those before this position in the log.
    package var before: Int64?

    package init() {}
  }

  /// The latest accesses, newest first, and where the next page begins.
  package func accesses(
    _ query: AccessQuery, limit: Int
  ) async throws -> (rows: [ListedAccess], next: Int64?) {
    try await writeAccesses()
    return try await reading { centre in
      var filter = Administration.AccessFilter()
      filter.who = query.who
      filter.subject = query.record.map(centre.subject)
      filter.from = query.from.map(Self.beginning)
      filter.before = query.to.map { Self.beginning(of: $0.adding(days: 1)) }
      let found = try centre.administration.accesses(
        filter, before: query.before, limit: limit + 1)
      let page = found.prefix(limit)
      let references = try centre.administration.references(of: Set(page.map(\.subject)))
      let rows = page.map {
        ListedAccess(
          at: $0.at, who: $0.who, role: $0.role, action: $0.action, subject: $0.subject,
          reference: references[$0.subject])
      }
      return (rows, found.count > limit ? page.last?.id : nil)
    }
  }

  /// When a day starts in London.
  private static func beginning(of day: CalendarDate) -> Int64 {
    let midnight = Moment(milliseconds: Int64(day.daysSinceEpoch) * 86_400_000)
    return midnight.milliseconds - Int64(midnight.londonOffsetMinutes) * 60_000
  }

  /// The log's name for a record that somebody names by its reference.
  private func subject(_ typed: String) -> String {
    (try? readSnapshot(named: typed).name) ?? typed
  }
}
