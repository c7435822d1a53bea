/// The status of an incident.
///
///     draft → logged → preliminary ─┬→ notifiable-awaiting-notification → notified
///                                   │    → investigating → report-sent → with-regulator
///                                   │    → closure-received → closed
///                                   └→ local-investigation → local-analysed → closed
///     any → void (withdrawn)
public enum IncidentStatus: String, Hashable, Sendable, CaseIterable {
  case draft
  case logged
  case preliminary
  case awaitingNotification = "notifiable-awaiting-notification"
  case notified
  case investigating
  case reportSent = "report-sent"
  case withRegulator = "with-regulator"
  case closureReceived = "closure-received"
  case closed
  case localInvestigation = "local-investigation"
  case localAnalysed = "local-analysed"
  case void
  /// Recorded, but none that this version knows: a later version wrote it, or it was redacted.
  case unreadable

  /// What a record may hold.
  public static let settable = allCases.filter { $0 != .unreadable }

  /// The step towards the authority's closure; nil for statuses outside that process.
  public var regulatoryStep: Int? {
    switch self {
    case .awaitingNotification: 0
    case .notified: 1
    case .investigating: 2
    case .reportSent: 3
    case .withRegulator: 4
    case .closureReceived: 5
    case .draft, .logged, .preliminary, .closed, .localInvestigation, .localAnalysed, .void,
      .unreadable:
      nil
    }
  }

  /// Whether anything remains to be done.
  public var isOpen: Bool { self != .closed && self != .void }
}
