package import IRMER
internal import Records

/// Three months of a calendar year.
package struct Quarter: Hashable, Sendable, CustomStringConvertible {
  package let year: Int
  /// From 1 to 4.
  package let number: Int

  package init(_ day: CalendarDate) {
    (year, number) = (day.year, (day.month - 1) / 3 + 1)
  }

  private init(year: Int, number: Int) { (self.year, self.number) = (year, number) }

  /// `2026-Q1`.
  package init?(_ text: String) {
    let parts = text.split(separator: "-Q", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, let year = Int(parts[0]), year > 0,
      let number = Int(parts[1]), (1...4).contains(number), parts[1].utf8.count == 1
    else { return nil }
    self.init(year: year, number: number)
  }

  package var description: String {
    String(repeating: "0", count: max(0, 4 - "\(year)".count)) + "\(year)-Q\(number)"
  }

  package var previous: Quarter {
    number == 1 ? Quarter(year: year - 1, number: 4) : Quarter(year: year, number: number - 1)
  }

  package var first: CalendarDate {
    CalendarDate(year: year, month: number * 3 - 2, day: 1) ?? .earliest
  }

  package var last: CalendarDate {
    let next =
      number == 4
      ? CalendarDate(year: year + 1, month: 1, day: 1)
      : CalendarDate(year: year, month: number * 3 + 1, day: 1)
    return (next ?? .latest).adding(days: -1)
  }

  package func contains(_ day: CalendarDate) -> Bool { first <= day && day <= last }
}

/// The figures of one quarter beside those of the quarter before, by day of discovery, for the
/// board.
package struct BoardPaper: Hashable, Sendable {
  /// The figures of some incidents of one quarter.
  package struct Figures: Hashable, Sendable {
    package var incidents = 0
    package var notifiable = 0
    package var undetermined = 0
    package var significant = 0
    /// Of those whose last day has come or that were notified: how many were notified in time.
    package var notifiedInTime = EmployerReport.Share(part: 0, whole: 0)
    package var reportedInTime = EmployerReport.Share(part: 0, whole: 0)
  }

  /// The same figures of one site or the whole trust, in both quarters.
  package struct Line: Hashable, Sendable {
    /// `nil`: the whole trust.
    package let site: String?
    package let now: Figures
    package let before: Figures
  }

  package let quarter: Quarter
  package let total: Line
  /// By the site's code.
  package let sites: [Line]
  /// Codes that applied in the quarter, the most frequent first.
  package let codes: [EmployerReport.Tally]
  package let modalities: [EmployerReport.Tally]
  /// Whether the quarter is not over yet.
  package let isRunning: Bool

  package init(_ quarter: Quarter, of rows: TrustRows, on today: CalendarDate) {
    self.quarter = quarter
    isRunning = today <= quarter.last
    let incidents = rows.incidents.filter { $0.status != "void" }
    let notifications = Dictionary(
      rows.notifications.map { ($0.incident, $0) }, uniquingKeysWith: { first, _ in first })
    func line(_ site: String?) -> Line {
      let mine = incidents.filter { site == nil || $0.site == site }
      func figures(_ quarter: Quarter) -> Figures {
        Figures(mine.filter { quarter.holds($0) }, notifications, on: today)
      }
      return Line(site: site, now: figures(quarter), before: figures(quarter.previous))
    }
    total = line(nil)
    sites = Set(incidents.map(\.site)).sorted().map(line)
    let now = incidents.filter { quarter.holds($0) }
    codes = Pareto(now.flatMap { rows.codes[$0.id] ?? [] }).bars.map {
      .init(name: $0.name, number: $0.count)
    }
    modalities = Pareto(now.compactMap(\.modality)).bars.map {
      .init(name: $0.name, number: $0.count)
    }
  }
}

extension Quarter {
  fileprivate func holds(_ row: IncidentRow) -> Bool {
    row.discoveredOn.flatMap { CalendarDate($0) }.map(contains) ?? false
  }
}

extension BoardPaper.Figures {
  fileprivate init(
    _ rows: [IncidentRow], _ notifications: [String: NotificationRow], on today: CalendarDate
  ) {
    incidents = rows.count
    notifiable = rows.count { $0.outcome == .notifiable }
    undetermined = rows.count { $0.outcome == .undetermined }
    significant = rows.count { $0.clinicallySignificant == .yes }
    let mine = rows.compactMap { notifications[$0.id] }
    notifiedInTime = Self.share(mine.map { ($0.submittedOn, $0.notifyBy) }, today)
    reportedInTime = Self.share(mine.map { ($0.reportSentOn, $0.reportBy) }, today)
  }

  /// How many of those that are done or overdue were done in time.
  private static func share(
    _ pairs: [(done: String?, by: String?)], _ today: CalendarDate
  ) -> EmployerReport.Share {
    let judged = pairs.compactMap { pair -> Bool? in
      guard let by = pair.by.flatMap({ CalendarDate($0) }) else { return nil }
      if let done = pair.done.flatMap({ CalendarDate($0) }) { return done <= by }
      return by < today ? false : nil
    }
    return .init(part: judged.count { $0 }, whole: judged.count)
  }
}

extension Centre {
  package func boardPaper(_ quarter: Quarter) async throws -> BoardPaper {
    BoardPaper(quarter, of: try await rows(), on: today)
  }
}
