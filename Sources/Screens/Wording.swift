internal import IRMER
package import Records

/// The wording of pages.
public enum Wording {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `1 March 2026`; a dash without a day.
  package static func day(_ text: String?) -> String {
    guard let text, let day = CalendarDate(text.prefix(10)) else { return text ?? "–" }
    let (year, month, number) = day.components
    return "\(number) \(months[month - 1]) \(year)"
  }

  /// A sentence with its days in words: `14 February 2026` for `2026-02-14`.
  public static func days(in sentence: String) -> String {
    PersonsDates.sentence(sentence)
  }

  package static func moment(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "never" }
    return moment(Moment(milliseconds: milliseconds))
  }

  /// `1 March 2026 at 09:30`, in London.
  package static func moment(_ moment: Moment) -> String { moment.displayText }

  /// `not-notifiable` → `Not notifiable`.
  public static func displayText(_ kebab: String) -> String {
    if kebab == "mpe" { return "Medical physics expert" }
    let text = ChoiceWords.irregular[kebab] ?? kebab.replacing("-", with: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// `pet-ct` → `PET-CT`, `plain-x-ray` → `Plain X-ray`.
  package static func modality(_ kebab: String) -> String {
    Modality(rawValue: kebab)?.name ?? displayText(kebab)
  }

  package static func daysLeft(_ days: Int?) -> String {
    switch days {
    case nil: "No deadline is running"
    case 0: "Today is the last day"
    case 1: "1 day left"
    case -1: "1 day overdue"
    case let days? where days < 0: "\(-days) days overdue"
    case let days?: "\(days) days left"
    }
  }

  package static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number.grouped) \(number == 1 ? one : many ?? one + "s")"
  }
}

/// A word in a coloured box. The word is sufficient; the colour only helps.
package struct Tag: Sendable {
  package let text: String
  package let colour: String

  package init(_ text: String, _ colour: String) { (self.text, self.colour) = (text, colour) }

  package init(_ state: NotificationState, daysLeft: Int?) {
    let isClose = daysLeft.map { $0 <= 3 } ?? false
    switch state {
    case .overdue, .reportOverdue: self.init(Wording.displayText(state.rawValue), "red")
    case .due, .undetermined, .reportDue:
      self.init(Wording.displayText(state.rawValue), isClose ? "red" : "amber")
    case .notified, .reportSent, .withAuthority:
      self.init(Wording.displayText(state.rawValue), "blue")
    case .closed: self.init(Wording.displayText(state.rawValue), "green")
    }
  }

  package init(outcome: String) {
    switch outcome {
    case "notifiable": self.init("Notifiable", "red")
    case "undetermined": self.init("Undetermined", "amber")
    default: self.init(Wording.displayText(outcome), "grey")
    }
  }
}
