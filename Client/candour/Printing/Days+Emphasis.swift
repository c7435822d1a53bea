import Screens
import SiteClient

extension Days {
  /// Red when it has passed, yellow in the last days.
  static func emphasis(daysLeft: Int?) -> Emphasis {
    switch daysLeft {
    case nil: .none
    case .some(..<0): .danger
    case .some(0...3): .warning
    default: .none
    }
  }
}

extension SiteClient {
  /// The day in Europe/London, by which deadlines are counted; the centre's where this device's
  /// clock is known to be behind.
  nonisolated var today: CalendarDate { context().today.day }
}
