public import IRMER

extension AuditRow {
  /// One item of `audit list` and of `/api/v1/audits`.
  ///
  /// - Parameter actions: the rows of this audit's actions, and of its other dated duties.
  public func listItem(on today: CalendarDate, actions: [ActionRow]) -> JSONObject {
    item(ItemContext(today: today, openActionsDue: Self.openDue(actions)))
  }

  /// One item of `/api/v1/audit-status`.
  public func statusItem(on today: CalendarDate, actions: [ActionRow]) -> JSONObject {
    var item = JSONObject()
    item.append("audit", .string(self.id))
    item.append("reference", JSONValue(self.reference))
    item.append("title", .string(self.title))
    item.append("site", .string(self.site))
    item.append("status", .string(self.status.rawValue))
    for (key, value) in stages.members { item.append(key, value) }
    let due = Self.openDue(actions)
    let own = actions.filter(\.isAction)
    item.append("actionsOpen", .number(JSONNumber(own.count(where: \.isOpen))))
    item.append("actionsOverdue", .number(JSONNumber(Self.openDue(own).count { $0 < today })))
    item.append("teamGaps", JSONValue(self.teamGaps.split(separator: " ").map(String.init)))
    item.append("overdue", .bool(isOverdue(on: today, openActionsDue: due)))
    return item
  }

  /// What `audit show` adds to the record.
  func progress(on today: CalendarDate, of audit: AuditView) -> JSONObject {
    let actions = audit.actions
    let due = audit.datedDuties.filter(\.isOpen).map(\.due)
    let overdue = actions.count { $0.isOpen && $0.due.map { $0 < today } ?? false }
    var result = JSONObject()
    result.append("title", .string(self.title))
    for (key, value) in clock(on: today, openActionsDue: due).members { result.append(key, value) }
    result.append("missing", JSONValue(self.missing.split(separator: " ").map(String.init)))
    for (key, value) in stages.members { result.append(key, value) }
    result.append("actionsOpen", .number(JSONNumber(actions.count(where: \.isOpen))))
    result.append("actionsOverdue", .number(JSONNumber(overdue)))
    result.append("teamGaps", JSONValue(self.teamGaps.split(separator: " ").map(String.init)))
    return result
  }

  private var stages: JSONObject {
    func stage(_ due: String?, _ issued: String?, _ received: String?) -> JSONValue {
      ["due": JSONValue(due), "issued": JSONValue(issued), "received": JSONValue(received)]
    }
    var result = JSONObject()
    result.append("cycle", .number(JSONNumber(self.cycle)))
    result.append(
      "standards",
      [
        "met": .number(JSONNumber(self.standardsMet)),
        "notMet": .number(JSONNumber(self.standardsNotMet)),
        "total": .number(JSONNumber(self.standards)),
      ])
    result.append(
      "firstReport", stage(self.firstReportDue, self.firstReportIssued, self.firstReportReceived))
    result.append(
      "secondReport",
      stage(self.secondReportDue, self.secondReportIssued, self.secondReportReceived))
    var again =
      stage(self.reAuditDue, self.reAuditIssued, self.reAuditReceived).object ?? JSONObject()
    again.append("audit", JSONValue(self.reAudit))
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
    guard self.status.isOpen else { return nil }
    let stages = [
      self.firstReportIssued == nil ? self.firstReportDue : nil,
      self.secondReportIssued == nil ? self.secondReportDue : nil,
      self.reAuditIssued == nil && self.reAudit == nil ? self.reAuditDue : nil,
    ]
    return (stages.compactMap { $0.flatMap { CalendarDate($0) } } + openActionsDue).min()
  }

  /// Whether a report or an action of the audit is late on a day.
  public func isOverdue(on today: CalendarDate, openActionsDue: [CalendarDate]) -> Bool {
    due(openActionsDue: openActionsDue).map { $0 < today } ?? false
  }
}
