internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

// The cells of a row in each list.

extension ListTable {
  init(_ kind: ListKind, _ filter: Filter, _ centre: Centre) async throws {
    switch kind {
    case .incidents: try await self.init(incidents: filter, centre)
    case .notifications:
      let page = try await centre.notificationRows(filter, withRecords: true)
      self.init(notifications: page, on: centre.today)
    case .audits: try await self.init(audits: filter, centre)
    case .actions: try await self.init(actions: filter, centre)
    }
  }

  private init(incidents filter: Filter, _ centre: Centre) async throws {
    let page = try await centre.incidentRows(filter, withRecords: true)
    columns = ["Incident", "What happened", "Site", "Discovered", "Outcome", "Status"]
    exported = [
      "reference", "id", "site", "discovered", "outcome", "codes", "status", "modality",
      "department",
      "room", "notify by", "report by", "in conflict", "what happened",
    ]
    total = page.total
    rows = page.items.map { item in
      let row = item.row
      let words = Self.firstWords(item.snapshot)
      return Row(
        href: "/incidents/\(row.id)", name: RecordReference.grouped(row.reference ?? row.id),
        note: row.conflicts > 0 ? "in conflict" : nil,
        cells: [
          Cell(text: words, below: Self.place(row.modality, row.room)), Cell(text: row.site),
          Cell(text: Wording.day(row.discoveredOn)),
          Cell(
            text: Self.codes(row.codes, row.complementary),
            tags: [Tag(outcome: row.outcome.rawValue)]),
          Cell(
            text: Wording.displayText(row.status.rawValue), below: Self.question(item.snapshot),
            tags: row.awaitsAnswer ? [Tag("Returned", "amber")] : []),
        ],
        line: [
          row.reference ?? "", row.id, row.site, row.discoveredOn ?? "", row.outcome.rawValue,
          Self.codes(row.codes, row.complementary), row.status.rawValue,
          row.modality?.rawValue ?? "",
          row.department ?? "", row.room ?? "", row.notifyBy ?? "", row.reportBy ?? "",
          row.conflicts > 0 ? "yes" : "no", Self.narrative(item.snapshot),
        ])
    }
  }

  /// - Parameter page: with the records of its rows.
  init(notifications page: RecordPage<NotificationRow>, on today: CalendarDate) {
    columns = [
      "Incident or theme", "What happened", "Site", "State", "Next deadline", "Codes, authority",
    ]
    exported = [
      "reference", "id", "kind", "site", "state", "days left", "notify by", "report by", "codes",
      "authority", "discovered", "notified on", "report sent on", "in conflict", "what happened",
    ]
    total = page.total
    rows = page.items.map { item in
      let row = item.row
      let days = row.daysLeft(on: today)
      let state = row.state(on: today)
      let snapshot = item.snapshot
      return Row(
        href: row.kind == .theme ? "/themes/\(row.incident)" : "/incidents/\(row.incident)",
        name: (row.kind == .theme ? "Theme " : "")
          + RecordReference.grouped(row.reference ?? row.incident),
        note: row.inConflict ? "in conflict" : nil,
        cells: [
          Cell(
            text: Self.firstWords(snapshot),
            below: Self.place(snapshot?.choice("modality"), snapshot?.text("room"))),
          Cell(text: row.site),
          Cell(
            text: "", below: Self.whyOpen(snapshot, state), tags: [Tag(state, daysLeft: days)]),
          Cell(text: Wording.daysLeft(days), below: row.clocks.nextDay.map(\.displayText)),
          Cell(text: Self.codes(row.codes, row.complementary), below: row.authority.rawValue),
        ],
        line: [
          row.reference ?? "", row.incident, row.kind.rawValue, row.site, state.rawValue,
          days.map(String.init) ?? "", row.notifyBy ?? "", row.reportBy ?? "",
          Self.codes(row.codes, row.complementary), row.authority.rawValue, row.discoveredOn ?? "",
          row.submittedOn ?? "", row.reportSentOn ?? "", row.inConflict ? "yes" : "no",
          Self.narrative(snapshot),
        ])
    }
  }

  private init(audits filter: Filter, _ centre: Centre) async throws {
    let page = try await centre.auditRows(filter)
    let today = centre.today
    columns = ["Audit", "Site", "Year", "Stage", "Standards", "Next due", "Actions"]
    exported = [
      "reference", "id", "title", "site", "programme year", "cycle", "status", "standards",
      "standards met", "due", "overdue", "actions open", "actions overdue",
    ]
    total = page.total
    rows = page.items.map { item in
      let (audit, actions) = (item.row.audit, item.row.actions)
      let isOverdue = item.row.isOverdue(on: today)
      let late = item.row.openActionsDue.count { $0 < today }
      let open = actions.count(where: \.isOpen)
      return Row(
        href: "/audits/\(audit.id)", name: audit.title.isEmpty ? audit.id : audit.title,
        note: "cycle \(audit.cycle)",
        cells: [
          Cell(text: audit.site), Cell(text: audit.programmeYear ?? "–"),
          Cell(
            text: Wording.displayText(audit.status.rawValue),
            below: audit.teamGaps.isEmpty ? nil : "Team lacks " + Self.roles(audit.teamGaps),
            tags: isOverdue ? [Tag("Overdue", "red")] : []),
          Cell(text: "\(audit.standardsMet) of \(audit.standards) met"),
          Cell(text: Wording.day(item.row.due?.description)),
          Cell(text: "\(open) open, \(late) overdue"),
        ],
        line: [
          audit.reference ?? "", audit.id, audit.title, audit.site, audit.programmeYear ?? "",
          "\(audit.cycle)", audit.status.rawValue, "\(audit.standards)", "\(audit.standardsMet)",
          item.row.due?.description ?? "", isOverdue ? "yes" : "no", "\(open)", "\(late)",
        ])
    }
  }

