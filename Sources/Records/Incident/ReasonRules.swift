import IRMER
import Replication

/// Which changes of an incident need a reason, independently of the values: what a person decided,
/// or a fact showed, is not reversed without one.
enum ReasonRules {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    try checkSignificance(from: before, to: after)
    guard !hasReason else { return }
    let (old, new) = (IncidentView(before), IncidentView(after))
    try checkOutcome(from: old, to: new)
    try checkClocks(from: old, to: new)
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
      ? ", and nothing would be notified by \(was.notifyBy?.description ?? "the day") any more" : ""
    throw ValidationError(
      "reason-required",
      "this changes the outcome from \(was.outcome.rawValue) to \(now.outcome.rawValue)\(clock): say "
        + "why (--why)", field: path)
  }

  /// The notification's clock ends by its submission, with its day and the authority's reference:
  /// “quote the reference in all contacts”.
  private static func checkClocks(
    from old: IncidentView, to new: IncidentView
  ) throws(ValidationError) {
    guard old.step == .none, new.step > .none, new.assessment.outcome.hasDeadlines,
      new.snapshot.text("authorityRef") ?? new.authorityReference == nil
    else { return }
    throw ValidationError(
      "reason-required",
      "this ends the clock of the notification (due \(old.assessment.notifyBy?.description ?? "soon")) "
        + "without the authority's reference: give it, or say why there is none (--why)",
      field: "notification/reference")
  }

  /// “Not clinically significant”, where it was found significant before, names who decided, by
  /// which guidance, and why.
  private static func checkSignificance(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    guard after.text("clinicallySignificant") == "no",
      before.text("clinicallySignificant") == "yes"
    else { return }
    guard let missing = IncidentView(after).missingForSignificance.first else { return }
    throw ValidationError(
      "required", "“not clinically significant” names who decided, by which guidance, and why",
      field: missing)
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
  /// a person's decision only with all three, and nothing is closed by it before.
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
    let labels = lacks.map { FieldLabel.words($0) }
    return "“Not clinically significant” still needs \(labels.joined(separator: ", "))"
  }
}

extension RecordSnapshot {
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
