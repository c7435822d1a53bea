public import IRMER
import Replication

/// An incident, read from its record.
public struct IncidentView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot
  /// The rules' assessment of the facts, with all candidates of a conflict considered.
  public let assessment: IncidentAssessment
  /// The status of every candidate, including those that an unseen edit kept live.
  let statuses: [IncidentStatus]

  /// - Parameter snapshot: Of a record of the kind `incident`.
  public init(_ snapshot: RecordSnapshot) {
    self.snapshot = snapshot
    assessment = IncidentAssessment(of: snapshot)
    let candidates =
      snapshot.unseenByWithdrawal?.map(\.value)
      ?? snapshot.state.candidates(at: Withdrawal.status).map(\.value)
    statuses = candidates.compactMap { value in
      value.map { $0.text.flatMap(IncidentStatus.init(rawValue:)) ?? .unreadable }
    }
  }

  /// The status to display first.
  public var status: IncidentStatus {
    snapshot.choice("status", else: .unreadable) ?? .logged
  }

  /// The codes that the assessment gives.
  public var proposedCodes: [String] { assessment.codes }
  /// The actions in the record's order.
  public var actions: [ActionView] { snapshot.elements("actions").map(ActionView.init) }

  // MARK: Notification and report

  /// The day of the notification; nil before it, or while it is in conflict.
  public var submittedOn: CalendarDate? {
    guard otherNotified == nil else { return routeSentOn }
    return snapshot.settledDate("notification/submittedOn") ?? routeSentOn
  }

  /// The authority that was notified in place of the one that has to be: the nation was corrected
  /// later. The clocks then run for the right one. `nil` where that one was notified, or none was.
  var notifiedInstead: Authority? { routeSentOn == nil ? otherNotified : nil }

  /// The authority of the recorded notification, where it is another than the facts now ask for.
  private var otherNotified: Authority? {
    guard let told: Authority = snapshot.choice("notification/authority"),
      told != assessment.authority, assessment.outcome.hasDeadlines,
      snapshot.isRecorded("notification/submittedOn")
    else { return nil }
    return told
  }

  /// When the notification was sent, by the route to the enforcing authority.
  private var routeSentOn: CalendarDate? {
    let authority = assessment.authority
    return snapshot.elements("routes").filter {
      ($0.text("authority") ?? $0.text("body"))?.uppercased() == authority.rawValue
    }.compactMap { $0.date("sentAt") }.min()
  }

  /// The day the report was sent; nil before it, or while it is in conflict.
  public var reportSentOn: CalendarDate? { stepDay("report/sentOn") }
  /// The day on which the authority began its review; nil before it, or while it is in conflict.
  public var withAuthorityOn: CalendarDate? { stepDay("regulator/withAuthorityOn") }
  /// The day the authority closed it; nil before it, or while it is in conflict.
  public var closureOn: CalendarDate? { stepDay("regulator/closureOn") }

  /// The settled day of a step after the notification; nil while only another authority took part.
  private func stepDay(_ path: StaticString) -> CalendarDate? {
    notifiedInstead == nil ? snapshot.settledDate(path) : nil
  }

  /// Whether the notification was sent.
  public var wasNotified: Bool { step != .none }

  /// The step that the notification has reached. Of several candidates, the earliest.
  public var step: NotificationStep {
    guard notifiedInstead == nil else { return .none }
    let reached =
      statuses.filter { $0 != .void }.map(NotificationStep.init(status:)).min() ?? .none
    var step = supported(reached)
    if submittedOn != nil { step = max(step, .notified) }
    if reportSentOn != nil { step = max(step, .reportSent) }
    if step >= .reportSent, withAuthorityOn != nil { step = max(step, .withAuthority) }
    let isClosed = !statuses.isEmpty && statuses.allSatisfy { $0 == .closed }
    return isClosed && step > .none ? .closed : step
  }

  /// The last step up to this one of which something is recorded besides the status: its day, or the
  /// authority's reference, settled or not. A status alone ends no clock.
  private func supported(_ reached: NotificationStep) -> NotificationStep {
    guard reached > .none else { return .none }
    let evidence: [(step: NotificationStep, paths: [StaticString])] = [
      (.withAuthority, ["regulator/withAuthorityOn", "regulator/closureOn"]),
      (.reportSent, ["report/sentOn"]),
      (.notified, ["notification/submittedOn", "notification/reference", "authorityRef"]),
    ]
    let last = evidence.first { step, paths in
      step <= reached && paths.contains(where: snapshot.isRecorded)
    }
    return last?.step ?? (routeSentOn == nil ? .none : min(reached, .notified))
  }

  // MARK: Local judgement

  /// SAUE guidance: “You must record the analyses of these events”.
  public var hasAnalysis: Bool {
    snapshot.text("investigation/analysis") != nil
      || snapshot.text("investigation/rootCauses") != nil
  }

  /// The preliminary investigation as recorded.
  public var preliminary: PreliminaryInvestigation {
    let outcomes = snapshot.state.candidates(at: FieldPath(literal: "preliminary/outcome"))
    let outcome =
      outcomes.count == 1
      ? outcomes[0].value?.text.flatMap(PreliminaryInvestigation.Outcome.init(rawValue:)) : nil
    return PreliminaryInvestigation(
      outcome: outcome ?? .notExcluded, decidedBy: snapshot.text("preliminary/by"),
      evidence: snapshot.text("preliminary/evidence"),
      physicsAdvice: snapshot.text("preliminary/mpeAdvice")
        ?? snapshot.text("preliminary/mpeConsulted/who")
        ?? snapshot.text("preliminary/mpeConsulted"))
  }

  /// What is missing before “not notifiable” may be recorded; empty when it may be.
  public var lacksForNotNotifiable: [PreliminaryInvestigation.Lack] {
    preliminary.lacksForNotNotifiable(assessment.assessment)
  }

  /// What is missing before it may be closed as not notifiable, where the rules find it not
  /// notifiable.
  public var lacksForClosingAsNotNotifiable: [PreliminaryInvestigation.Lack] {
    guard assessment.outcome == .notNotifiable else { return [] }
    let decided = preliminary
    var lacks: [PreliminaryInvestigation.Lack] = []
    if decided.decidedBy == nil, snapshot.text("classification/decidedBy") == nil {
      lacks.append(.decidedBy)
    }
    if decided.evidence == nil { lacks.append(.evidence) }
    let wasDoseDecisive = assessment.findings.contains {
      $0.result == .excluded && $0.margin != nil
    }
    if wasDoseDecisive, decided.physicsAdvice == nil { lacks.append(.physicsAdvice) }
    return lacks
  }

  /// Whether a named person excluded, with evidence and advice, that it is notifiable, and no
  /// candidate differs.
  public var isExcluded: Bool {
    preliminary.outcome == .excluded && lacksForNotNotifiable.isEmpty
  }
}

