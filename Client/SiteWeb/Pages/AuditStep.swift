internal import IRMER
internal import Records
internal import Screens

/// One step of the EP17 cycle, from plan to re-audit, as a task list shows it.
struct AuditStep: Sendable {
  let id: String
  let title: String
  let detail: String
  let tag: Tag
  let href: String

  /// The parts in which an audit is edited, in the order of the cycle.
  static let groups = [
    EditGroup(
      id: "plan", title: "Plan and standards",
      keys: [
        "title", "programmeYear", "topicOrigin", "objectives", "modality", "department", "team",
        "standards", "population", "sampling", "sampleSize", "dataItems",
      ], isAdding: true),
    EditGroup(
      id: "approval", title: "Approval", keys: ["approvedBy", "approvedOn", "status"]),
    EditGroup(id: "results", title: "Results", keys: ["standards", "findings"], isAdding: true),
    EditGroup(
      id: "actions", title: "Plan of change",
      keys: ["actions", "noChangeRequired", "reviewDate", "timeline"], isAdding: true),
    EditGroup(
      id: "first", title: "First report to the Employer", keys: ["firstReport", "status"]),
    EditGroup(
      id: "second", title: "Second report: progress of actions",
      keys: ["secondReport", "status"]),
    EditGroup(
      id: "reaudit", title: "Re-audit and closing", keys: ["reAudit", "status", "abandonedReason"]),
  ]

  /// Evidence beside the steps: what was found, kept outside the record.
  static let evidence = EditGroup(
    id: "evidence", title: "Evidence", keys: ["evidence"], isAdding: true)

  static func steps(of audit: AuditView) -> [AuditStep] {
    let stage = audit.status.stage
    let base = "/audits/\(FormFields.encoded(audit.snapshot.name))"
    let done: [String: Bool] = [
      "plan": !audit.standards.isEmpty && audit.standards.allSatisfy(\.hasTarget),
      "approval": audit.snapshot.text("approvedOn") != nil,
      "results": !audit.standards.isEmpty && audit.standards.allSatisfy(\.hasResult),
      "actions": (!audit.actions.isEmpty || audit.snapshot.text("noChangeRequired") != nil)
        && (audit.snapshot.text("reviewDate") != nil || audit.snapshot.text("timeline") != nil),
      "first": audit.snapshot.text("firstReport/issued") != nil,
      "second": audit.snapshot.text("secondReport/issued") != nil
        || audit.snapshot.text("secondReport/notRequired") != nil,
      "reaudit": stage >= AuditStatus.closed.stage,
    ]
    let next = groups.first { !(done[$0.id] ?? false) }?.id
    return groups.map { group in
      let isDone = done[group.id] ?? false
      return AuditStep(
        id: group.id, title: group.title, detail: details[group.id] ?? "",
        tag: isDone
          ? Tag("Done", "green") : group.id == next ? Tag("Next", "blue") : Tag("To do", "grey"),
        href: "\(base)/edit/\(group.id)")
    }
  }

  private static let details = [
    "plan": "What is audited, against which agreed standards, by whom",
    "approval": "Who approved it, and when",
    "results": "How many of those examined met each standard",
    "actions": "What changes, by whom and when; or why nothing does",
    "first": "Results and the plan, to the Employer",
    "second": "What came of the actions",
    "reaudit": "The next cycle, where a standard was missed",
  ]
}

extension Picture {
  /// The share of each standard that was met, beside its target.
  init?(resultsOf audit: AuditView) {
    let measured = audit.standards.compactMap { standard in
      standard.proportion.map { (standard: standard, proportion: $0) }
    }
    guard !measured.isEmpty else { return nil }
    self.init(
      "results", title: "Results against the standards",
      summary: measured.map { entry in
        "\(entry.standard.id): \(entry.proportion.countWords), target "
          + "\(entry.standard.targetWords ?? "none")"
      }.joined(separator: "; ") + ".", height: 30 + measured.count * 44,
      header: ["Standard", "Met", "Share", "Target", "Verdict"])
    let x = Scale(values: 0...100, places: (90, 600))
    for (index, entry) in measured.enumerated() {
      let y = Double(10 + index * 44)
      let share =
        100 * Double(entry.proportion.numerator) / Double(max(1, entry.proportion.denominator))
      text(82, y + 18, String(entry.standard.id.prefix(10)), .label, .end)
      box(90, y, width: 510, height: 26, .band, shade: 0)
      box(90, y, width: x(share) - 90, height: 26, entry.standard.verdict == .met ? .met : .bar)
      if let target = entry.standard.targetPosition {
        line(x(target), y - 4, x(target), y + 30, .target)
      }
      text(96, y + 18, "\(Self.text(share)) %", .label, .strong)
      row(
        entry.standard.id, entry.proportion.countWords, "\(Self.text(share)) %",
        entry.standard.targetWords ?? "–", Wording.displayText(entry.standard.verdict.rawValue))
    }
    text(90, Double(24 + measured.count * 44), "The red line is the target.")
  }
}
