package import IRMER
internal import RecordStore
package import Records

// What pages show of lists that may be long: numbers that are kept with the records, and one page of rows read
// by an index. Nothing here reads all rows.

/// One page of a list: its rows, and what ``Centre`` is asked with for those after it.
package struct RowPage<Row: Hashable & Sendable>: Hashable, Sendable {
  package let rows: [Row]
  /// `nil` on the last page.
  package let next: String?
}

extension Centre {
  /// How many notifications are in each state today, of all sites or of one.
  package func notificationNumbers(
    site: String? = nil
  ) async throws -> [NotificationState: Int] {
    let today = today
    return try await reading { try $0.store.notificationNumbers(on: today, site: site) }
  }

  /// A page of the notifications, the one whose clock ends first on top.
  ///
  /// - Parameters:
  ///   - state: only those that are in this state today.
  ///   - place: ``RowPage/next`` of the page before; `nil`, or a text that no page gave, for the first.
  package func notificationPage(
    site: String? = nil, state: NotificationState? = nil, after place: String? = nil, limit: Int
  ) async throws -> RowPage<NotificationRow> {
    var query = NotificationQuery(today: today)
    (query.site, query.state) = (site, state)
    return try await reading { [query] centre in
      let page = try centre.store.notifications(
        query, after: place.flatMap(ListPlace.init(text:)), limit: limit)
      return RowPage(rows: page.rows, next: page.next?.text)
    }
  }

  /// A page of the incidents, the one discovered last on top.
  ///
  /// - Parameter place: ``RowPage/next`` of the page before; `nil`, or a text that no page gave, for the
  ///   first.
  package func incidentPage(
    site: String? = nil, after place: String? = nil, limit: Int
  ) async throws -> RowPage<IncidentRow> {
    var query = IncidentQuery()
    query.site = site
    return try await reading { [query] centre in
      let page = try centre.store.incidents(
        query, after: place.flatMap(ListPlace.init(text:)), limit: limit)
      return RowPage(rows: page.rows, next: page.next?.text)
    }
  }

  /// How many incidents there are, of all sites or of one.
  package func incidentNumber(site: String? = nil) async throws -> Int {
    var query = IncidentQuery()
    query.site = site
    return try await reading { [query] in try $0.store.count(query) }
  }
}
