import IRMER
import Records

/// Generates a trust's year, event by event.
struct YearMaking {
  private(set) var events: [TrustYear.Event] = []
  private(set) var expectations: [TrustYear.Expectation] = []
  var random: SeededGenerator
  let first: CalendarDate
  let last: CalendarDate
  /// When each site has no network.
  private var outages: [String: ClosedRange<CalendarDate>] = [:]

  init(seed: UInt64, year: Int) {
    guard let first = CalendarDate(year: year, month: 1, day: 1),
      let last = CalendarDate(year: year, month: 12, day: 31)
    else { preconditionFailure("a year of the calendar") }
    (self.first, self.last, random) = (first, last, SeededGenerator(seed: seed))
  }

  /// Every site is offline for two to four weeks once a year.
  mutating func makeOutages() {
    for site in TrustSite.all {
      let start = day(first, plus: random.number(20...300))
      outages[site.code] = start...day(start, plus: random.number(14...28))
    }
  }

  /// Every site and its desk synchronise once a week.
  mutating func makeRoundsOfSync() {
    for site in TrustSite.all {
      var today = first
      while today <= last {
        if isOnline(site.code, today) {
          add(
            .init(
              day: today, minute: 1200, site: site.code, role: "operator", record: -1, deed: .sync))
          add(
            .init(
              day: today, minute: 1210, site: site.code, isAtDesk: true, role: "operator",
              record: -1, deed: .sync))
        }
        today = day(today, plus: 7)
      }
    }
  }

  func isOnline(_ site: String, _ day: CalendarDate) -> Bool {
    outages[site].map { !$0.contains(day) } ?? true
  }

  func day(_ day: CalendarDate, plus days: Int) -> CalendarDate {
    day.adding(days: days)
  }

  /// A day of the year, seldom of a weekend.
  mutating func someDay() -> CalendarDate {
    while true {
      let day = day(first, plus: random.number(0...364))
      let isWeekend = [5, 6].contains(abs(Self.monday.days(until: day)) % 7)
      if !isWeekend || random.once(in: 5) { return day }
    }
  }

  private static let monday: CalendarDate = {
    guard let day = CalendarDate("2024-01-01") else { preconditionFailure("a Monday") }
    return day
  }()

  mutating func add(_ event: TrustYear.Event) {
    if event.day <= last { events.append(event) }
  }

  /// - Returns: the number of the record.
  mutating func expect(
    _ kind: RecordKind, at site: String, outcome: Assessment.Outcome? = nil,
    isWithdrawn: Bool = false, mayBeInConflict: Bool = false
  ) -> Int {
    expectations.append(
      TrustYear.Expectation(
        kind: kind, site: site, outcome: outcome, isWithdrawn: isWithdrawn,
        mayBeInConflict: mayBeInConflict))
    return expectations.count - 1
  }
}

/// The steps for one record, each after the one before.
struct Course {
  let record: Int
  let site: String
  var day: CalendarDate
  var minute: Int

  /// Advances by some days, or by some minutes.
  mutating func wait(_ days: Int, in making: YearMaking) {
    if days == 0 {
      minute += 5
    } else {
      day = making.day(day, plus: days)
      minute = 480 + (minute * 7) % 500
    }
  }

  func event(_ role: String, _ deed: TrustYear.DecisionHandler, isAtDesk: Bool = false)
    -> TrustYear.Event
  {
    TrustYear.Event(
      day: day, minute: minute, site: site, isAtDesk: isAtDesk, role: role, record: record,
      deed: deed)
  }
}
