/// How the duty of candour was applied to an incident.
public struct CandourFacts: Hashable, Sendable {
  /// The requirements of Regulation 20 of the Health and Social Care Act 2008 (Regulated
  /// Activities) Regulations 2014 (R100). No number of days is set: “as soon as reasonably
  /// practicable”.
  public enum Step: String, Hashable, Sendable, CaseIterable {
    case toldInPerson = "told-in-person"
    case trueAccount = "true-account"
    case furtherEnquiries = "further-enquiries"
    case apology
    case support
    case writtenRecord = "written-record"
    case writtenFollowUp = "written-follow-up"

    /// `told in person`.
    public var displayText: String { rawValue.replacing("-", with: " ") }

    fileprivate var need: String {
      switch self {
      case .toldInPerson: "when the person was told in person"
      case .trueAccount: "a true account of what is known"
      case .furtherEnquiries: "what further enquiries there will be"
      case .apology: "an apology"
      case .support: "support"
      case .writtenRecord: "a written record"
      case .writtenFollowUp: "a written follow-up"
      }
    }
  }

  /// Whether the exposure was judged clinically significant; the duty then applies.
  public var isClinicallySignificant: Bool
  /// Whether the employer's duty was judged to apply; nil while undecided.
  public var applies: Bool?
  /// Why the duty was judged not to apply.
  public var doesNotApplyBecause: String?
  /// The steps that were taken, each with its day.
  public var done: [Step: CalendarDate]
  /// Why a step was not taken, such as contact that was declined.
  public var notDoneBecause: [Step: String]

  public init(
    isClinicallySignificant: Bool, applies: Bool? = nil, doesNotApplyBecause: String? = nil,
    done: [Step: CalendarDate] = [:], notDoneBecause: [Step: String] = [:]
  ) {
    self.isClinicallySignificant = isClinicallySignificant
    self.applies = applies
    self.doesNotApplyBecause = doesNotApplyBecause
    self.done = done
    self.notDoneBecause = notDoneBecause
  }

  /// Whether the duty was judged, and if it applies, its steps. The steps are local procedure and
  /// only cause warnings.
  public var completeness: Completeness {
    Completeness(items: [decision] + (applies == true ? Step.allCases.map(item) : []))
  }

  private var decision: CompletenessItem {
    let state: CompletenessItem.State =
      switch applies {
      case true?: .given
      case false? where isClinicallySignificant:
        .missing(["the duty applies to a clinically significant exposure"])
      case false?:
        .text(
          nil, reason: doesNotApplyBecause.written.map { "not applicable because \($0)" },
          else: "why the duty does not apply")
      case nil: .missing(["whether the duty of candour applies"])
      }
    return CompletenessItem(
      "candour",
      quote: isClinicallySignificant
        ? "Employers need to remember their responsibility to apply the duty of candour for CSAUE "
          + "events."
        : "whether local duty of candour requirements have been met",
      source: isClinicallySignificant ? "S2, R100" : "S2, R101", state: state)
  }

  private func item(_ step: Step) -> CompletenessItem {
    let state: CompletenessItem.State =
      done[step] != nil
      ? .given : .text(nil, reason: notDoneBecause[step], else: "\(step.need), or why not")
    return CompletenessItem(
      "candour/\(step.rawValue)", .warning,
      quote: "whether local duty of candour requirements have been met", source: "S2, R096",
      state: state)
  }
}
