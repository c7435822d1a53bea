import IRMER
import Replication

/// Which changes the process forbids, independently of the values. A new record is a change of an
/// empty one: what `set` refuses, no draft may hold.
enum ChangeRules {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, why: String, today: CalendarDate
  ) throws(ValidationError) {
    let hasReason = Reason.isGiven(why)
    if !hasReason { try checkConflicts(from: before, to: after) }
    if before.isWithdrawn, after.text("status") == Withdrawal.void {
      throw ValidationError(
        "withdrawn", "the record is withdrawn; set its status, with a reason, to take it up again",
        field: "status")
    }
    let status = after.text("status")
    if status == nil, before.text("status") != nil {
      throw ValidationError("required", "a record keeps a status", field: "status")
    }
    if after.text("nation") == nil, before.text("nation") != nil {
      throw ValidationError(
        "required",
        "the nation decides which authority is notified: it can be changed, not removed",
        field: "nation")
    }
    if status != before.text("status") {
      if status == Withdrawal.void {
        throw ValidationError(
          "use-withdraw", "a record is withdrawn with a reason, not set void", field: "status")
      }
      if before.text("status") == Withdrawal.void, !hasReason {
        throw ValidationError(
          "reason-required", "taking up a withdrawn record needs a reason (--why)",
          field: "status")
      }
    }
    try EvidenceRules.check(from: before, to: after, hasReason: hasReason)
    try PlausibleDates.check(from: before, to: after, hasReason: hasReason, today: today)
    switch before.kind {
    case .incident: try IncidentProcess.check(from: before, to: after, hasReason: hasReason)
    case .audit: try AuditProcess.check(from: before, to: after, hasReason: hasReason)
    case .theme: try ThemeProcess.check(from: before, to: after, hasReason: hasReason)
    default: break
    }
  }

  /// A change of a field in conflict settles it, by whichever command, and needs a reason.
  private static func checkConflicts(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    let conflicts = before.conflicts
    guard !conflicts.isEmpty else { return }
    let open = Set(after.conflicts.map(\.path))
    guard let settled = conflicts.first(where: { !open.contains($0.path) }) else { return }
    throw ValidationError(
      "reason-required", "is in conflict; settling it needs a reason (--why)",
      field: settled.displayPath)
  }
}
