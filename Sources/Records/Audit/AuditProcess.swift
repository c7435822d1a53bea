import IRMER

/// What each stage of the audit cycle needs before it can be entered (audit procedure).
enum AuditProcess {
  struct Missing: Hashable {
    let field: String
    let message: String

    init(_ field: String, _ message: String) { (self.field, self.message) = (field, message) }
  }

  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    guard after.text("title") != nil else {
      throw ValidationError("required", "an audit keeps its title", field: "title")
    }
    try checkClosed(from: before, to: after)
    guard let old: AuditStatus = before.choice("status"), old != .void,
      let new: AuditStatus = after.choice("status"), new != .void, new != old
    else { return }
    if new == .abandoned {
      guard hasReason || after.text("abandonedReason") != nil else {
        throw ValidationError(
          "reason-required", "abandoning an audit needs a reason", field: "abandonedReason")
      }
      return
    }
    if new.stage < old.stage, !hasReason {
      throw ValidationError(
        "reason-required", "going back in the cycle needs a reason (--why)", field: "status")
    }
    if let first = requirements(for: new, of: AuditView(after)).first {
      throw ValidationError("stage-not-reached", first.message, field: first.field)
    }
    if new == .closed, !after.conflicts.isEmpty {
      throw ValidationError("in-conflict", "settle what is in conflict first", field: "status")
    }
  }

  /// A closed audit keeps what it was closed on, its re-audit or the reason for none for instance:
  /// whoever takes that back opens it again first.
  private static func checkClosed(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    let closed = AuditStatus.closed.rawValue
    guard before.text("status") == closed, after.text("status") == closed else { return }
    let earlier = requirements(for: .closed, of: AuditView(before))
    let missing = requirements(for: .closed, of: AuditView(after))
    guard let first = missing.first(where: { !earlier.contains($0) }) else { return }
    throw ValidationError(
      "stage-not-reached",
      "the audit is closed; set its status back first, with a reason (--why): \(first.message)",
      field: first.field)
  }

  /// What is missing before an audit may be in a status, the first to do first.
  static func requirements(for status: AuditStatus, of audit: AuditView) -> [Missing] {
    switch status {
    case .proposed, .abandoned, .void, .unreadable: []
    case .approved: standards(audit)
    case .collecting: standards(audit) + approval(audit)
    case .analysed: standards(audit) + approval(audit) + results(audit)
    case .firstReportIssued: beforeFirstReport(audit)
    case .actionsInProgress: beforeFirstReport(audit) + firstReport(audit)
    case .secondReportIssued: beforeFirstReport(audit) + firstReport(audit)
    case .reAuditDue: beforeFirstReport(audit) + firstReport(audit)
    case .closed: beforeClosure(audit)
    }
  }

  private static func standards(_ audit: AuditView) -> [Missing] {
    if audit.standards.isEmpty {
      return [Missing("standards", "an audit needs at least one agreed standard")]
    }
    return audit.standards.enumerated().compactMap { position, standard in
      standard.hasTarget
        ? nil
        : Missing(
          "standards/\(position)/target",
          "Standard \(position + 1) needs a target in percent, or a limit; one that is met or not met, "
            + "criterionType=structure")
    }
  }

  private static func approval(_ audit: AuditView) -> [Missing] {
    guard audit.snapshot.text("approvedOn") == nil else { return [] }
    return [Missing("approvedOn", "the audit has not been approved")]
  }

  private static func results(_ audit: AuditView) -> [Missing] {
    audit.standards.enumerated().compactMap { position, standard in
      standard.hasResult
        ? nil
        : Missing("standards/\(position)/result", "Standard \(position + 1) has no result yet.")
    }
  }

  /// The audit procedure: “basic information about the audit, audit results and the plan to implement change as
  /// required”, and “a review date or anticipated timeline of change”.
  private static func beforeFirstReport(_ audit: AuditView) -> [Missing] {
    var missing = standards(audit) + approval(audit) + results(audit)
    let snapshot = audit.snapshot
    if audit.actions.isEmpty, snapshot.text("noChangeRequired") == nil {
      missing.append(Missing("actions", "neither actions nor a statement that none is required"))
    } else if audit.standardsNotMet > 0, audit.actions.isEmpty {
      missing.append(Missing("actions", "a standard that is not met needs a change"))
    }
    if snapshot.text("reviewDate") == nil, snapshot.text("timeline") == nil {
      missing.append(Missing("reviewDate", "neither a review date nor a timeline of change"))
    }
    return missing
  }

  private static func firstReport(_ audit: AuditView) -> [Missing] {
    guard audit.snapshot.text("firstReport/issued") == nil else { return [] }
    return [Missing("firstReport/issued", "the first report has not been issued")]
  }

  private static func beforeClosure(_ audit: AuditView) -> [Missing] {
    let snapshot = audit.snapshot
    var missing = beforeFirstReport(audit) + firstReport(audit)
    if snapshot.text("secondReport/issued") == nil, snapshot.text("secondReport/notRequired") == nil
    {
      missing.append(
        Missing("secondReport/issued", "neither a second report nor a reason why not"))
    }
    if audit.actions.contains(where: \.isOpen) {
      missing.append(Missing("actions", "an action is neither done nor transferred"))
    }
    if audit.standardsNotMet > 0, snapshot.text("reAudit/audit") == nil,
      snapshot.text("reAudit/reasonNot") == nil
    {
      missing.append(
        Missing("reAudit/audit", "a standard was missed: link the re-audit, or say why none"))
    }
    return missing
  }
}
