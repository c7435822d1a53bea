internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// The first page, and the present role.
struct StartPages: Sendable {
  let pages: ScreenPages

  /// How many of the incidents with a deadline the first page names.
  private static let dueMax = 5

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/") { try await start($0) }
    pages.get(router, "/role", .nobody) { askRole($0) }
    pages.post(router, "/role") { try setRole($0) }
  }

  // MARK: Start

  struct Task {
    /// The page of the record; nil for a kind that has none here.
    let href: String?
    let name: String
    let detail: String
    let tag: Tag?
  }

  struct Content {
    let site: String
    let tasks: [Task]
    let hasTasks: Bool
    let draft: String?
    let counts: String
  }

  private func start(_ visit: Visit) async throws -> Response {
    let client = pages.client
    let today = client.context().today.day
    var search = IncidentSearch()
    search.isDue = true
    search.order = .due
    let due = try await client.incidents(matching: search, on: today, limit: Self.dueMax)
    var open = IncidentSearch()
    open.isOpen = true
    let isOpen = try await client.incidents(matching: open, on: today, limit: 0).total
    var tasks = try await client.recordsInConflict().prefix(Self.dueMax).map { snapshot in
      Task(
        href: "/records/\(FormFields.encoded(snapshot.name))/settle",
        name: "Settle \(RecordReference.grouped(snapshot.reference ?? snapshot.name))",
        detail: "People who had not seen each other's work wrote different values.",
        tag: Tag("In conflict", "amber"))
    }
    tasks += due.incidents.map { Self.task($0, today) }
    tasks += try await LessonPages.all(at: client).filter { $0.receipt == nil }
      .prefix(Self.dueMax).map { listed in
        Task(
          href: "/lessons", name: "Read: \(listed.lesson.title)",
          detail: "A lesson of the centre, not made known here yet.", tag: Tag("Lesson", "blue"))
      }
    let content = Content(
      site: client.identity.scope.code, tasks: tasks, hasTasks: !tasks.isEmpty,
      draft: client.answerDraft(of: pages.owner).map { draft in
        Wording.count(draft.answers.count, "answer") + ", "
          + (draft.answers["narrative"]?.shown ?? "no description yet").shortened(to: 80)
      },
      counts: Wording.count(try await client.incidentCount(), "incident") + " at this site, "
        + "\(isOpen) open")
    return pages.show("start", title: "Start", content, at: visit.path)
  }

  static func task(_ listed: ListedIncident, _ today: CalendarDate) -> Task {
    let row = listed.incident
    let left = listed.notification?.daysLeft(on: today)
    let isReport = listed.notification?.step == .notified
    let duty = isReport ? "Send the report to \(row.authority)" : "Notify \(row.authority)"
    let day = (isReport ? row.reportBy : row.notifyBy).map { " by \(Wording.day($0))" } ?? ""
    let isUndecided = row.outcome == .undetermined && !isReport
    return Task(
      href: "/incidents/\(FormFields.encoded(row.id))",
      name: RecordReference.grouped(row.reference ?? row.id),
      detail: isUndecided ? "Decide whether \(row.authority) must be told\(day)" : duty + day,
      tag: left.map { left in
        Tag(Wording.daysLeft(left), left < 0 ? "red" : left <= 3 ? "red" : "amber")
      })
  }

  // MARK: The role

  struct RoleContent {
    let fields: [FieldView]
    let errors: FormErrors
    let to: String
  }

  /// Roles that log and work on incidents; another can be typed.
  private static let roles = ["radiographer", "lead radiographer", "medical physics", "clinician"]

  private func askRole(_ visit: Visit, error: String? = nil, typed: String = "") -> Response {
    let known = pages.door.role ?? pages.client.identity.author
    var roles = Self.roles
    if !roles.contains(known) { roles.insert(known, at: 0) }
    let field = FieldView(
      id: "role", name: "role", label: "Who is working now?",
      hint: "A role, never a name: it is kept with everything that you write.", error: error,
      isHeading: true,
      control: .radiosOrLine(
        roles.enumerated().map { index, role in
          FieldView.Choice(
            id: index == 0 ? "role" : "role-\(index + 1)", value: role,
            displayText: role.capitalisedFirst, isChosen: typed.isEmpty && role == known)
        }, other: "Another role", value: typed))
    return pages.show(
      "role", title: error == nil ? "Who is working now?" : "Error: Who is working now?",
      RoleContent(
        fields: [field], errors: FormErrors([field]),
        to: visit.form.text("to") ?? visit.query.text("to") ?? "/"),
      at: visit.path, status: error == nil ? .ok : .unprocessableContent)
  }

  private func setRole(_ visit: Visit) throws -> Response {
    guard let role = visit.form.text("role-other") ?? visit.form.text("role") else {
      return askRole(visit, error: "Choose a role, or type one")
    }
    do throws(ValidationError) {
      try AuthorContext.checkRole(role)
    } catch {
      return askRole(
        visit, error: "This is kept for ever: give a role, never a name", typed: role)
    }
    guard role.utf8.count <= 100 else {
      return askRole(visit, error: "A role has at most 100 characters", typed: role)
    }
    pages.door.role = role
    // Only a page of our own: an address with a host would lead elsewhere.
    let to = visit.form.text("to") ?? "/"
    let isOurs =
      to.utf8.starts(with: "/".utf8) && !to.utf8.starts(with: "//".utf8)
      && to.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
    return ScreenRenderer.redirect(to: isOurs ? to : "/")
  }
}