extension RecordSnapshot {
  /// Whether a candidate gives a value.
  func isRecorded(_ path: StaticString) -> Bool {
    guard let index = tree.index(at: path) else { return false }
    return tree.candidates(at: index).contains { $0.value?.text != nil }
  }

  /// The earliest of the dates that candidates give.
  func earliestDate(_ path: StaticString) -> CalendarDate? {
    guard let index = tree.index(at: path) else { return nil }
    return tree.candidates(at: index).compactMap { $0.value?.text.flatMap(day(reading:)) }.min()
  }

  /// A date that every candidate gives; the latest of them. `nil` while one of them gives none.
  func settledDate(_ path: StaticString) -> CalendarDate? {
    guard let index = tree.index(at: path) else { return nil }
    let candidates = tree.candidates(at: index)
    let dates = candidates.compactMap { $0.value?.text.flatMap(day(reading:)) }
    return dates.count == candidates.count ? dates.max() : nil
  }
}

/// The step that a notification has reached, independent of the day.
public enum NotificationStep: String, Hashable, Comparable, Sendable, CaseIterable {
  case none
  case notified
  case reportSent = "report-sent"
  case withAuthority = "with-authority"
  case closed

  init(status: IncidentStatus) {
    switch status {
    case .notified: self = .notified
    case .reportSent: self = .reportSent
    case .withRegulator, .closureReceived: self = .withAuthority
    // An investigation alone is not a notification: the day of submission shows that.
    case .draft, .logged, .preliminary, .awaitingNotification, .investigating, .closed,
      .localInvestigation, .localAnalysed, .void, .unreadable:
      self = .none
    }
  }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }
}
