/// Who was informed of a clinically significant exposure, and of the outcome of its analysis.
///
/// Regulation 8(1): the referrer, the practitioner and the individual or a representative are
/// informed of the occurrence and of the outcome of the analysis: six dated facts (R102).
public struct InformingFacts: Hashable, Sendable {
  /// The people whom Regulation 8(1) names.
  public enum Recipient: String, Hashable, Sendable, CaseIterable {
    case referrer
    case practitioner
    /// Or the individual's representative.
    case individual
  }

  /// What they are informed of.
  public enum Message: String, Hashable, Sendable, CaseIterable {
    case occurrence
    case outcome
  }

  /// One of the six facts: who is informed, and of what.
  public struct Step: Hashable, Sendable {
    /// Who is informed.
    public let recipient: Recipient
    /// Of the occurrence, or of the outcome of the analysis.
    public let message: Message

    public init(_ recipient: Recipient, _ message: Message) {
      self.recipient = recipient
      self.message = message
    }

    /// `individual/outcome`.
    public var id: String { "\(recipient.rawValue)/\(message.rawValue)" }

    /// All six, recipient by recipient.
    public static let all = Recipient.allCases.flatMap { recipient in
      Message.allCases.map { Step(recipient, $0) }
    }
  }

  /// What is recorded of a step.
  public enum Fact: Hashable, Sendable {
    case told(on: CalendarDate)
    case notTold(because: String)
  }

  /// What is recorded; an absent step was not answered.
  public var facts: [Step: Fact]

  public init(_ facts: [Step: Fact] = [:]) {
    self.facts = facts
  }

  /// The six facts, each with a day, or with a reason why not.
  public var completeness: Completeness {
    Completeness(
      items: Step.all.map { step in
        CompletenessItem(
          "informed/\(step.id)",
          quote: "local procedure relating to CSAUE, required under Regulation 8(1), schedule 2(l)",
          source: "S2, R097; Regulation 8(1), R102", state: state(of: step))
      })
  }

  private func state(of step: Step) -> CompletenessItem.State {
    switch facts[step] {
    case .told: .given
    case .notTold(let reason):
      .text(nil, reason: reason.written.map { "not told: \($0)" }, else: "why they were not told")
    case nil: .missing([step.question])
    }
  }
}

extension InformingFacts.Step {
  private var who: String {
    switch recipient {
    case .referrer: "the referrer"
    case .practitioner: "the practitioner"
    case .individual: "the individual or a representative"
    }
  }

  fileprivate var question: String {
    switch message {
    case .occurrence: "when \(who) was told of the occurrence, or why not"
    case .outcome: "when \(who) was told of the outcome of the analysis, or why not"
    }
  }
}
