import Testing

@testable import IRMER

@Suite("Calendar date")
struct CalendarDateTests {
  @Test func `every day from 1 to 9999 has a name that reads back`() {
    var date = CalendarDate.earliest
    var previous = (year: 0, month: 12, day: 31)
    while true {
      let parts = date.components
      let again = CalendarDate(year: parts.year, month: parts.month, day: parts.day)
      let isNext =
        parts == (previous.year, previous.month, previous.day + 1)
        || parts == (previous.year, previous.month + 1, 1)
        || parts == (previous.year + 1, 1, 1)
      if !isNext || again != date { Issue.record("gap before \(date)") }
      previous = parts
      if date == .latest { break }
      date = date.adding(days: 1)
    }
    #expect(date.description == "9999-12-31")
  }

  @Test(arguments: [
    ("2026-02-02", 14, "2026-02-16"), ("2026-02-02", 84, "2026-04-27"),
    ("2026-03-20", 14, "2026-04-03"), ("2026-10-20", 14, "2026-11-03"),
    ("2024-02-20", 14, "2024-03-05"), ("2023-02-20", 14, "2023-03-06"),
    ("2026-01-01", -1, "2025-12-31"), ("9999-12-30", 14, "9999-12-31"),
    ("0001-01-02", -14, "0001-01-01"), ("2026-01-01", .max, "9999-12-31"),
    ("1969-01-01", .min, "0001-01-01"),
  ])
  func `adding days counts calendar days and stops at the ends`(
    start: String, days: Int, end: String
  ) throws {
    #expect(try #require(CalendarDate(start)).adding(days: days).description == end)
  }

  @Test(arguments: [
    "", "2026", "2026-2-02", "2026-02-2", "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00",
    "0000-01-01", "2026-02-02 ", " 2026-02-02", "2026/02/02", "2026-02-029", "+026-02-02",
    "２０２６-02-02", "2023-02-29", "1900-02-29", "2026-04-31", "2026-02-02T00:00:00Z",
  ])
  func `what is not a day is refused`(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test(arguments: [
    ("2024-02-29", 24, "2026-02-28"), ("2024-02-29", 48, "2028-02-29"),
    ("2025-12-31", 2, "2026-02-28"), ("2025-07-10", 24, "2027-07-10"),
    ("0001-02-15", -1, "0001-01-15"), ("0001-01-15", -1, "0001-01-01"),
    ("9999-11-15", 1, "9999-12-15"), ("9999-12-15", 1, "9999-12-31"),
    ("2026-01-01", .max, "9999-12-31"), ("2026-01-01", .min, "0001-01-01"),
  ])
  func `months are calendar months and stop at the ends`(
    start: String, months: Int, end: String
  ) throws {
    #expect(try #require(CalendarDate(start)).adding(months: months).description == end)
  }

  @Test(arguments: ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "1970-01-01"])
  func `a day prints as it was read`(text: String) throws {
    #expect(try #require(CalendarDate(text)).description == text)
  }

  @Test func `days of the week follow the calendar`() throws {
    #expect(try #require(CalendarDate("1970-01-01")).weekday == .thursday)
    #expect(try #require(CalendarDate("2026-02-02")).weekday == .monday)
    #expect(try #require(CalendarDate("2026-03-29")).weekday == .sunday)
    #expect(CalendarDate.earliest.weekday == .monday)
    #expect(CalendarDate.latest.weekday == .friday)
  }
}
