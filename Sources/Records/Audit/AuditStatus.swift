/// The stage of a clinical audit in its cycle (audit procedure).
public enum AuditStatus: String, Hashable, Sendable, CaseIterable {
  case proposed
  case approved
  case collecting
  case analysed
  case firstReportIssued = "first-report-issued"
  case actionsInProgress = "actions-in-progress"
  case secondReportIssued = "second-report-issued"
  case reAuditDue = "re-audit-due"
  case closed
  case abandoned

  /// The order of the cycle.
  public var stage: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  /// Whether anything remains to be done.
  public var isOpen: Bool { self != .closed && self != .abandoned }
}
