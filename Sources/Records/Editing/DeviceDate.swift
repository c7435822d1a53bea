public import IRMER

/// What day it is, as far as a device can know: its clock may be behind.
///
/// A discovery is never after today; but a clock that stands at 2020 must not keep a true one out.
/// It is not believed where the centre's clock, when it was last heard, was later than it is now, or
/// where a person says what day it is.
public struct DeviceDate: Hashable, Sendable {
  /// The likeliest.
  public let day: CalendarDate
  /// Nothing is discovered after this day.
  public let latest: CalendarDate
  /// What the device's clock says.
  public let clock: CalendarDate
  /// Why the clock is not believed, in words; `nil` where it is.
  public let doubt: String?

  /// A device that lay in a drawer, and whose clock has begun anew, is believed to have lain there
  /// for so many days at most. A typing mistake of a year is still found.
  public static let absenceDaysMax = 92
  /// What a clock may be wrong by without anybody being told: one hour.
  private static let tolerance: Int64 = 3_600_000

  /// By the device's clock alone.
  public init(clock now: Moment) {
    (day, latest, clock, doubt) = (now.londonDay, now.londonDay, now.londonDay, nil)
  }

  /// By the word of a person.
  public init(stated day: CalendarDate, clock now: Moment) {
    (self.day, latest, clock) = (day, day, now.londonDay)
    doubt = day == clock ? nil : "by the author's word it was \(day)"
  }

  /// By the device's clock and what it last heard of the centre's.
  ///
  /// - Parameters:
  ///   - lastSync: when the last synchronisation ended by this device's clock.
  ///   - offset: by how many milliseconds the centre's clock was ahead when it was last heard.
  public init(clock now: Moment, lastSync: Moment?, offset: Int64) {
    let isBehind = offset > Self.tolerance
    let heard = lastSync.map { $0.milliseconds &+ offset }
    let hasStoodBack = lastSync.map { now.milliseconds < $0.milliseconds } ?? false
    clock = now.londonDay
    // Past all that was ever heard it is right, or was set since.
    let isPast = heard.map { now.milliseconds >= $0 } ?? false
    guard !isPast, isBehind || hasStoodBack else {
      (day, latest, doubt) = (clock, clock, nil)
      return
    }
    // Where the difference is known it still holds; where the clock began anew, it is at least the
    // day of the last synchronisation.
    let estimate = isBehind ? now.milliseconds &+ offset : heard ?? now.milliseconds
    day = max(clock, Moment(milliseconds: estimate).londonDay)
    latest = hasStoodBack ? day.adding(days: Self.absenceDaysMax) : day
    doubt =
      "by the centre's clock, as last heard, it was \(hasStoodBack ? "at least " : "")\(day)"
  }

  /// What is said where a day after the clock's was taken.
  public var words: String? {
    doubt.map { "this computer's clock said \(clock); \($0)" }
  }
}
