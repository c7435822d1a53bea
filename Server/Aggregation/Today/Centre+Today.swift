internal import CentreStore
package import IRMER
internal import RecordStore
internal import RecordTables
internal import Records
internal import Replication
internal import Synchronization

extension Centre {
  /// What needs attention today.
  ///
  /// - Parameter person: whose last visit decides what is new; `nil` for the trust: a week.
  package func todayReport(for person: String? = nil) async throws -> TodayReport {
    let (day, now) = (today, moment)
    let visits = person.map { [PageQuestion.lastAccess(of: $0, before: now.midnight)] } ?? []
    let (last, counts, version, overdue, coverage) = try await together(
      visits + [.version, .counts([DayCounts.question]), .audits, .coverage]
    ) { reading in
      let last = try reading.lastVisit(of: person, before: now)
      let since = last ?? now.weekBefore
      return (
        last, try reading.store.dayCounts(today: "\(day)", since: since.milliseconds),
        try reading.centre.storeVersion(), try reading.auditsOverdue(on: day),
        try reading.coverage()
      )
    }
    let proposed = try await proposedCounts(at: DayVersion(version: version, day: day))
    let silent = coverage.filter { $0.isSilent && $0.devices > 0 }
    let since = last ?? now.weekBefore
    let figures = TodayReport.Subject.allCases.map { subject -> TodayReport.Figure in
      var figure = TodayReport.Figure(
        subject: subject,
        count: counts.count(of: subject, on: day)
          ?? Self.count(of: subject, proposed, audits: overdue, silent: silent.count),
        path: subject.path(since: since))
      figure.sinceWords = last == nil ? "in the last seven days" : nil
      figure.isAtLeast = subject == .duplicates && proposed.areMoreDuplicates
      return figure
    }
    return TodayReport(
      day: day, since: since, isSinceVisit: last != nil, figures: figures, coverage: coverage)
  }

  /// The figures of the menu on every page, as last counted.
  package var menuReport: TodayReport? { menu.withLock { $0?.report } }

  /// Recounts the menu's figures where the records or the day have changed.
  package func refreshMenu() async throws {
    guard !isMenuRecent else { return }
    let day = today
    try await refreshMenu(
      at: DayVersion(version: try await reading { try $0.storeVersion() }, day: day))
  }

  /// Whether the menu's figures are shown whatever has changed since.
  var isMenuRecent: Bool {
    let now = now()
    return menu.withLock { $0.map { Self.isRecent($0.at, now) } ?? false }
  }

  /// - Parameter key: of the records now.
  func refreshMenu(at key: DayVersion) async throws {
    let now = now()
    if menu.withLock({ $0?.key == key }) { return }
    let report = try await todayReport()
    menu.withLock { $0 = (key, now, report) }
  }

  private static func count(
    of subject: TodayReport.Subject, _ proposed: ProposedCounts, audits: Int, silent: Int
  ) -> Int {
    switch subject {
    case .themes: proposed.themes
    case .duplicates: proposed.duplicates
    case .auditsOverdue: audits
    case .silentSites: silent
    default: 0
    }
  }

  /// How many themes and duplicates wait for a decision; counted once for each state of the
  /// records.
  ///
  /// - Parameter key: of the records now.
  private func proposedCounts(at key: DayVersion) async throws -> ProposedCounts {
    let now = now()
    let known = cachedProposals.withLock { $0 }
    if let known, known.key == key || Self.isRecent(known.at, now) { return known.counts }
    let pairs = try await possibleDuplicates()
    let counts = ProposedCounts(
      themes: try await themesProposed(), duplicates: pairs.pairs.count,
      areMoreDuplicates: pairs.next != nil)
    cachedProposals.withLock { $0 = (key, now, counts) }
    return counts
  }

  /// How old the searches' proposals and the menu's counts may be where records change all the
  /// time, in milliseconds: a centre that receives a change every second does not search every
  /// second.
  private static let countsAgeMax: Int64 = 60_000

  private static func isRecent(_ at: Int64, _ now: Int64) -> Bool {
    (0..<countsAgeMax).contains(now - at)
  }
}

extension CentreReading {
  fileprivate func auditsOverdue(on day: CalendarDate) throws -> Int {
    try store.listedAudits().count {
      AuditLine(audit: $0.audit, actions: $0.actions).isOverdue(on: day)
    }
  }

  /// A person's last visit on an earlier day; `nil` where there was none.
  fileprivate func lastVisit(of person: String?, before now: Moment) throws -> Moment? {
    guard let person else { return nil }
    let last = try centre.administration.lastAccess(of: person, before: now.midnight)
    return last.map(Moment.init(milliseconds:))
  }
}

extension Moment {
  fileprivate var weekBefore: Moment { Moment(milliseconds: milliseconds - 7 * 86_400_000) }

  /// When its day began by universal time, in milliseconds since 1970.
  fileprivate var midnight: Int64 {
    let time = description.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int($0) }
    return milliseconds - Int64((time[0] * 60 + time[1]) * 60 + time[2]) * 1000
  }
}

/// Counts of what the searches propose.
struct ProposedCounts: Hashable, Sendable {
  let themes: Int
  let duplicates: Int
  let areMoreDuplicates: Bool
}

extension DayCounts {
  /// `nil` for a subject that is not among these.
  fileprivate func count(of subject: TodayReport.Subject, on day: CalendarDate) -> Int? {
    func number(_ admits: (ClockGroup) -> Bool) -> Int {
      clocks.filter(admits).reduce(0) { $0 + $1.count }
    }
    func inState(_ state: NotificationState, _ outcome: Assessment.Outcome? = nil) -> Int {
      number {
        $0.clocks.state(on: day) == state && (outcome == nil || $0.outcome == outcome)
      }
    }
    switch subject {
    case .lastDay: return number { $0.clocks.daysLeft(on: day) == 0 }
    case .dueThisWeek:
      return number { (1...7).contains($0.clocks.daysLeft(on: day) ?? .max) }
    case .overdueToNotify: return inState(.overdue, .notifiable)
    case .overdueToDecide: return inState(.overdue, .undetermined)
    case .reportsOverdue: return inState(.reportOverdue)
    case .reportsDue: return inState(.reportDue)
    case .undecidedSignificance: return causes[.significance] ?? 0
    case .missingDose: return causes[.dose] ?? 0
    case .missingFacts: return causes[.otherFacts] ?? 0
    case .returned: return incidentsReturned
    case .conflicts: return recordsInConflict
    case .quarantine: return entriesWaiting
    case .actionsOverdue: return actionsOverdue
    case .new: return incidentsAdded
    case .themes, .duplicates, .auditsOverdue, .silentSites: return nil
    }
  }
}

extension AuditLine {
  package func isOverdue(on day: CalendarDate) -> Bool {
    audit.isOverdue(on: day, openActionsDue: openActionsDue)
  }
}
