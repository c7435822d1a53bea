import IRMER
import Replication

/// Which steps of an incident the process forbids, and why.
enum IncidentProcess {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    if let known = before.text("discoveredOn"), known != after.text("discoveredOn"), !hasReason {
      throw ValidationError(
        "reason-required",
        "The date of discovery sets both deadlines. To change it add --why \"reason\".",
        field: "discoveredOn")
    }
    try checkExclusion(from: before, to: after)
    try checkCodes(from: before, to: after)
    try checkReport(from: before, to: after)
    if let old = before.text("status").flatMap(IncidentStatus.init(rawValue:)),
      let new = after.text("status").flatMap(IncidentStatus.init(rawValue:)), new != old
    {
      try checkDirection(from: old, to: new, hasReason: hasReason)
      try checkArrival(at: new, IncidentView(after), hasReason: hasReason)
    }
    try StepOrder.check(from: before, to: after, hasReason: hasReason)
    try ReasonRules.check(from: before, to: after, hasReason: hasReason)
  }

  /// “Not notifiable” needs a named decision-maker, evidence, and the expert's advice.
  private static func checkExclusion(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    guard after.text("preliminary/outcome") == "excluded",
      before.text("preliminary/outcome") != "excluded"
    else { return }
    guard let lack = IncidentView(after).lacksForNotNotifiable.first else { return }
    throw ValidationError("exclusion-not-supported", lack.text, field: lack.field)
  }

  /// Codes are from the table; a complementary letter needs a base code (SAUE guidance: “you must also provide
  /// a notification code”).
  private static func checkCodes(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    for (position, code) in after.elements("classification/finalCodes").enumerated() {
      let text = code.value?.text ?? ""
      guard NotificationCode(rawValue: text) == nil else { continue }
      throw ValidationError(
        "unknown-code",
        isComplementary(text)
          ? "\(text) is a complementary code: it belongs in classification/complementary"
          : "is not a code of the table",
        field: "classification/finalCodes/\(position)")
    }
    for (position, code) in after.elements("classification/complementary").enumerated() {
      guard !isComplementary(code.value?.text ?? "") else { continue }
      throw ValidationError(
        "unknown-code", "is a letter M, E, V or C with a base code, such as M2.1",
        field: "classification/complementary/\(position)")
    }
    let codes = after.elements("classification/finalCodes").compactMap { $0.value?.text }
    let earlier = before.elements("classification/finalCodes").compactMap { $0.value?.text }
    guard codes != earlier, !codes.isEmpty else { return }
    for path in ["decidedBy", "reason"] as [String] {
      let isReasonNeeded = Set(codes) != Set(IncidentView(after).proposedCodes)
      guard path == "decidedBy" || isReasonNeeded else { continue }
      if after.document(at: "classification")?[path] == nil {
        throw ValidationError(
          "required", "final codes name who decided, and why where they differ from the proposed",
          field: "classification/\(path)")
      }
    }
  }

  /// Whether it is a letter with a base code.
  private static func isComplementary(_ code: String) -> Bool {
    ComplementaryLetter(rawValue: String(code.prefix(1))) != nil
      && NotificationCode(rawValue: String(code.dropFirst())) != nil
  }

  private static func checkDirection(
    from old: IncidentStatus, to new: IncidentStatus, hasReason: Bool
  ) throws(ValidationError) {
    if new == .draft {
      throw ValidationError("wrong-status", "a logged incident is no draft", field: "status")
    }
    let isBack: Bool
    switch (old.regulatoryStep, new.regulatoryStep) {
    case (let from?, let to?): isBack = to < from
    case (.some(1...), nil): isBack = new != .closed && new != .void
    default: isBack = old == .closed
    }
    if isBack, !hasReason {
      throw ValidationError(
        "reason-required", "going back from \(old.rawValue) needs a reason (--why)",
        field: "status")
    }
  }

  private static func checkArrival(
    at status: IncidentStatus, _ incident: IncidentView, hasReason: Bool
  ) throws(ValidationError) {
    switch status {
    case .draft, .logged, .preliminary, .awaitingNotification, .notified, .investigating, .void,
      .unreadable:
      return
    // The basis was checked with its date, in `checkReport`.
    case .reportSent: return
    case .withRegulator, .closureReceived:
      // SAUE guidance: “we will wait until you have submitted your full report before we review it.”
      try require(
        incident.reportSentOn != nil, "report-not-sent",
        "the authority reviews nothing before it has the report", "report/sentOn")
    case .localInvestigation: try checkLocal(incident)
    case .localAnalysed:
      try checkLocal(incident)
      try checkAnalysis(incident)
    case .closed: try checkClosure(incident, hasReason: hasReason)
    }
  }

  /// A report recorded as sent ends both clocks, so the authority must have been notified before.
  private static func checkReport(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    guard after.text("report/sentOn") != nil, before.text("report/sentOn") == nil else { return }
    try require(
      IncidentView(after).submittedOn != nil || IncidentView(before).wasNotified, "not-notified",
      "the authority has not been notified", "notification/submittedOn")
    try require(
      before.isReportRead, "report-not-read",
      "the report as it is now has not been confirmed as read: read it, then "
        + "`candour report ID --confirm --as ROLE` (at the centre, on the report's page)",
      "report/sentOn")
  }

  /// SAUE guidance: “Incidents … that do not meet the dose threshold … still need to be investigated and
  /// analysed locally under Regulation 8(3).”
  private static func checkAnalysis(_ incident: IncidentView) throws(ValidationError) {
    try require(
      incident.hasAnalysis, "analysis-missing",
      "an analysis must be recorded first, whether or not the incident is notifiable",
      "investigation/analysis")
  }

  private static func checkLocal(_ incident: IncidentView) throws(ValidationError) {
    switch incident.assessment.outcome {
    case .notNotifiable, .notIRMER: return
    case .notifiable:
      throw ValidationError(
        "notifiable", "the facts recorded make it notifiable; correct them first if they are wrong",
        field: "status")
    case .undetermined:
      try require(
        incident.isExcluded, "undetermined",
        "it may be notifiable: record the exclusion with decider, evidence and advice first",
        "preliminary/outcome")
    }
  }

  private static func checkClosure(
    _ incident: IncidentView, hasReason: Bool
  ) throws(ValidationError) {
    try checkAnalysis(incident)
    try require(
      incident.snapshot.conflicts.isEmpty, "in-conflict", "settle what is in conflict first",
      "status")
    if incident.wasNotified {
      // SAUE guidance: “you must send a report”. An authority may end the matter earlier; then a reason is
      // given.
      try require(
        incident.reportSentOn != nil || hasReason, "report-not-sent",
        "the authority was notified and has no report: record it, or say why it needs none (--why)",
        "report/sentOn")
      try require(
        incident.closureOn != nil, "closure-missing",
        "record the authority's closure first", "regulator/closureOn")
    } else {
      try checkLocal(incident)
      try checkNotNotifiable(incident)
    }
    try require(
      !incident.actions.contains(where: \.isOpen), "actions-open",
      "an action is neither done nor transferred", "actions")
  }

  /// “Not notifiable” is a decision: it names who decided and on which evidence, and, where it
  /// depends on a dose, what the medical physics expert advised.
  private static func checkNotNotifiable(_ incident: IncidentView) throws(ValidationError) {
    guard incident.assessment.outcome == .notNotifiable else { return }
    if let lack = incident.lacksForClosingAsNotNotifiable.first {
      throw ValidationError(
        "exclusion-not-supported", "closing it as not notifiable: \(lack.text)", field: lack.field)
    }
    guard let missing = incident.unsupportedSignificance.first else { return }
    throw ValidationError(
      "significance-not-supported",
      "closing it as not clinically significant names who decided, by which guidance, and why",
      field: missing)
  }

  private static func require(
    _ condition: Bool, _ code: String, _ message: String, _ field: String
  ) throws(ValidationError) {
    guard condition else { throw ValidationError(code, message, field: field) }
  }
}

extension PreliminaryInvestigation.Lack {
  /// The field for what is missing.
  var field: String {
    switch self {
    case .exclusion, .factsSayNotifiable: "preliminary/outcome"
    case .decidedBy: "preliminary/by"
    case .evidence: "preliminary/evidence"
    case .physicsAdvice: "preliminary/mpeConsulted/who"
    }
  }
}
