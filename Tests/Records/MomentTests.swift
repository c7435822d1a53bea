import IRMER
import Records
import Testing

@Suite("Moment")
struct MomentTests {
  @Test(arguments: [
    ("2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z", "2026-03-29"),
    ("2026-03-29T01:00:00Z", "2026-03-29T02:00:00+01:00", "2026-03-29"),
    ("2026-07-01T23:30:00Z", "2026-07-02T00:30:00+01:00", "2026-07-02"),
    ("2026-10-25T00:59:59.999Z", "2026-10-25T01:59:59+01:00", "2026-10-25"),
    ("2026-10-25T01:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25"),
    ("2026-01-01T00:30:00+02:00", "2025-12-31T22:30:00Z", "2025-12-31"),
    ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z", "1969-12-31"),
  ])
  func `a time is shown as it is in London`(text: String, london: String, day: String) throws {
    let moment = try #require(Moment(text))

    #expect(moment.description == london)
    #expect(moment.londonDay.description == day)
  }

  @Test(arguments: [
    "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00Z", "", "2026-01-01T00:00:00+1:00",
  ])
  func `a time that does not exist is none`(text: String) {
    #expect(Moment(text) == nil)
  }
}
