internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// What is due: notifications and reports, audits, actions, reviews of procedures, ends of licences.
struct DuePage: Sendable {
  let pages: ScreenPages

  private static let daysAhead = 30

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/due") { try await show($0) }
  }

  struct Part {
    let title: String
    let tasks: [StartPages.Task]
  }

  struct Content {
    let parts: [Part]
    let isEmpty: Bool
    let days: Int
  }

  private func show(_ visit: Visit) async throws -> Response {
    let client = pages.client
    let today = client.context().today.day
    let limit = today.adding(days: Self.daysAhead)
    var search = IncidentSearch()
    search.dueWithin = Self.daysAhead
    search.order = .due
    let incidents = try await client.incidents(matching: search, on: today).incidents
    let duties = try await client.recordsWithOpenActions(dueBy: limit).flatMap { snapshot in
      Self.duties(of: snapshot, limit, today)
    }
    let registers = RegistersDue(
      procedures: try await client.records(.procedure),
      licences: try await client.records(.licence),
      by: limit)
    let parts = [
      Part(
        title: "Notifications and reports",
        tasks: incidents.map { StartPages.task($0, today) }),
      Part(title: "Audits", tasks: try await audits(limit, today)),
      Part(title: "Actions and other duties", tasks: duties),
      Part(
        title: "Registers",
        tasks: registers.items.map { item in
          Self.task(
            IncidentPages.path(of: item.kind, named: item.name), item.title, item.what, item.due,
            today)
        }),
    ].filter { !$0.tasks.isEmpty }
    return pages.show(
      "due", title: "Due",
      Content(parts: parts, isEmpty: parts.isEmpty, days: Self.daysAhead), at: visit.path)
  }

  private func audits(
    _ limit: CalendarDate, _ today: CalendarDate
  ) async throws -> [StartPages.Task] {
    try await pages.client.audits().compactMap { listed -> (CalendarDate, StartPages.Task)? in
      let item = listed.audit.listItem(on: today, actions: listed.actions)
      guard let due = item["due"]?.string.flatMap({ CalendarDate($0) }), due <= limit else {
        return nil
      }
      return (
        due,
        Self.task(
          IncidentPages.path(of: .audit, named: listed.audit.id), listed.audit.title,
          "The next step of the audit is due", due, today)
      )
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Everything else that is due for a record: actions, notices, planned notifications, reviews.
  private static func duties(
    of snapshot: RecordSnapshot, _ limit: CalendarDate, _ today: CalendarDate
  ) -> [StartPages.Task] {
    snapshot.datedDuties.filter { $0.isOpen && $0.due <= limit }.map { duty in
      let what = duty.kind == .action ? nil : duty.kind.displayText
      return task(
        RegisterPages.hasPage(snapshot.kind) ? IncidentPages.path(of: snapshot) : nil,
        duty.description,
        [what, duty.owner, RecordReference.grouped(snapshot.reference ?? "")].compactMap { $0 }
          .joined(separator: ", "), duty.due, today)
    }
  }

  private static func task(
    _ href: String?, _ name: String, _ detail: String, _ due: CalendarDate, _ today: CalendarDate
  ) -> StartPages.Task {
    let left = today.days(until: due)
    return StartPages.Task(
      href: href, name: name.isEmpty ? "No description" : name,
      detail: "\(detail.capitalisedFirst), \(due.displayText)",
      tag: Tag(Wording.daysLeft(left), left <= 3 ? "red" : "amber"))
  }
}
