import IRMER
import Replication

/// The dates that a status implies: setting “notified” states that it was submitted.
enum StatusDates {
  static func implied(
    by status: String, of after: RecordSnapshot, today: CalendarDate
  ) -> [(path: FieldPath, date: CalendarDate)] {
    switch after.kind {
    case .incident: IncidentStatus(rawValue: status).map { incident($0, today) } ?? []
    case .audit: AuditStatus(rawValue: status).map { audit($0, of: after, today) } ?? []
    default: []
    }
  }

  private static func incident(
    _ status: IncidentStatus, _ today: CalendarDate
  ) -> [(path: FieldPath, date: CalendarDate)] {
    switch status {
    case .notified: [(FieldPath(literal: "notification/submittedOn"), today)]
    case .reportSent: [(FieldPath(literal: "report/sentOn"), today)]
    case .withRegulator: [(FieldPath(literal: "regulator/withAuthorityOn"), today)]
    case .closureReceived: [(FieldPath(literal: "regulator/closureOn"), today)]
    case .draft, .logged, .preliminary, .awaitingNotification, .investigating, .closed,
      .localInvestigation, .localAnalysed, .void, .unreadable:
      []
    }
  }

  /// “A second report on the progress of actions should be provided to the Employer at a suitable
  /// timeframe.” (audit procedure) The source gives none: six months from the day the first report was
  /// issued, which may be recorded later, unless the author says otherwise.
  private static func audit(
    _ status: AuditStatus, of after: RecordSnapshot, _ today: CalendarDate
  ) -> [(path: FieldPath, date: CalendarDate)] {
    switch status {
    case .approved: [(FieldPath(literal: "approvedOn"), today)]
    case .firstReportIssued:
      [
        (FieldPath(literal: "firstReport/issued"), today),
        (
          FieldPath(literal: "secondReport/due"),
          AuditFacts.defaultSecondReportDue(
            firstReportIssuedOn: after.date("firstReport/issued") ?? today)
        ),
      ]
    case .secondReportIssued: [(FieldPath(literal: "secondReport/issued"), today)]
    case .proposed, .collecting, .analysed, .actionsInProgress, .reAuditDue, .closed, .abandoned,
      .void, .unreadable:
      []
    }
  }
}
