public import IRMER

extension AuditRow {
  /// One item of `audit list` and of `/api/v1/audits`.
  ///
  /// - Parameter actions: the rows of this audit's actions, and of its other dated duties.
  public func listItem(on today: CalendarDate, actions: [ActionRow]) -> JSONObject {
    var item = JSONObject()
    item.append("id", .string(id))
    item.append("reference", JSONValue(reference))
    item.append("site", .string(site))
    item.append("title", .string(title))
    item.append("programmeYear", year)
    item.append("status", .string(status))
    for (key, value) in clock(on: today, openActionsDue: Self.openDue(actions)).members {
      item.append(key, value)
    }
    item.append("missing", JSONValue(missing.split(separator: " ").map(String.init)))
    item.append("conflicts", .number(JSONNumber(conflicts)))
    return item
  }

  /// A number where it is a year, as the record shows it.
  private var year: JSONValue {
    programmeYear.flatMap { Int($0) }.map { .number(JSONNumber($0)) } ?? JSONValue(programmeYear)
  }

  /// One item of `/api/v1/audit-status`.
  public func statusItem(on today: CalendarDate, actions: [ActionRow]) -> JSONObject {
    var item = JSONObject()
    item.append("audit", .string(id))
    item.append("reference", JSONValue(reference))
    item.append("title", .string(title))
    item.append("site", .string(site))
    item.append("status", .string(status))
    for (key, value) in stages.members { item.append(key, value) }
    let due = Self.openDue(actions)
    let own = actions.filter(\.isAction)
    item.append("actionsOpen", .number(JSONNumber(own.count(where: \.isOpen))))
    item.append("actionsOverdue", .number(JSONNumber(Self.openDue(own).count { $0 < today })))
    item.append("teamGaps", JSONValue(teamGaps.split(separator: " ").map(String.init)))
    item.append("overdue", .bool(isOverdue(on: today, openActionsDue: due)))
    return item
  }

  /// What `audit show` adds to the record.
  func progress(on today: CalendarDate, of audit: AuditView) -> JSONObject {
    let actions = audit.actions
    let due = audit.datedDuties.filter(\.isOpen).map(\.due)
    let overdue = actions.count { $0.isOpen && $0.due.map { $0 < today } ?? false }
    var result = JSONObject()
    result.append("title", .string(title))
    for (key, value) in clock(on: today, openActionsDue: due).members { result.append(key, value) }
    result.append("missing", JSONValue(missing.split(separator: " ").map(String.init)))
    for (key, value) in stages.members { result.append(key, value) }
    result.append("actionsOpen", .number(JSONNumber(actions.count(where: \.isOpen))))
    result.append("actionsOverdue", .number(JSONNumber(overdue)))
    result.append("teamGaps", JSONValue(teamGaps.split(separator: " ").map(String.init)))
    return result
  }

  private var stages: JSONObject {
    func stage(_ due: String?, _ issued: String?, _ received: String?) -> JSONValue {
      ["due": JSONValue(due), "issued": JSONValue(issued), "received": JSONValue(received)]
    }
    var result = JSONObject()
    result.append("cycle", .number(JSONNumber(cycle)))
    result.append(
      "standards",
      [
        "met": .number(JSONNumber(standardsMet)), "notMet": .number(JSONNumber(standardsNotMet)),
        "total": .number(JSONNumber(standards)),
      ])
    result.append("firstReport", stage(firstReportDue, firstReportIssued, firstReportReceived))
    result.append("secondReport", stage(secondReportDue, secondReportIssued, secondReportReceived))
    var again = stage(reAuditDue, reAuditIssued, reAuditReceived).object ?? JSONObject()
    again.append("audit", JSONValue(reAudit))
    result.append("reAudit", .object(again))
    return result
  }

  private func clock(on today: CalendarDate, openActionsDue: [CalendarDate]) -> JSONObject {
    var result = JSONObject()
    result.append("due", JSONValue(due(openActionsDue: openActionsDue)))
    result.append("overdue", .bool(isOverdue(on: today, openActionsDue: openActionsDue)))
    return result
  }

  private static func openDue(_ actions: [ActionRow]) -> [CalendarDate] {
    actions.filter(\.isOpen).compactMap { $0.due.flatMap { CalendarDate($0) } }
  }

  /// The next date by which something is due; nil when nothing is dated or the audit is over.
  public func due(openActionsDue: [CalendarDate]) -> CalendarDate? {
    guard AuditStatus(rawValue: status)?.isOpen ?? true else { return nil }
    let stages = [
      firstReportIssued == nil ? firstReportDue : nil,
      secondReportIssued == nil ? secondReportDue : nil,
      reAuditIssued == nil && reAudit == nil ? reAuditDue : nil,
    ]
    return (stages.compactMap { $0.flatMap { CalendarDate($0) } } + openActionsDue).min()
  }

  /// Whether a report or an action of the audit is late on a day.
  public func isOverdue(on today: CalendarDate, openActionsDue: [CalendarDate]) -> Bool {
    due(openActionsDue: openActionsDue).map { $0 < today } ?? false
  }
}
