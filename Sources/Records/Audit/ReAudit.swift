import IRMER

/// The audit that repeats one whose standards were not all met (audit procedure: “followed by re-audits to verify
/// that the corrective actions have achieved the intended positive results”). An unapproved plan
/// verifies nothing, so an audit is not closed on it.
public enum ReAudit {
  /// The name of the re-audit that has to be looked up before a change is written.
  ///
  /// - Returns: `nil` where the change does not close an audit on a re-audit.
  public static func named(from before: RecordSnapshot, to after: RecordSnapshot) -> String? {
    let closed = AuditStatus.closed.rawValue
    guard after.kind == .audit, after.text("status") == closed,
      let name = after.text("reAudit/audit"), AuditView(after).standardsNotMet > 0,
      before.text("status") != closed || before.text("reAudit/audit") != name
    else { return nil }
    return name
  }

  /// Refuses an audit that cannot be the re-audit.
  public static func check(
    _ reAudit: RecordSnapshot, of audit: RecordSnapshot
  ) throws(ValidationError) {
    let name = reAudit.reference ?? "\(reAudit.id)"
    let status = reAudit.text("status").flatMap(AuditStatus.init(rawValue:))
    let fault: String? =
      if reAudit.kind != .audit {
        "is not an audit"
      } else if reAudit.id == audit.id {
        "is this audit itself"
      } else if reAudit.isWithdrawn {
        "is withdrawn"
      } else if status == .proposed || status == .abandoned {
        "is \(status == .proposed ? "only proposed: approve it first" : "abandoned")"
      } else {
        nil
      }
    guard let fault else { return }
    throw ValidationError(
      "stage-not-reached",
      "\(name) \(fault). Name an approved re-audit, or say why there is none",
      field: "reAudit/audit")
  }
}
