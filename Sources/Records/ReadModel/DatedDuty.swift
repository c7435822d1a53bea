public import IRMER
import Replication

/// Something that is due on a day, for whatever reason: an action, what an authority's notice
/// requires, a planned notification, a report, a re-audit, a review.
///
/// Everything that lists what is due uses these, so that the lists agree.
public struct DatedDuty: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case action
    case effectivenessCheck = "effectiveness-check"
    case notice
    case route
    case agreedReport = "agreed-report"
    case firstReport = "first-report"
    case secondReport = "second-report"
    case reAudit = "re-audit"
    case review

    /// What the list of dated duties contains besides actions, in words.
    public var displayText: String {
      switch self {
      case .action: "action"
      case .effectivenessCheck: "check of an action's effect"
      case .notice: "authority's notice"
      case .route: "planned notification"
      case .agreedReport: "report, by the day agreed with an inspector"
      case .firstReport: "first report to the Employer"
      case .secondReport: "second report to the Employer"
      case .reAudit: "re-audit"
      case .review: "review"
      }
    }
  }

  public let kind: Kind
  /// Its place in the record, with positions from 0.
  public let path: String
  /// The element that it belongs to, or its field: the same in every order of the list.
  public let key: String
  public let description: String
  public let owner: String?
  public let due: CalendarDate
  public let done: CalendarDate?
  public let isOpen: Bool
  public var strength: ActionStrength?
}

extension RecordSnapshot {
  /// What is due for this record on a day, except for the clocks of a notification.
  public var datedDuties: [DatedDuty] {
    switch kind {
    case .incident: IncidentView(self).datedDuties
    case .audit: AuditView(self).datedDuties
    case .theme: ThemeView(self).datedDuties
    default: []
    }
  }
}

extension IncidentView {
  /// What is due for this incident on a day, besides its two clocks.
  public var datedDuties: [DatedDuty] {
    guard !snapshot.isWithdrawn else { return [] }
    return ActionView.duties(of: actions) + noticeDuties + routeDuties + agreedReport
  }

  /// “These must be made within a certain timescale.” (SAUE guidance, of the requirements of an inspection.)
  private var noticeDuties: [DatedDuty] {
    snapshot.elements("regulator/notices").enumerated().compactMap { position, notice in
      guard let due = notice.date("due") else { return nil }
      let what = notice.text("what") ?? notice.text("ref") ?? ""
      let kind = notice.text("kind") ?? "notice"
      return DatedDuty(
        kind: .notice, path: "regulator/notices/\(position)/due",
        key: "notice/\(notice.identifier)",
        description: "\(assessment.authority), \(kind): \(what)", owner: nil, due: due,
        done: notice.date("met"), isOpen: notice.date("met") == nil)
    }
  }

  private var routeDuties: [DatedDuty] {
    snapshot.elements("routes").enumerated().compactMap { position, route in
      guard let due = route.date("dueAt") else { return nil }
      let sent = route.date("sentAt") ?? route.date("closedAt")
      let isPlanned = !["sent", "answered", "closed", "not-needed"].contains(route.text("status"))
      let body = route.text("body") ?? route.text("authority") ?? "another body"
      return DatedDuty(
        kind: .route, path: "routes/\(position)/dueAt", key: "route/\(route.identifier)",
        description: "notify \(body)", owner: nil, due: due, done: sent,
        isOpen: sent == nil && isPlanned && route.text("duty") != "none")
    }
  }

  /// The day that an inspector agreed to; the last day of the report itself never moves.
  private var agreedReport: [DatedDuty] {
    guard let due = snapshot.date("report/late/agreedDate") else { return [] }
    return [
      DatedDuty(
        kind: .agreedReport, path: "report/late/agreedDate", key: "report/late",
        description: "send the report to \(assessment.authority)", owner: nil, due: due,
        done: reportSentOn, isOpen: reportSentOn == nil && step < .closed)
    ]
  }
}

extension AuditView {
  /// What is due for this audit on a day.
  public var datedDuties: [DatedDuty] {
    guard !snapshot.isWithdrawn, status != .abandoned else { return [] }
    return ActionView.duties(of: actions) + reports + review
  }

  private var reports: [DatedDuty] {
    AuditStage.allCases.compactMap { stage in
      guard let day = snapshot.date(stage.due) else { return nil }
      let isBegun = stage == .reAudit && snapshot.text("reAudit/audit") != nil
      return DatedDuty(
        kind: stage.duty, path: "\(stage.due)", key: stage.duty.rawValue,
        description: stage.duty.displayText, owner: nil, due: day, done: snapshot.date(stage.done),
        isOpen: status.isOpen && snapshot.date(stage.done) == nil && isRequired(stage) && !isBegun)
    }
  }

  /// The audit procedure: “A review date or anticipated timeline of change should also be provided.” It stays due until
  /// the audit is closed.
  private var review: [DatedDuty] {
    guard let day = snapshot.date("reviewDate") else { return [] }
    return [
      DatedDuty(
        kind: .review, path: "reviewDate", key: "review",
        description: "review of the audit's changes",
        owner: nil, due: day, done: nil, isOpen: status.isOpen)
    ]
  }
}

extension ThemeView {
  public var datedDuties: [DatedDuty] {
    snapshot.isWithdrawn ? [] : ActionView.duties(of: actions)
  }
}

extension ActionView {
  /// Actions with a due date, and the checks of whether they had an effect.
  static func duties(of actions: [ActionView]) -> [DatedDuty] {
    actions.enumerated().flatMap { position, action in
      var duties: [DatedDuty] = []
      if let due = action.due {
        duties.append(
          DatedDuty(
            kind: .action, path: "actions/\(position)/due", key: action.element,
            description: action.description, owner: action.owner, due: due, done: action.done,
            isOpen: action.isOpen, strength: action.strength))
      }
      if let due = action.checkDue {
        duties.append(
          DatedDuty(
            kind: .effectivenessCheck, path: "actions/\(position)/effectivenessCheckDue",
            key: "\(action.element)/check", description: "did it help? \(action.description)",
            owner: action.owner, due: due, done: action.checkDone,
            isOpen: action.checkDone == nil && action.status != "not-needed"))
      }
      return duties
    }
  }
}

extension AuditStage {
  var duty: DatedDuty.Kind {
    switch self {
    case .firstReport: .firstReport
    case .secondReport: .secondReport
    case .reAudit: .reAudit
    }
  }
}
