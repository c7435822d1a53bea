public import IRMER

extension IncidentView {
  /// A question that the Employer asked before approving the codes.
  public struct Question: Hashable, Sendable {
    /// Its position in the record, from 0.
    public let position: Int
    /// What was asked.
    public let text: String
    /// The role that asked.
    public let by: String
    /// When it was asked.
    public let on: CalendarDate?
    /// The answer; `nil` if there is none yet.
    public let answer: String?
    /// The role that answered.
    public let answeredBy: String?
  }

  /// In the order in which they were asked.
  public var questions: [Question] {
    snapshot.elements("questions").enumerated().compactMap { position, item in
      guard let text = item.text("text") else { return nil }
      return Question(
        position: position, text: text, by: item.text("by") ?? "the Employer", on: item.date("on"),
        answer: item.text("answer"), answeredBy: item.text("answeredBy"))
    }
  }

  /// The first unanswered question; the codes are not approved before it is answered.
  public var openQuestion: Question? { questions.first { $0.answer == nil } }

  /// Whether somebody has to answer a question before the codes can be approved.
  public var awaitsAnswer: Bool {
    !snapshot.isWithdrawn && statuses.contains(where: \.isOpen) && openQuestion != nil
  }

  /// Feedback to the person who logged the incident.
  public struct Feedback: Hashable, Sendable {
    /// What was found.
    public let found: String?
    /// What changed because of it.
    public let changed: String?
    /// The role that gave it.
    public let by: String?
    /// When.
    public let on: CalendarDate?
  }

  /// The earliest first.
  public var feedback: [Feedback] {
    snapshot.elements("feedback").map { item in
      Feedback(
        found: item.text("found"), changed: item.text("changed"), by: item.text("by"),
        on: item.date("on"))
    }.filter { $0.found != nil || $0.changed != nil }
  }
}
