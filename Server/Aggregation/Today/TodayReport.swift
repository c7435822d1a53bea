package import IRMER
internal import RecordStore
package import Records

/// What needs attention today, over all sites.
///
/// One value, so that the page, the digest by mail and the calendar always agree.
package struct TodayReport: Hashable, Sendable {
  /// The subjects that are counted, the most pressing first.
  package enum Subject: String, Hashable, Sendable, CaseIterable {
    case lastDay = "last-day"
    case overdueToNotify = "overdue-to-notify"
    case overdueToDecide = "overdue-to-decide"
    case reportsOverdue = "reports-overdue"
    case dueThisWeek = "due-this-week"
    case returned
    case undecidedSignificance = "undecided-significance"
    case missingDose = "missing-dose"
    case missingFacts = "missing-facts"
    case conflicts
    case quarantine
    case themes
    case duplicates
    case reportsDue = "reports-due"
    case auditsOverdue = "audits-overdue"
    case actionsOverdue = "actions-overdue"
    case silentSites = "silent-sites"
    case new
  }

  /// The count of a subject, and the list of exactly these.
  package struct Figure: Hashable, Sendable {
    package let subject: Subject
    package let count: Int
    /// Whether there may be more than were counted.
    package var isAtLeast = false
    /// Since when something is new, in words; `nil` for the reader's own last visit.
    package var sinceWords: String?
    /// The address of the list, from the first slash.
    package let path: String
  }

  package let day: CalendarDate
  /// From when an incident counts as new: the reader's last visit on an earlier day; a week ago where
  /// there was none.
  package let since: Moment
  package let isSinceVisit: Bool
  package let figures: [Figure]
  /// What the figures rest on, for every site.
  package let coverage: [SiteCoverage]

  package func figure(_ subject: Subject) -> Figure? { figures.first { $0.subject == subject } }

  /// The figures above zero, the most pressing first.
  package func urgent(limit: Int = 10) -> [Figure] {
    Array(figures.filter { $0.count > 0 }.prefix(limit))
  }
}

extension TodayReport.Figure {
  /// `12`, or `100 or more`.
  package var countWords: String { isAtLeast ? "\(count.grouped) or more" : count.grouped }

  /// What is counted, as words after the number.
  package var displayText: String {
    let isOne = count == 1 && !isAtLeast
    return switch subject {
    case .lastDay: isOne ? "last day is today" : "last days are today"
    case .overdueToNotify: "overdue to notify"
    case .overdueToDecide: "overdue to decide"
    case .reportsOverdue: isOne ? "report overdue" : "reports overdue"
    case .dueThisWeek: "due in the next seven days"
    case .returned:
      isOne ? "incident returned with a question" : "incidents returned with a question"
    case .undecidedSignificance: "clinical significance not decided"
    case .missingDose: "dose, age or kind of exposure missing"
    case .missingFacts: "other facts missing"
    case .conflicts: isOne ? "record in conflict" : "records in conflict"
    case .quarantine: isOne ? "entry in quarantine" : "entries in quarantine"
    case .themes: isOne ? "theme proposed" : "themes proposed"
    case .duplicates: isOne ? "possible duplicate" : "possible duplicates"
    case .reportsDue: isOne ? "report due within 14 days" : "reports due within 14 days"
    case .auditsOverdue: isOne ? "audit overdue" : "audits overdue"
    case .actionsOverdue: isOne ? "action overdue" : "actions overdue"
    case .silentSites: isOne ? "silent site" : "silent sites"
    case .new:
      (isOne ? "new incident " : "new incidents ") + (sinceWords ?? "since your last visit")
    }
  }
}

extension TodayReport.Subject {
  /// The path of the list of what is counted, from the first slash.
  func path(since: Moment) -> String {
    switch self {
    case .lastDay: "/notifications?due=today"
    case .overdueToNotify: "/notifications?state=overdue&outcome=notifiable"
    case .overdueToDecide: "/notifications?state=overdue&outcome=undetermined"
    case .reportsOverdue: "/notifications?state=report-overdue"
    case .dueThisWeek: "/notifications?due=week"
    case .returned: "/incidents?awaitsAnswer=true"
    case .undecidedSignificance: "/notifications?why=significance"
    case .missingDose: "/notifications?why=dose"
    case .missingFacts: "/notifications?why=other-facts"
    case .conflicts: "/conflicts"
    case .quarantine: "/quarantine"
    case .themes: "/themes"
    case .duplicates: "/duplicates"
    case .reportsDue: "/notifications?state=report-due"
    case .auditsOverdue: "/audits?overdue=true"
    case .actionsOverdue: "/actions?state=overdue"
    case .silentSites: "/sites"
    case .new: "/incidents?addedSince=\(since.utcText)"
    }
  }
}

extension Moment {
  /// RFC 3339 in UTC, for use in an address: the plus of an offset would be read as a blank.
  fileprivate var utcText: String {
    let shifted = Moment(milliseconds: milliseconds - Int64(londonOffsetMinutes) * 60_000)
    return String(shifted.description.prefix(19)) + "Z"
  }
}
