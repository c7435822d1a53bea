/// The stage of a clinical audit in its cycle (audit procedure), or that it was withdrawn.
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
  case void
  /// Recorded, but none that this version knows: a later version wrote it, or it was redacted.
  case unreadable

  /// What a person may set: an audit is withdrawn by its own command.
  public static let settable = allCases.filter { $0 != .void && $0 != .unreadable }

  /// The order of the cycle.
  public var stage: Int { Self.settable.firstIndex(of: self) ?? 0 }
  /// Whether anything remains to be done.
  public var isOpen: Bool { self != .closed && self != .abandoned && self != .void }
}
