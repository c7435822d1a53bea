import IRMER
import Testing

/// The bank holidays by rule, to check the shipped days against: Easter by the Gregorian computus,
/// a holiday on a weekend moved to the next day that is free.
private struct HolidayRule {
  let year: Int

  func day(_ month: Int, _ day: Int) throws -> CalendarDate {
    try #require(CalendarDate(year: year, month: month, day: day))
  }

  /// Easter Sunday (anonymous Gregorian algorithm).
  func easter() throws -> CalendarDate {
    let golden = year % 19
    let century = year / 100
    let rest = year % 100
    let moon =
      (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7
    let shift = moon + week - 7 * ((golden + 11 * moon + 22 * week) / 451) + 114
    return try day(shift / 31, shift % 31 + 1)
  }

  func firstMonday(_ month: Int) throws -> CalendarDate {
    let first = try day(month, 1)
    return first.adding(days: (8 - first.weekday.rawValue) % 7)
  }

  func lastMonday(_ month: Int) throws -> CalendarDate {
    let last = try day(month, CalendarDate.lengthOfMonth(month, year: year))
    return last.adding(days: 1 - last.weekday.rawValue)
  }

  /// Moves holidays off the weekend and away from each other, the earlier first.
  func moved(_ days: [CalendarDate]) -> Set<CalendarDate> {
    var taken = Set(days.filter { !$0.weekday.isWeekend })
    for day in days.sorted() where day.weekday.isWeekend {
      var free = day
      while free.weekday.isWeekend || taken.contains(free) { free = free.adding(days: 1) }
      taken.insert(free)
    }
    return taken
  }

  func holidays(in division: BankHolidayCalendar.Division) throws -> Set<CalendarDate> {
    let easter = try easter()
    var days = [
      try day(1, 1), try day(12, 25), try day(12, 26), easter.adding(days: -2),
      try firstMonday(5), try lastMonday(5),
    ]
    switch division {
    case .englandAndWales: days += [easter.adding(days: 1), try lastMonday(8)]
    case .scotland: days += [try day(1, 2), try firstMonday(8), try day(11, 30)]
    case .northernIreland:
      days += [easter.adding(days: 1), try lastMonday(8), try day(3, 17), try day(7, 12)]
    }
    return moved(days)
  }
}

@Suite("Bank holidays")
struct DirectoryHolidayTests {
  @Test(arguments: BankHolidayCalendar.Division.allCases, Array(2024...2028))
  func `the shipped days are those that Easter, Mondays and substitute days give`(
    division: BankHolidayCalendar.Division, year: Int
  ) throws {
    let shipped = BankHolidayCalendar.shipped.holidays(in: division).map(\.date)
    var expected = try HolidayRule(year: year).holidays(in: division)
    if division == .scotland, year == 2026 {
      // By royal proclamation, for the World Cup.
      expected.insert(try #require(CalendarDate("2026-06-15")))
    }

    #expect(shipped.filter { $0.year == year } == expected.sorted())
  }

  @Test(arguments: [
    ("2027-12-27", Nation.england, "Christmas Day (substitute day)"),
    ("2027-12-28", .wales, "Boxing Day (substitute day)"),
    ("2028-01-04", .scotland, "2nd January (substitute day)"),
    ("2026-07-13", .northernIreland, "Battle of the Boyne (substitute day)"),
    ("2024-12-02", .scotland, "St Andrew's Day (substitute day)"),
    ("2025-04-21", .england, "Easter Monday"),
  ])
  func `a holiday on a weekend is kept on the next free weekday`(
    date: String, nation: Nation, name: String
  ) throws {
    let day = try #require(CalendarDate(date))

    #expect(BankHolidayCalendar.shipped.holiday(on: day, in: nation) == name)
  }

  @Test func `Easter Monday is a working day in Scotland alone`() throws {
    let day = try #require(CalendarDate("2026-04-06"))
    let working = Nation.allCases.filter {
      BankHolidayCalendar.shipped.isWorkingDay(day, in: $0)
    }

    #expect(working == [.scotland])
  }
}

/// “if due on a non-working day show the prior working day as target”. The deadline stays: “no
/// later than 2 weeks after discovering the incident” (SAUE guidance).
@Suite("Working-day target")
struct DirectoryTargetTests {
  @Test(arguments: [
    ("2026-02-16", Nation.england, "2026-02-16"),
    ("2026-02-14", .england, "2026-02-13"),
    ("2026-02-15", .wales, "2026-02-13"),
    ("2026-04-06", .england, "2026-04-02"),
    ("2026-04-06", .scotland, "2026-04-06"),
    ("2026-04-05", .scotland, "2026-04-02"),
    ("2027-01-04", .scotland, "2026-12-31"),
    ("2027-01-04", .england, "2027-01-04"),
    ("2027-12-28", .northernIreland, "2027-12-24"),
    ("2026-06-15", .scotland, "2026-06-12"),
    ("2026-03-17", .northernIreland, "2026-03-16"),
    ("2026-12-28", .england, "2026-12-24"),
  ])
  func `the target is the deadline, or the last working day before it`(
    due: String, nation: Nation, target: String
  ) throws {
    let day = try #require(CalendarDate(due))
    let result = WorkingDayTarget(due: day, nation: nation)

    #expect(result.due == day)
    #expect("\(result.target)" == target)
    #expect(result.reasons.count == result.target.days(until: day))
  }

  @Test func `the reasons name every closed day, latest first`() throws {
    let day = try #require(CalendarDate("2026-04-06"))

    #expect(
      WorkingDayTarget(due: day, nation: .england).reasons == [
        "2026-04-06: Easter Monday", "2026-04-05: Sunday", "2026-04-04: Saturday",
        "2026-04-03: Good Friday",
      ])
  }

  @Test func `a year whose holidays are not known is said to be so`() throws {
    let known = try #require(CalendarDate("2028-12-31"))
    let unknown = try #require(CalendarDate("2029-01-01"))

    #expect(WorkingDayTarget(due: known, nation: .wales).areHolidaysKnown)
    #expect(!WorkingDayTarget(due: unknown, nation: .wales).areHolidaysKnown)
  }

  @Test(arguments: Nation.allCases)
  func `the target is a working day on or before the deadline, on any day`(nation: Nation) throws {
    let first = try #require(CalendarDate("2024-01-01"))
    for offset in 0..<1827 {
      let due = first.adding(days: offset)
      let result = WorkingDayTarget(due: due, nation: nation)

      #expect(result.target <= due)
      #expect(result.target.days(until: due) <= 5)
    }
  }
}
