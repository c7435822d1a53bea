/// The ages, in days, of somebody whose age is recorded in whole days, weeks, months or years.
struct AgeRange {
  /// The field that it is recorded in.
  let key: String
  let days: ClosedRange<Int>
  /// In whole years.
  let years: ClosedRange<Int>

  /// Leap years may shift a birthday by a day.
  init(_ key: String, days: ClosedRange<Int>) {
    self.key = key
    self.days = days
    years =
      Self.years(ofDays: days.lowerBound)
      .lowerBound...Self.years(ofDays: days.upperBound)
      .upperBound
  }

  init(_ key: String, months: ClosedRange<Int>) {
    self.key = key
    let longest = Self.days(ofMonths: months.upperBound + 1).upperBound
    days = Self.days(ofMonths: months.lowerBound).lowerBound...(longest - 1)
    years = (months.lowerBound / 12)...(months.upperBound / 12)
  }

  /// Whether both may be the age of one person.
  func mayBe(_ other: AgeRange) -> Bool {
    days.overlaps(other.days) && years.overlaps(other.years)
  }

  /// The possible ages in whole years of somebody this many days old.
  static func years(ofDays days: Int) -> ClosedRange<Int> {
    // A year has 365 days; of any four consecutive years one has 366.
    let most = (0...FactsReader.ageMax + 8).last { $0 * 365 + $0 / 4 <= days } ?? 0
    let least = (0...FactsReader.ageMax + 8).last { $0 * 365 + ($0 + 3) / 4 <= days } ?? 0
    return least...most
  }

  /// How many days so many consecutive months may have.
  static func days(ofMonths months: Int) -> ClosedRange<Int> {
    let (years, rest) = months.quotientAndRemainder(dividingBy: 12)
    let least = years * 365 + years / 4
    let most = years * 365 + (years + 3) / 4
    return (least + leastDays[rest])...(most + mostDays[rest])
  }

  /// The shortest and the longest that so many consecutive months can be: February has 28 days or
  /// 29, and July and August have 62 together.
  private static let leastDays = [0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334]
  private static let mostDays = [0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337]
}
