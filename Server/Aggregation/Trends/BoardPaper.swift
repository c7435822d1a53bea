package import CentreStore
package import IRMER
internal import RecordStore
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

  /// - Parameters:
  ///   - counts: by site and month, of this quarter and the one before.
  ///   - sites: every site that has an incident.
  package init(
    _ quarter: Quarter, from counts: [KeptCount], sites: some Sequence<String>,
    on today: CalendarDate
  ) {
    self.quarter = quarter
    isRunning = today <= quarter.last
    let (months, earlier) = (quarter.months, quarter.previous.months)
    func line(_ site: String?, _ counts: [KeptCount]) -> Line {
      func figures(_ months: Set<String>) -> Figures {
        counts.reduce(into: Figures()) { figures, count in
          if months.contains(count.month) { figures.add(count, on: today) }
        }
      }
      return Line(site: site, now: figures(months), before: figures(earlier))
    }
    let bySite = Dictionary(grouping: counts, by: \.site)
    total = line(nil, counts)
    self.sites = Set(sites).sorted().map { line($0, bySite[$0] ?? []) }
    func tallies(_ subject: CountSubject) -> [EmployerReport.Tally] {
      let found = counts.lazy.filter { $0.subject == subject && months.contains($0.month) }
      return Pareto(counting: found.map { (name: $0.value, count: $0.number) }).tallies
    }
    codes = tallies(.code)
    modalities = tallies(.modality)
  }
}

extension Quarter {
  /// `2026-01`, `2026-02`, `2026-03`.
  fileprivate var months: Set<String> {
    let start = Month(first)
    return ["\(start)", "\(start.next)", "\(start.next.next)"]
  }
}

extension BoardPaper.Figures {
  fileprivate mutating func add(_ count: KeptCount, on today: CalendarDate) {
    switch count.subject {
    case .outcome:
      incidents += count.number
      if count.value == Assessment.Outcome.notifiable.rawValue { notifiable += count.number }
      if count.value == Assessment.Outcome.undetermined.rawValue { undetermined += count.number }
    case .candour: significant += count.number
    case .notice: notifiedInTime.add(count, on: today)
    case .report: reportedInTime.add(count, on: today)
    default: break
    }
  }
}

extension EmployerReport.Share {
  /// Adds clocks: those that are done or overdue count, and how many of them were done in time.
  mutating func add(_ clocks: KeptCount, on today: CalendarDate) {
    let words = clocks.value.split(separator: " ")
    switch words.first {
    case "in-time": self = Self(part: part + clocks.number, whole: whole + clocks.number)
    case "late": self = Self(part: part, whole: whole + clocks.number)
    default:
      guard let last = words.last.flatMap({ CalendarDate(String($0)) }), last < today else {
        return
      }
      self = Self(part: part, whole: whole + clocks.number)
    }
  }
}

extension Centre {
  package func boardPaper(_ quarter: Quarter) async throws -> BoardPaper {
    let months = "\(Month(quarter.previous.first))"..."\(Month(quarter.last))"
    let questions = [
      CountQuestion(
        [.outcome, .candour, .modality, .code, .notice, .report], months: months, isByMonth: true,
        isBySite: true), CountQuestion([.outcome], isBySite: true),
    ]
    let answers = try await reading { try $0.store.keptCounts(questions) }
    return BoardPaper(quarter, from: answers[0], sites: answers[1].map(\.site), on: today)
  }
}
