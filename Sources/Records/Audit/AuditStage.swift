/// A report of an audit to the Employer, or its re-audit: what has a day of its own.
enum AuditStage: Hashable, Sendable, CaseIterable {
  case firstReport
  case secondReport
  case reAudit

  /// The field with the day by which it is due.
  var due: StaticString {
    switch self {
    case .firstReport: "firstReport/due"
    case .secondReport: "secondReport/due"
    case .reAudit: "reAudit/due"
    }
  }

  /// The field with the day on which it was issued.
  var done: StaticString {
    switch self {
    case .firstReport: "firstReport/issued"
    case .secondReport: "secondReport/issued"
    case .reAudit: "reAudit/issued"
    }
  }

  /// The field that says why there is none.
  var instead: StaticString {
    switch self {
    case .firstReport: "firstReport/notRequired"
    case .secondReport: "secondReport/notRequired"
    case .reAudit: "reAudit/reasonNot"
    }
  }
}

extension AuditView {
  /// Whether there has to be one: no reason is recorded why there need not be.
  func isRequired(_ stage: AuditStage) -> Bool { snapshot.text(stage.instead) == nil }

  /// The day by which it is due, as recorded; nil where it is not required.
  func due(_ stage: AuditStage) -> String? {
    isRequired(stage) ? snapshot.text(stage.due) : nil
  }
}
