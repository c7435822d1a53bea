internal import IRMER
package import RecordStore
internal import RecordTables
package import Records
internal import Storage

/// What the centre's store counts for the page of a day.
package struct DayCounts: Hashable, Sendable {
  package var clocks: [ClockGroup] = []
  package var causes: [UndeterminedCause: Int] = [:]
  package var incidentsReturned = 0
  package var recordsInConflict = 0
  package var entriesWaiting = 0
  package var actionsOverdue = 0
  package var incidentsAdded = 0

  /// Of the kept counts, those that the page of a day shows.
  package static let question = CountQuestion([
    .clock, .undetermined, .question, .conflict, .duty,
  ])
}

extension RecordStore {
  /// Counts what one day's page shows, in one transaction, without reading a record.
  ///
  /// - Parameters:
  ///   - today: `YYYY-MM-DD`.
  ///   - since: from when an incident counts as new; milliseconds since 1970.
  package func dayCounts(today: String, since: Int64) throws(StoreError) -> DayCounts {
    try read { db in
      var counts = DayCounts()
      let day = CalendarDate(today) ?? .latest
      db.readAhead([Self.waitingTotal, Self.added(since: since)])
      for count in try Self.keptCounts([DayCounts.question], db).joined() {
        counts.add(count, on: day)
      }
      counts.entriesWaiting =
        try db.value(Self.waitingTotal.sql, as: Int.self) ?? 0
      let added = Self.added(since: since)
      counts.incidentsAdded = try db.rows([added])[0].first.map { try $0[0] } ?? 0
      return counts
    }
  }

  private static func added(since: Int64) -> Query {
    Query(
      "SELECT count(*) FROM recordChange JOIN incident USING (ownerRow) WHERE addedAt >= ?",
      [since])
  }
}

extension DayCounts {
  fileprivate mutating func add(_ count: KeptCount, on day: CalendarDate) {
    switch count.subject {
    case .clock: clocks.append(ClockGroup(count))
    case .undetermined:
      if let cause = UndeterminedCause(rawValue: count.value) {
        causes[cause, default: 0] += count.number
      }
    case .question: incidentsReturned += count.number
    case .conflict: recordsInConflict += count.number
    case .duty: if OpenDuties(count).isOverdue(on: day) { actionsOverdue += count.number }
    default: break
    }
  }
}
