package import IRMER
package import Records

/// The rules' result for a record, as pages show it.
package struct RulesAnswer: Sendable {
  package let outcome: Tag
  package let sentence: String
  package let authority: String
  package let codes: String?
  package let notifyBy: String?
  package let reportBy: String?
  package let missing: [String]
  package let hasMissing: Bool

  /// The severest of the records that one log makes: one for each nation.
  package init?(_ incidents: [IncidentView], today: CalendarDate) {
    func rank(_ incident: IncidentView) -> Int {
      switch incident.assessment.outcome {
      case .notifiable: 2
      case .undetermined: 1
      case .notNotifiable, .notIRMER: 0
      }
    }
    guard let severest = incidents.max(by: { rank($0) < rank($1) }) else { return nil }
    self.init(severest, today: today)
  }

  package init(_ incident: IncidentView, today: CalendarDate) {
    let assessment = incident.assessment
    outcome = Tag(
      OutcomeWords(assessment).displayText.capitalisedFirst,
      ["notifiable": "red", "undetermined": "amber"][assessment.outcome.rawValue] ?? "grey")
    sentence = OutcomeAdvice(assessment, today: today).displayText
    authority = assessment.authority.rawValue
    let all = assessment.codes + assessment.complementary
    codes = all.isEmpty ? nil : all.joined(separator: ", ")
    notifyBy = assessment.notifyBy.map { Self.day($0, today, assessment.authority) }
    reportBy = assessment.reportBy.map { Self.day($0, today, assessment.authority) }
    missing = SettlingFacts(incident).facts.map(\.displayText.capitalisedFirst)
    hasMissing = !missing.isEmpty
  }

  private static func day(_ day: CalendarDate, _ today: CalendarDate, _ authority: Authority)
    -> String
  {
    let words = "\(day.displayText) (\(Days.displayText(until: day, from: today)))"
    return Days.actBefore(day, authority: authority, near: today).map { "\(words). \($0)" } ?? words
  }
}

extension String {
  /// With a capital letter at the start.
  public var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// The start, with a sign where more follows.
  package func shortened(to count: Int) -> String {
    self.count <= count ? self : prefix(count - 1) + "…"
  }
}
