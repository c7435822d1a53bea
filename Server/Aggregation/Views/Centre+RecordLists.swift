internal import CentreStore
package import IRMER
internal import RecordStore
internal import RecordTables
package import Records
internal import Replication

/// One page of a list of records, with the records themselves where requested.
package struct RecordPage<Row: Sendable>: Sendable {
  package struct Item: Sendable {
    package let row: Row
    /// When the centre received the record's last change; milliseconds since 1970.
    package let changedAt: Int64?
    /// `nil` where it was not requested.
    package let snapshot: RecordSnapshot?
  }

  package let items: [Item]
  package let total: Int
  package let next: Cursor?

  init(_ page: ListedPage<Row>, _ records: [Int64: StoredRecord] = [:]) {
    items = page.rows.map { listed in
      let snapshot = records[listed.owner].map {
        RecordSnapshot(id: $0.id, kind: $0.kind, scope: $0.scope, state: $0.state)
      }
      return Item(row: listed.row, changedAt: listed.changedAt, snapshot: snapshot)
    }
    total = page.total
    next = page.hasMore ? page.rows.last?.place.cursor : nil
  }
}

/// An audit with its actions.
package struct AuditLine: Hashable, Sendable {
  package let audit: AuditRow
  package let actions: [ActionRow]
}

extension Listing {
  init<Row>(_ page: RecordPage<Row>, item: (Row) -> JSONObject) {
    let items = page.items.map { listed in
      var object = item(listed.row)
      let moment = listed.changedAt.map { "\(Moment(milliseconds: $0))" }
      object.append("updatedAt", JSONValue(moment))
      return object
    }
    self.init(items: items, next: page.next, total: page.total)
  }
}

extension CentreReading {
  /// The incidents with these identifiers, by identifier.
  package func incidents(named names: some Sequence<String>) throws -> [String: IncidentRow] {
    let rows = try store.incidents(named: names)
    return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Centre {
  /// - Parameter withRecords: whether each row's record is read, for its text.
  package func incidentRows(
    _ filter: Filter, withRecords: Bool = false
  ) async throws -> RecordPage<IncidentRow> {
    try await page(filter, withRecords) { store, list throws(StoreError) in
      try store.list(incidents: list)
    }
  }

  package func notificationRows(
    _ filter: Filter, withRecords: Bool = false
  ) async throws -> RecordPage<NotificationRow> {
    try await page(filter, withRecords) { store, list throws(StoreError) in
      try store.list(notifications: list)
    }
  }

  package func actionRows(
    _ filter: Filter, withRecords: Bool = false
  ) async throws -> RecordPage<ActionRow> {
    try await page(filter, withRecords) { store, list throws(StoreError) in
      try store.list(actions: list)
    }
  }

  /// The incidents with these identifiers, by identifier.
  package func incidents(
    named names: some Sequence<String> & Sendable
  ) async throws -> [String: IncidentRow] {
    try await together([.sharedIdentifiers]) { try $0.incidents(named: names) }
  }

  private func page<Row: Sendable>(
    _ filter: Filter, _ withRecords: Bool,
    _ list: @escaping @Sendable (RecordStore, ListFilter) throws(StoreError) -> ListedPage<Row>
  ) async throws -> RecordPage<Row> {
    if !filter.words.isEmpty { try await prepareSearch() }
    let narrowed = filter.listFilter(on: today)
    return try await reading { centre in
      let page = try list(centre.store, narrowed)
      guard withRecords else { return RecordPage(page) }
      return RecordPage(page, try centre.store.records(ofRows: page.rows.map(\.owner)))
    }
  }

  /// Audits; a trust has hundreds of these, not thousands.
  package func auditRows(_ filter: Filter) async throws -> RecordPage<AuditLine> {
    if !filter.words.isEmpty { try await prepareSearch() }
    let today = today
    return try await together([.audits]) { [store] _ in
      let changes = try store.changes(ofKind: .audit)
      let found = filter.words.isEmpty ? nil : try store.names(holding: filter.words)
      let rows = try store.listedAudits().compactMap { stored -> ListedRow<AuditLine>? in
        let listed = AuditLine(audit: stored.audit, actions: stored.actions)
        let changedAt = changes[listed.audit.uuidDigits]
        guard filter.admits(listed, found, changedAt, on: today) else { return nil }
        let place = ListPlace(key: filter.key(of: listed, changedAt), name: listed.audit.id)
        return ListedRow(owner: 0, row: listed, place: place, changedAt: changedAt)
      }
      return RecordPage(filter.page(of: rows, on: today))
    }
  }
}

extension AuditRow {
  /// Its UUID without dashes, and without a site prefix.
  fileprivate var uuidDigits: String {
    String(self.id.suffix(36)).filter { $0 != "-" }.lowercased()
  }
}

extension AuditLine {
  package var openActionsDue: [CalendarDate] {
    actions.filter(\.isOpen).compactMap { $0.due.flatMap { CalendarDate($0) } }
  }

  package var due: CalendarDate? { audit.due(openActionsDue: openActionsDue) }
}

extension Filter {
  fileprivate func admits(
    _ listed: AuditLine, _ found: Set<String>?, _ changedAt: Int64?, on today: CalendarDate
  ) -> Bool {
    let audit = listed.audit
    let holdsWords = found?.contains(String(audit.id.suffix(36))) ?? true
    let isSince = changedSince.map { (changedAt ?? 0) >= $0 } ?? true
    return admits(site: audit.site) && admits(state: audit.status.rawValue)
      && admits(day: listed.due)
      && (modality == nil || modality == audit.modality?.rawValue) && holdsWords && isSince
      && (isOverdue == nil || isOverdue == listed.isOverdue(on: today))
  }

  fileprivate func key(of listed: AuditLine, _ changedAt: Int64?) -> String {
    let text: String? =
      switch sort ?? (changedSince == nil ? .id : .updated) {
      case .due, .deadline: listed.due?.description ?? "9999"
      case .title: listed.audit.title.lowercased()
      case .site: listed.audit.site
      case .reference: listed.audit.reference
      case .updated: changedAt.map { String(1_000_000_000_000_000 + $0) }
      case .id, .discovered, .owner: nil
      }
    return String((text ?? "").prefix(60))
  }

  fileprivate func page<Row>(
    of rows: [ListedRow<Row>], on today: CalendarDate
  ) -> ListedPage<Row> {
    func isBefore(_ left: ListPlace, _ right: ListPlace) -> Bool {
      isDescending
        ? (left.key, left.name) > (right.key, right.name)
        : (left.key, left.name) < (right.key, right.name)
    }
    let after = listFilter(on: today).after
    let rest = rows.filter { row in after.map { isBefore($0, row.place) } ?? true }
      .sorted { isBefore($0.place, $1.place) }.dropFirst(offset)
    var page = ListedPage<Row>()
    page.rows = Array(rest.prefix(limit))
    page.total = rows.count
    page.hasMore = rest.count > page.rows.count
    return page
  }
}
