import IRMER
import Replication

/// Which changes of an incident need a reason, independently of the values: what a person decided,
/// or a fact showed, is not reversed without one.
enum ReasonRules {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    try checkSignificance(from: before, to: after, hasReason: hasReason)
    guard !hasReason else { return }
    // A new record lowers nothing, and most end no clock: the rules need not judge it twice.
    let isNew = before.text("recordedAt") == nil
    guard !isNew || after.isRecorded("notification/submittedOn") || after.hasRoutes else { return }
    let (old, new) = (IncidentView(before), IncidentView(after))
    try checkSuperseding(from: before, to: after)
    try checkOutcome(from: old, to: new)
    try checkClocks(from: old, to: new)
    try checkSteps(from: old, to: new)
  }

  /// An estimate counts until another takes its place, for a reason.
  private static func checkSuperseding(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    var earlier: [String: String?] = [:]
    for individual in before.elements("individuals") {
      for dose in individual.elements("doses") {
        earlier[dose.identifier] = .some(dose.text("supersededBecause"))
      }
    }
    for (person, individual) in after.elements("individuals").enumerated() {
      for (number, dose) in individual.elements("doses").enumerated() {
        guard let known = earlier[dose.identifier], known != dose.text("supersededBecause") else {
          continue
        }
        throw ValidationError(
          "reason-required", "superseding an estimate needs a reason (--why)",
          field: "individuals/\(person)/doses/\(number)/supersededBecause")
      }
    }
  }

  /// A lower outcome by changing or removing a value; filling in an empty field needs no reason.
  private static func checkOutcome(
    from old: IncidentView, to new: IncidentView
  ) throws(ValidationError) {
    let (was, now) = (old.assessment, new.assessment)
    let isLower = now.outcome.severity < was.outcome.severity
    let endsClock = was.notifyBy != nil && now.notifyBy == nil
    guard isLower || endsClock, let path = old.snapshot.changedFact(in: new.snapshot) else {
      return
    }
    let clock =
      endsClock && old.step == .none
      ? ", and nothing would be notified by \(was.notifyBy?.displayText ?? "the day") any more" : ""
    throw ValidationError(
      "reason-required",
      "this changes the outcome from \(Self.displayText(was.outcome)) to \(Self.displayText(now.outcome))\(clock): say "
        + "why (--why)", field: path)
  }

  private static func displayText(_ outcome: Assessment.Outcome) -> String {
    outcome == .notIRMER ? "outside IR(ME)R" : outcome.rawValue.replacing("-", with: " ")
  }

  /// The notification's clock ends by its submission, with its day and the authority's reference:
  /// “quote the reference in all contacts”.
  private static func checkClocks(
    from old: IncidentView, to new: IncidentView
  ) throws(ValidationError) {
    guard old.step == .none, new.step > .none, new.assessment.outcome.hasDeadlines,
      new.snapshot.text("authorityRef") ?? new.authorityReference == nil
    else { return }
    let due = old.assessment.notifyBy ?? new.assessment.notifyBy
    throw ValidationError(
      "reason-required",
      "the notification (due \(due?.displayText ?? "soon")) is not recorded as made without the "
        + "authority's reference: add it, or say why there is none with --why \"reason\"",
      field: "notification/reference")
  }

  /// What ended a clock is taken back with a reason only; where nothing else shows the step, the
  /// clock runs again.
  private static func checkSteps(
    from old: IncidentView, to new: IncidentView
  ) throws(ValidationError) {
    guard old.step > .none else { return }
    var taken = ClockSteps.takenBack(from: old.snapshot, to: new.snapshot)
    // A correction of the nation starts the clock of another authority and takes nothing back.
    if taken == nil, old.submittedOn != nil, new.submittedOn == nil, new.notifiedInstead == nil {
      taken = "routes"
    }
    if let taken { throw ClockSteps.refusal(of: taken, in: .incident) }
  }

  private static let significance = FieldPath(literal: "clinicallySignificant")

  /// “Not clinically significant” names who decided, by which guidance, and why, where it was found
  /// significant before, also if that was removed in between; where it was recorded as undecided, a
  /// reason is enough.
  private static func checkSignificance(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    guard after.text("clinicallySignificant") == "no" else { return }
    let earlier = before.state.operations(at: significance).map { $0.value?.text }
    guard !earlier.isEmpty, earlier != ["no"] else { return }
    let isUndecided = earlier.allSatisfy { $0 == "undecided" || $0 == "no" }
    guard !isUndecided || !hasReason else { return }
    let incident = IncidentView(after)
    let lacks = isUndecided ? incident.unsupportedSignificance : incident.missingForSignificance
    guard let missing = lacks.first else { return }
    let words = "“not clinically significant” names who decided, by which guidance, and why"
    throw ValidationError(
      "required", isUndecided ? "\(words); or give a reason (--why)" : words, field: missing)
  }
}

