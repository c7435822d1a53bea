internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Searching for an incident: by a word, a day, a place, an examination, a state.
struct FindPage: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/incidents") { try await show($0) }
  }

  struct Row {
    let href: String
    let name: String
    let displayText: String
    let discovered: String
    let place: String?
    let modality: String?
    let outcome: Tag
    let left: Tag?
    let isInConflict: Bool
  }

  struct Content {
    let fields: [FieldView]
    let errors: FormErrors
    let rows: [Row]
    let found: String
    let isEmpty: Bool
    let isNarrowed: Bool
    let earlier: String?
    let later: String?
  }

  private static let states: [(value: String, displayText: String)] = [
    ("open", "Open"), ("due", "With a deadline in 14 days, or overdue"),
    ("notifiable", "Notifiable"), ("undetermined", "Not yet decided"),
    ("closed", "Closed"), ("void", "Withdrawn"),
  ]

  private func show(_ visit: Visit) async throws -> Response {
    let today = pages.client.context().today.day
    var errors = FormErrors()
    let search = Self.search(visit.query, today, &errors)
    let start = max(0, visit.query["start"].flatMap { Int($0) } ?? 0)
    var found = IncidentPage()
    if errors.isEmpty {
      found = try await pages.client.incidents(
        matching: search, on: today, offset: start, limit: ScreenLimits.rowsMax)
    }
    let end = start + found.incidents.count
    var rows: [Row] = []
    for listed in found.incidents { rows.append(try await row(listed, today)) }
    let content = Content(
      fields: Self.fields(visit.query), errors: errors, rows: rows,
      found: found.total > rows.count && !rows.isEmpty
        ? "\(start + 1) to \(end) of \(Wording.count(found.total, "incident"))"
        : Wording.count(found.total, "incident"),
      isEmpty: rows.isEmpty, isNarrowed: !search.isEmpty,
      earlier: end < found.total ? Self.link(visit.query, end) : nil,
      later: start > 0 ? Self.link(visit.query, max(0, start - ScreenLimits.rowsMax)) : nil)
    return pages.show(
      "find", title: errors.isEmpty ? "Find an incident" : "Error: Find an incident", content,
      at: visit.path, status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func row(_ listed: ListedIncident, _ today: CalendarDate) async throws -> Row {
    let row = listed.incident
    let text = try await pages.client.record(named: row.id).text("narrative")
    let place = [row.department, row.room].compactMap { $0 }.joined(separator: ", ")
    let left = row.isOpen ? listed.notification?.daysLeft(on: today) : nil
    return Row(
      href: "/incidents/\(FormFields.encoded(row.id))",
      name: RecordReference.grouped(row.reference ?? row.id),
      displayText: (text ?? "No description").shortened(to: 100),
      discovered: Wording.day(row.discoveredOn), place: place.isEmpty ? row.equipment : place,
      modality: row.modality?.name,
      outcome: row.status == .void
        ? Tag("Withdrawn", "grey") : Tag(outcome: row.outcome.rawValue),
      left: left.map { Tag(Wording.daysLeft($0), $0 <= 3 ? "red" : "amber") },
      isInConflict: row.conflicts > 0)
  }

  // MARK: Search terms

  private static let names = ["words", "place", "from", "to", "modality", "state"]

  private static func search(
    _ query: FormFields, _ today: CalendarDate, _ errors: inout FormErrors
  ) -> IncidentSearch {
    var search = IncidentSearch()
    search.order = .latest
    search.words = query.text("words")?.split(separator: " ").map(String.init) ?? []
    search.place = query.text("place")
    search.modality = query.text("modality").flatMap { known($0, at: "modality", &errors) }
    search.from = day("from", query, today, &errors)
    search.to = day("to", query, today, &errors)
    switch query.text("state") {
    case "open": search.isOpen = true
    case "due": search.isDue = true
    case "closed": search.status = .closed
    case "void": search.status = .void
    case let outcome?: search.outcome = known(outcome, at: "state", &errors)
    case nil: break
    }
    return search
  }

  private static func known<Choice: RawRepresentable<String>>(
    _ word: String, at name: String, _ errors: inout FormErrors
  ) -> Choice? {
    if let choice = Choice(rawValue: word) { return choice }
    errors.add("There is no such choice: \(word.shortened(to: 40))", at: name)
    return nil
  }

  private static func day(
    _ name: String, _ query: FormFields, _ today: CalendarDate, _ errors: inout FormErrors
  ) -> CalendarDate? {
    guard let text = query.text(name) else { return nil }
    if let read = DateInput(text, today: today) { return read.day }
    errors.add("\(text) is not a date. Type 26/11/2026, 26 Nov or yesterday.", at: name)
    return nil
  }

  private static func fields(_ query: FormFields) -> [FieldView] {
    func line(_ name: String, _ label: String, _ hint: String? = nil) -> FieldView {
      FieldView(
        id: name, name: name, label: label, hint: hint, value: query.text(name) ?? "",
        control: .line)
    }
    func select(_ name: String, _ label: String, _ all: [(value: String, displayText: String)])
      -> FieldView
    {
      FieldView(
        id: name, name: name, label: label,
        control: .select(
          all.map {
            FieldView.Choice(
              id: "\(name)-\($0.value)", value: $0.value, displayText: $0.displayText,
              isChosen: query.text(name) == $0.value)
          }))
    }
    return [
      line("words", "Words", "In any text, or a part of the reference"),
      line("place", "Place", "Department, room or equipment number"),
      line("from", "Noticed from", "Such as 1/11 or 26 Nov"),
      line("to", "Noticed until"),
      select(
        "modality", "Examination",
        Modality.allCases.map { (value: $0.rawValue, displayText: $0.name) }),
      select("state", "State", states),
    ]
  }

  private static func link(_ query: FormFields, _ start: Int) -> String {
    let pairs = names.compactMap { name in
      query.text(name).map { "\(name)=\(FormFields.encoded($0))" }
    }
    return "/incidents?" + (pairs + ["start=\(start)"]).joined(separator: "&")
  }
}
