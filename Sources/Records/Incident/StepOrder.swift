import IRMER
import Replication

/// The steps of an incident in their order. A step that skips an earlier one, or is dated before
/// it, needs a reason: the record then states why.
enum StepOrder {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    guard !hasReason else { return }
    try checkStatus(from: before, to: after)
    try checkAuthority(from: before, to: after)
    for pair in datedInOrder where isNewlyReversed(pair, from: before, to: after) {
      throw ValidationError(
        "reason-required",
        "is before \(FieldLabel.displayText("\(pair.first)")): say why the steps were taken in this order "
          + "(--why)",
        field: "\(pair.second)")
    }
  }

  // MARK: The status

  private static func checkStatus(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    guard let old = before.text("status").flatMap(IncidentStatus.init(rawValue:)),
      let new = after.text("status").flatMap(IncidentStatus.init(rawValue:)), new != old,
      let left = leftOut(by: new, IncidentView(after))
    else { return }
    throw ValidationError("reason-required", "\(left): say why (--why)", field: "status")
  }

  /// Which earlier step a status skips.
  private static func leftOut(by status: IncidentStatus, _ incident: IncidentView) -> String? {
    switch status {
    case .awaitingNotification, .notified:
      // SAUE guidance: “You may submit a voluntary notification … if doing so will lead to wider learning.”
      guard !incident.assessment.outcome.hasDeadlines else { return nil }
      return "by what is recorded it need not be notified, so this is a voluntary notification"
    case .investigating:
      guard incident.assessment.outcome.hasDeadlines, incident.step == .none else { return nil }
      return "the detailed investigation begins before the authority is notified"
    case .draft, .logged, .preliminary, .reportSent, .withRegulator, .closureReceived, .closed,
      .localInvestigation, .localAnalysed, .void, .unreadable:
      return nil
    }
  }

  // MARK: The authority's answers

  /// SAUE guidance: “we will wait until you have submitted your full report before we review it.”
  private static func checkAuthority(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    let steps: [StaticString] = ["regulator/withAuthorityOn", "regulator/closureOn"]
    for step in steps where after.text(step) != nil && before.text(step) == nil {
      guard IncidentView(after).reportSentOn == nil else { continue }
      throw ValidationError(
        "reason-required",
        "the authority has no report yet: record first when it was sent, or say why (--why)",
        field: "\(step)")
    }
  }

  // MARK: Days

  private typealias Pair = (first: StaticString, second: StaticString)

  private static let datedInOrder: [Pair] = [
    ("discoveredOn", "preliminary/start"),
    ("discoveredOn", "classification/decidedOn"),
    ("discoveredOn", "classification/significanceDecidedOn"),
    ("discoveredOn", "investigation/analysedOn"),
    ("discoveredOn", "dutyOfCandour/verbalDate"),
    ("dutyOfCandour/verbalDate", "dutyOfCandour/outcomeLetter"),
    ("notification/submittedOn", "regulator/withAuthorityOn"),
    ("report/sentOn", "regulator/withAuthorityOn"),
    ("notification/submittedOn", "regulator/closureOn"),
    ("report/sentOn", "regulator/closureOn"),
  ]

  private static func isNewlyReversed(
    _ pair: Pair, from before: RecordSnapshot, to after: RecordSnapshot
  ) -> Bool {
    isReversed(pair, in: after) && !isReversed(pair, in: before)
  }

  private static func isReversed(_ pair: Pair, in snapshot: RecordSnapshot) -> Bool {
    guard let first = snapshot.date(pair.first), let second = snapshot.date(pair.second) else {
      return false
    }
    return second < first
  }
}