  private init(actions filter: Filter, _ centre: Centre) async throws {
    let page = try await centre.actionRows(filter, withRecords: true)
    let today = centre.today
    columns = ["Action", "Of", "Site", "Owner", "Due", "State"]
    exported = ["action", "of", "record", "kind", "site", "owner", "due", "done", "state"]
    total = page.total
    rows = page.items.map { item in
      let row = item.row
      let state = row.state(on: today)
      let words = Self.displayText(of: row, item.snapshot)
      let name = item.snapshot?.reference ?? item.snapshot?.text("title") ?? row.record
      return Row(
        href: Self.place(of: row), name: words,
        cells: [
          Cell(
            text: RecordReference.grouped(name), below: Wording.displayText(row.kind.rawValue)),
          Cell(text: row.site), Cell(text: row.owner ?? "no owner"),
          Cell(text: Wording.day(row.due)),
          Cell(
            text: row.done.map { Wording.day($0) } ?? "",
            tags: [
              Tag(
                Wording.displayText(state),
                state == "overdue" ? "red" : state == "done" ? "green" : "blue")
            ]),
        ],
        line: [
          words, name, row.record, row.kind.rawValue, row.site, row.owner ?? "", row.due ?? "",
          row.done ?? "", state,
        ])
    }
  }

  // MARK: Words

  private static let firstWordsMax = 90

  /// The start of the description, cut at a word.
  static func firstWords(_ snapshot: RecordSnapshot?) -> String {
    let text = narrative(snapshot)
    return text.isEmpty ? "No description yet" : cut(text)
  }

  private static func cut(_ words: String) -> String {
    let text = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard text.count > firstWordsMax else { return text }
    let cut = text.prefix(firstWordsMax)
    return String(cut[..<(cut.lastIndex(of: " ") ?? cut.endIndex)]) + "…"
  }

  private static func narrative(_ snapshot: RecordSnapshot?) -> String {
    let text = snapshot?.text("narrative") ?? snapshot?.text("title") ?? snapshot?.text("reason")
    return (text ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func place(_ modality: Modality?, _ room: String?) -> String? {
    let parts = [modality?.name, room].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }

  private static func codes(_ codes: String, _ complementary: String) -> String {
    let all = [codes, complementary].filter { !$0.isEmpty }
    return all.isEmpty ? "–" : all.joined(separator: " ")
  }

  /// The question with which the Employer returned it.
  private static func question(_ snapshot: RecordSnapshot?) -> String? {
    guard let snapshot, snapshot.kind == .incident else { return nil }
    let view = IncidentView(snapshot)
    return view.awaitsAnswer ? view.openQuestion.map { cut($0.text) } : nil
  }

  /// What has to be decided or found out, in one line.
  static func whyOpen(_ snapshot: RecordSnapshot?, _ state: NotificationState) -> String? {
    if let question = question(snapshot) { return "to answer: \(question)" }
    guard [.undetermined, .overdue].contains(state), let snapshot, snapshot.kind == .incident else {
      return nil
    }
    let missing = IncidentView(snapshot).missingFacts
    guard !missing.isEmpty else { return nil }
    let words = missing.prefix(2).map {
      $0 == "clinicallySignificant"
        ? "clinical significance is not decided" : "no \(FieldLabel.displayText($0))"
    }
    return words.joined(separator: "; ")
      + (missing.count > 2 ? "; \(missing.count - 2) more" : "")
  }

  private static func roles(_ gaps: String) -> String {
    gaps.split(separator: " ").map { FieldLabel.displayText(String($0)) }.joined(separator: ", ")
  }

  private static func displayText(of row: ActionRow, _ snapshot: RecordSnapshot?) -> String {
    let element = row.id.split(separator: "/").last.map(String.init)
    let words = snapshot?.actions.first { $0.element == element }?.description ?? ""
    return words.isEmpty ? "Action without a description" : words
  }

  private static func place(of row: ActionRow) -> String {
    switch row.kind {
    case .audit: "/audits/\(row.record)"
    case .theme: "/themes/\(row.record)"
    default: "/incidents/\(row.record)#actions"
    }
  }
}
