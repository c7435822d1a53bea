internal import CentreStore
package import IRMER
internal import RecordStore
internal import RecordTables
package import Records
internal import Replication

/// A day by which somebody must act, for a calendar.
package struct Deadline: Hashable, Sendable {
  package enum Duty: String, Hashable, Sendable {
    case notify, report, audit, action
  }

  package let duty: Duty
  /// Identifies it among all deadlines of its duty.
  package let name: String
  package let day: CalendarDate
  /// The record's name, with its site: a calendar stores it, and another site may later have a
  /// record with the same UUID.
  package let record: String
  package let kind: RecordKind
  /// What has to be done, without a word of what happened.
  package let displayText: String
}

extension Centre {
  /// The most rows of one kind in a calendar.
  static let deadlinesMax = 500

  /// Every running clock, and the due dates of audits and actions: the earliest first. Of more than
  /// ``deadlinesMax`` of one kind, what is due today or later goes before what is overdue, and of
  /// that the latest: days long past, whoever wrote them, keep out nothing that can be met.
  package func deadlines() async throws -> [Deadline] {
    try await deadlines(limit: Self.deadlinesMax)
  }

  func deadlines(limit: Int) async throws -> [Deadline] {
    var questioned = Filter()
    (questioned.awaitsAnswer, questioned.limit) = (true, limit)
    let returned = Set(try await incidentRows(questioned).items.map(\.row.id))
    let names = try await auditReferences()
    let notifications = try await urgent(.deadline, limit) {
      try await notificationRows($0)
    } deadlines: {
      Self.deadlines($0, isReturned: returned.contains($0.incident))
    }
    let audits = try await urgent(.due, limit) {
      try await auditRows($0)
    } deadlines: {
      [Self.deadline($0)].compactMap(\.self)
    }
    let actions = try await urgent(.due, limit) {
      try await openActionRows($0)
    } deadlines: {
      [Self.deadline($0, names)].compactMap(\.self)
    }
    return (notifications + audits + actions).sorted { ($0.day, $0.record) < ($1.day, $1.record) }
  }

  /// - Parameters:
  ///   - sort: by day; what has none is last.
  ///   - deadlines: those of a row, if any.
  private func urgent<Row: Sendable>(
    _ sort: ListSort, _ limit: Int, rows: (Filter) async throws -> RecordPage<Row>,
    deadlines: (Row) -> [Deadline]
  ) async throws -> [Deadline] {
    var filter = Filter()
    (filter.sort, filter.limit) = (sort, limit)
    filter.cursor = ListPlace(key: "\(today)", name: "").cursor
    let coming = try await rows(filter).items.map { deadlines($0.row) }.filter { !$0.isEmpty }
    guard coming.count < limit else { return coming.flatMap(\.self) }
    (filter.isDescending, filter.limit) = (true, limit - coming.count)
    let overdue = try await rows(filter).items.map { deadlines($0.row) }
    return (coming + overdue).flatMap(\.self)
  }

  /// The open ones of a part of the list: those before a day are overdue.
  private func openActionRows(_ filter: Filter) async throws -> RecordPage<ActionRow> {
    var open = filter
    open.state = filter.isDescending ? "overdue" : "open"
    return try await actionRows(open)
  }

  /// - Parameter isReturned: whether a question must be answered before it is approved.
  private static func deadlines(_ row: NotificationRow, isReturned: Bool) -> [Deadline] {
    guard row.step < .reportSent else { return [] }
    let name = (row.kind == .theme ? "theme " : "") + (row.reference ?? row.incident)
    let record = "\(row.site):\(row.incident)"
    func deadline(_ duty: Deadline.Duty, _ day: String?, _ words: String) -> Deadline? {
      day.flatMap { CalendarDate($0) }.map {
        Deadline(
          duty: duty, name: record, day: $0, record: record, kind: row.kind,
          displayText: "\(words): \(name)")
      }
    }
    let duty = row.outcome == .undetermined ? "Decide or notify" : "Notify"
    return [
      row.step == .none
        ? deadline(
          .notify, row.notifyBy,
          "\(duty) \(row.authority)" + (isReturned ? ", after the Employer’s question" : ""))
        : nil,
      deadline(.report, row.reportBy, "Report to \(row.authority)"),
    ].compactMap(\.self)
  }

  private static func deadline(_ listed: AuditLine) -> Deadline? {
    listed.due.map {
      Deadline(
        duty: .audit, name: listed.audit.id, day: $0,
        record: "\(listed.audit.site):\(listed.audit.id)", kind: .audit,
        displayText: "Audit due: \(listed.audit.reference ?? listed.audit.id)")
    }
  }

  private static func deadline(_ row: ActionRow, _ names: [String: String]) -> Deadline? {
    guard row.isOpen, let day = row.due.flatMap({ CalendarDate($0) }) else { return nil }
    return Deadline(
      duty: .action, name: row.id, day: day, record: "\(row.site):\(row.record)",
      kind: row.kind,
      displayText: "Action due: \(names[row.record] ?? row.site)")
  }

  private func auditReferences() async throws -> [String: String] {
    let rows = try await reading { try $0.store.listedAudits() }
    return Dictionary(
      rows.compactMap { row in row.audit.reference.map { (row.audit.id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  // MARK: Addresses of calendars

  /// Gives a person's calendar a new address; the former one ends.
  package func makeCalendar(for person: String) async throws -> Secret {
    let secret = Secret.token(prefix: "cal_")
    let now = now()
    try await writing {
      try $0.administration.setCalendar(hash: secret.hash, of: person, at: now)
    }
    return secret
  }

  package func endCalendar(of person: String) async throws {
    try await writing { try $0.administration.endCalendar(of: person) }
  }

  /// Whether a person's calendar has an address.
  package func hasCalendar(_ person: String) async throws -> Bool {
    try await reading { try $0.administration.calendarSince(of: person) != nil }
  }

  /// Who may read a calendar, while their access lasts.
  package func principal(calendar secret: String) async throws -> Principal? {
    let hash = Secret.hash(of: secret)
    let found = try await reading { try $0.administration.person(calendar: hash) }
    guard let found, let role = Role(rawValue: found.role) else { return nil }
    return Principal(id: found.id, role: role, kind: .program(name: "calendar"))
  }

  // MARK: Saved lists

  /// A list under a name that a person gave it.
  package struct SavedView: Hashable, Sendable {
    package let name: String
    package let path: String
  }

  package func savedViews(of person: String) async throws -> [SavedView] {
    try await together([]) { try $0.savedViews(of: person) }
  }

  package func save(view name: String, path: String, of person: String) async throws {
    try await writing { try $0.administration.save(view: name, path: path, of: person) }
  }

  package func forget(view name: String, of person: String) async throws {
    try await writing { try $0.administration.forget(view: name, of: person) }
  }
}
