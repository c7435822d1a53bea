public import IRMER

/// Today's date, as far as a device can know it: its clock may be behind.
///
/// A discovery is never after today; but a clock that still shows 2020 must not cause a true date
/// to be refused. The clock is doubted where the centre's clock, at the last contact, was later
/// than it is now, or where a person states the date.
public struct DeviceDate: Hashable, Sendable {
  /// The most likely date.
  public let day: CalendarDate
  /// No discovery is accepted after this day.
  public let latest: CalendarDate
  /// The date of the device's clock.
  public let clock: CalendarDate
  /// Why the clock is doubted, in words; `nil` where it is not.
  public let doubt: String?

  /// A device that was unused, and whose clock was reset, is assumed to have been unused for this
  /// many days at most. So a typing mistake of a year is still found.
  public static let absenceDaysMax = 92
  /// How far a clock may be wrong without a warning: one hour.
  private static let tolerance: Int64 = 3_600_000

  /// By the device's clock alone.
  public init(clock now: Moment) {
    (day, latest, clock, doubt) = (now.londonDay, now.londonDay, now.londonDay, nil)
  }

  /// By a person's statement.
  public init(stated day: CalendarDate, clock now: Moment) {
    (self.day, latest, clock) = (day, day, now.londonDay)
    doubt = day == clock ? nil : "by the author's word it was \(day.displayText)"
  }

  /// By the device's clock and the last known time of the centre.
  ///
  /// - Parameters:
  ///   - lastSync: when the last synchronisation ended by this device's clock.
  ///   - offset: how many milliseconds the centre's clock was ahead at the last contact.
  public init(clock now: Moment, lastSync: Moment?, offset: Int64) {
    let isBehind = offset > Self.tolerance
    let heard = lastSync.map { $0.milliseconds &+ offset }
    let hasStoodBack = lastSync.map { now.milliseconds < $0.milliseconds } ?? false
    clock = now.londonDay
    // Later than every known time: it is right, or was corrected since.
    let isPast = heard.map { now.milliseconds >= $0 } ?? false
    guard !isPast, isBehind || hasStoodBack else {
      (day, latest, doubt) = (clock, clock, nil)
      return
    }
    // A known difference still applies; where the clock was reset, it is at least the day of the
    // last synchronisation.
    let estimate = isBehind ? now.milliseconds &+ offset : heard ?? now.milliseconds
    day = max(clock, Moment(milliseconds: estimate).londonDay)
    latest = hasStoodBack ? day.adding(days: Self.absenceDaysMax) : day
    doubt =
      "by the centre's clock, as last heard, it was \(hasStoodBack ? "at least " : "")\(day.displayText)"
  }

  /// The remark where a day after the clock's was accepted.
  public var displayText: String? {
    doubt.map { "this computer's clock said \(clock.displayText); \($0)" }
  }
}
