import IRMER
import Records
import Testing

@Suite("What day it is")
struct TodayTests {
  private static let day: Int64 = 86_400_000

  /// Each: the clock, the last sync by that clock, the centre ahead by so many days; then the day,
  /// the last day of a discovery, and whether the clock is doubted.
  @Test(arguments: [
    // Right, never in contact with a centre, or later than every known time.
    ("2026-03-02", nil, 0, "2026-03-02", "2026-03-02", false),
    ("2026-03-02", "2026-03-01", 0, "2026-03-02", "2026-03-02", false),
    // It was always behind by the same amount: the difference applies.
    ("2020-03-02", "2020-03-01", 2192, "2026-03-03", "2026-03-03", true),
    ("2020-03-02", nil, 2192, "2026-03-03", "2026-03-03", true),
    // It was behind, and was corrected since.
    ("2026-03-05", "2020-03-01", 2192, "2026-03-05", "2026-03-05", false),
    // It was right, and was reset while unused: at least the day of the last synchronisation.
    ("2020-01-01", "2026-03-01", 0, "2026-03-01", "2026-06-01", true),
    // The same, with contact to the centre since then but no synchronisation.
    ("2020-01-01", "2026-03-01", 2254, "2026-03-04", "2026-06-04", true),
    // It was ahead, and was corrected since.
    ("2026-03-05", "2030-03-01", -1461, "2026-03-05", "2026-03-05", false),
    // It is ahead: never earlier than it shows, because what was logged before must not be refused.
    ("2030-03-02", "2030-03-01", -1461, "2030-03-02", "2030-03-02", false),
  ])
  func `a clock is believed until the centre's says that it is behind`(
    clock: String, lastSync: String?, ahead: Int64, day: String, latest: String, isDoubted: Bool
  ) throws {
    let today = DeviceDate(
      clock: Moment(noonOf: try #require(CalendarDate(clock))),
      lastSync: try lastSync.map { Moment(noonOf: try #require(CalendarDate($0))) },
      offset: ahead * Self.day)

    #expect("\(today.day)" == day && "\(today.latest)" == latest)
    #expect("\(today.clock)" == clock && (today.doubt != nil) == isDoubted)
  }

  @Test func `a true day of discovery is taken, and why stands in the record`() throws {
    var author = Author(kind: .incident)
    author.stated = CalendarDate("2026-03-09")

    try author.log(["discoveredOn": "2026-03-08"])

    #expect(
      author.field("clockDoubt")
        == "this computer's clock said 2 March 2026; by the author's word it was 9 March 2026")
  }

  @Test func `what is after today is refused, with the clock's day and what to do`() {
    var author = Author(kind: .incident)

    let plain = validationError { try author.log(["discoveredOn": "2026-03-08"]) }
    author.stated = CalendarDate("2026-03-07")
    let stated = validationError { try author.log(["discoveredOn": "2026-03-08"]) }

    #expect(plain?.code == "in-the-future" && stated?.code == "in-the-future")
    #expect(plain?.message.contains("2026-03-02 by this computer's clock") ?? false)
    #expect(plain?.message.contains("--today") ?? false)
    #expect(stated?.message.contains("2026-03-07 at most") ?? false)
  }

  @Test func `a day of discovery that is corrected past the clock is said`() throws {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-03-01"])
    author.stated = CalendarDate("2026-03-09")

    let edit = try Edit.parse(
      ["discoveredOn=2026-03-08"], on: author.snapshot, why: "the ward's log",
      context: author.context, using: &author.generator)

    #expect(edit.warnings.contains { $0.contains("Correct this computer's clock") })
  }

  @Test func `the author's word stands where the clock says the same`() throws {
    let day = try #require(CalendarDate("2026-03-02"))
    let today = DeviceDate(stated: day, clock: Moment(noonOf: day))

    #expect(today == DeviceDate(clock: Moment(noonOf: day)))
  }
}