/// What ends the clocks of a notification: the day of each step, and the authority's reference.
enum ClockSteps {
  private static let days: [StaticString] = [
    "notification/submittedOn", "report/sentOn", "regulator/withAuthorityOn",
    "regulator/closureOn",
  ]

  /// The first of them that was recorded and no longer is.
  static func takenBack(from before: RecordSnapshot, to after: RecordSnapshot) -> String? {
    if let day = days.first(where: { before.isRecorded($0) && !after.isRecorded($0) }) {
      return "\(day)"
    }
    return reference(of: before) != nil && reference(of: after) == nil
      ? "notification/reference" : nil
  }

  static func reference(of snapshot: RecordSnapshot) -> String? {
    snapshot.text("notification/reference") ?? snapshot.text("authorityRef")
  }

  static func refusal(of path: String, in kind: RecordKind) -> ValidationError {
    ValidationError(
      "reason-required",
      "\(FieldLabel.displayText(path, in: kind)) ended a deadline; to take it back add --why \"reason\"",
      field: path)
  }
}

extension Assessment.Outcome {
  var severity: Int {
    switch self {
    case .notifiable: 2
    case .undetermined: 1
    case .notNotifiable, .notIRMER: 0
    }
  }
}

extension IncidentView {
  /// What is missing from “not clinically significant”: decider, guidance, reason.
  var missingForSignificance: [String] {
    let paths: [StaticString] = [
      "classification/significanceDecidedBy", "classification/significanceGuidance",
      "classification/significanceReason",
    ]
    return paths.filter { snapshot.text($0) == nil }.map { "\($0)" }
  }

  /// What is missing from a recorded “not clinically significant”. The rules use it at once; it is
  /// a person's decision only with all three; until then it closes nothing.
  public var unsupportedSignificance: [String] {
    guard snapshot.text("clinicallySignificant") == "no", !isNobodyExposed else { return [] }
    return missingForSignificance
  }

  /// Only a near miss: there is no clinical significance to decide.
  private var isNobodyExposed: Bool {
    !snapshot.elements("individuals").isEmpty && exposedIndividuals.isEmpty
  }

  /// That, in one sentence; `nil` where nothing is missing.
  public var significanceRemark: String? {
    let lacks = unsupportedSignificance
    guard !lacks.isEmpty else { return nil }
    let labels = lacks.map { FieldLabel.displayText($0) }
    return "“Not clinically significant” still needs: \(labels.joined(separator: "; "))."
  }
}

extension RecordSnapshot {
  fileprivate var hasRoutes: Bool { !elements("routes").isEmpty }

  /// The first fact of the rules that has another value or none in another snapshot, by its display
  /// path; “undecided” counts as none.
  func changedFact(in later: RecordSnapshot) -> String? {
    for node in tree.nodes {
      guard let value = node.value, value != .text("undecided"), let path = node.path,
        isJudged(path)
      else { continue }
      if let index = later.tree.index(at: path), later.tree.nodes[index].value == value { continue }
      return tree.displayPath(of: path)
    }
    return nil
  }

  private func isJudged(_ path: FieldPath) -> Bool {
    guard let first = path.components.first.map(String.init) else { return false }
    return JudgedFields.isRead(first)
  }
}
