import IRMER
import Testing

@Suite("Ages in days, weeks, months and years")
struct AgeTests {
  private static func facts(_ ages: String) throws -> IncidentFacts {
    try RelatedExample.facts(
      "ct", "{\"exposure\": \"accidental\", \"effectiveDose\": {\"total\": \"1.5\"}, \(ages)}")
  }

  @Test(arguments: [
    (#""ageInDays": 40, "ageInMonths": 9"#, "ageInDays", "ageInMonths"),
    (#""ageInDays": 40, "ageInWeeks": 30"#, "ageInDays", "ageInWeeks"),
    (#""ageInWeeks": 3, "ageInMonths": 9"#, "ageInWeeks", "ageInMonths"),
    (#""ageInDays": 30, "ageInMonths": 2"#, "ageInDays", "ageInMonths"),
    (#""ageAtExposure": 2, "ageInMonths": 23"#, "ageAtExposure", "ageInMonths"),
    (#""ageAtExposure": 1, "ageInDays": 360"#, "ageAtExposure", "ageInDays"),
    (#""ageAtExposure": 0, "ageInWeeks": 53"#, "ageAtExposure", "ageInWeeks"),
    (
      #""ageInDays": 100, "ageInWeeks": 14, "ageInMonths": 5"#, "ageInDays", "ageInMonths"
    ),
  ])
  func `two that are not one age are refused, and both are named`(
    ages: String, first: String, second: String
  ) throws {
    let error = #expect(throws: FactsError.self) { try Self.facts(ages) }

    #expect(error?.field == "individuals/0/\(first)")
    #expect(error.map { "\($0)".contains("individuals/0/\(second)") } ?? false)
  }

  @Test(arguments: [
    #""ageInDays": 31, "ageInMonths": 1"#, #""ageInDays": 28, "ageInMonths": 1"#,
    #""ageInDays": 30, "ageInMonths": 0"#, #""ageInDays": 60, "ageInMonths": 1"#,
    #""ageInWeeks": 4, "ageInMonths": 0"#, #""ageInWeeks": 4, "ageInMonths": 1"#,
    #""ageInDays": 20, "ageInWeeks": 2, "ageInMonths": 0, "ageAtExposure": 0"#,
    #""ageInWeeks": 52, "ageAtExposure": 0"#, #""ageInWeeks": 52, "ageAtExposure": 1"#,
    #""ageInDays": 365, "ageAtExposure": 1"#, #""ageInDays": 365, "ageAtExposure": 0"#,
  ])
  func `those that may be one age are accepted, and a child is a child`(ages: String) throws {
    #expect(Edition.default.assess(try Self.facts(ages)).codes == [.code1])
  }

  /// Every span of the calendar: an age in days and in whole months of one person never contradict.
  @Test func `no birthday of twelve years is refused`() throws {
    let exposed = try #require(CalendarDate("2024-03-01"))
    for days in stride(from: 0, through: 4_400, by: 7) {
      let born = exposed.adding(days: -days)
      var months =
        (exposed.components.year - born.components.year) * 12 + exposed.components.month
        - born.components.month
      if exposed.components.day < born.components.day { months -= 1 }
      #expect(throws: Never.self, "\(days) days, \(months) months") {
        try Self.facts(
          "\"ageInDays\": \(days), \"ageInWeeks\": \(days / 7), \"ageInMonths\": \(months)")
      }
    }
  }
}
