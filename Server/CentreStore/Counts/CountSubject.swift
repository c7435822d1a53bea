/// What a centre counts as its records change, so that no page has to count records.
///
/// Each row of the plain tables that is counted counts once, under its site, its month of discovery
/// where the subject has one, and a value.
package enum CountSubject: String, Hashable, Sendable, CaseIterable {
  /// Incidents that are not withdrawn, by outcome.
  case outcome
  /// Of these, the clinically significant ones: `met` where every duty of candour is met, else `open`.
  case candour
  /// By modality, as recorded.
  case modality
  /// By nation, as recorded.
  case nation
  /// The codes of these incidents, those with a letter left out.
  case code
  /// The first clock of these incidents: `in-time`, `late`, or `open` with its last day.
  case notice
  /// The same of what is on the list of notifications beside them: confirmed themes, and incidents
  /// whose withdrawal is in conflict.
  case otherNotice = "other-notice"
  /// The second clock, as ``notice``.
  case report
  case otherReport = "other-report"
  /// The bodies that should hear of these incidents.
  case body
  /// Every incident by its status, withdrawn ones too.
  case status
  /// Every notification by step, outcome and the last day of the clock that runs.
  case clock
  /// The codes of everything on the list of notifications.
  case notifiedCode = "notified-code"
  /// Why incidents are undetermined; one may count under several causes.
  case undetermined
  /// Incidents that the Employer returned with a question that has no answer yet.
  case question
  /// The recorded causes of incidents that may belong to a theme.
  case cause
  /// Records with a field in conflict, by kind.
  case conflict
  /// Open duties with a day: the kind of duty and the day.
  case duty
}

/// One kept count.
package struct KeptCount: Hashable, Sendable {
  package let subject: CountSubject
  /// `YYYY-MM`; empty where the subject has no month, or the incident no day of discovery.
  package let month: String
  /// Empty where the subject is not counted by site.
  package let site: String
  package let value: String
  package let number: Int
}

/// Which counts are asked for, and which of them are added up.
package struct CountQuestion: Hashable, Sendable {
  let subjects: [CountSubject]
  let months: ClosedRange<String>
  let isByMonth: Bool
  let isBySite: Bool

  /// - Parameters:
  ///   - months: `YYYY-MM`; all months, and what has none, unless given.
  ///   - isByMonth: whether months are counted apart; otherwise a count's month is empty.
  ///   - isBySite: whether sites are counted apart; otherwise a count's site is empty.
  package init(
    _ subjects: [CountSubject], months: ClosedRange<String>? = nil, isByMonth: Bool = false,
    isBySite: Bool = false
  ) {
    (self.subjects, self.isByMonth, self.isBySite) = (subjects, isByMonth, isBySite)
    // No month is after it.
    self.months = months ?? ""..."~"
  }
}
