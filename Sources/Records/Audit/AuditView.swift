public import IRMER
import Replication

/// A clinical audit, read from its record.
public struct AuditView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot
  /// The standards in the record's order.
  public let standards: [AuditStandard]
  /// The actions in the record's order.
  public let actions: [ActionView]

  /// - Parameter snapshot: Of a record of the kind `audit`.
  public init(_ snapshot: RecordSnapshot) {
    self.snapshot = snapshot
    standards = snapshot.elements("standards").enumerated().map {
      AuditStandard($1, position: $0)
    }
    actions = snapshot.elements("actions").map(ActionView.init)
  }

  /// The stage that the audit has reached.
  public var status: AuditStatus {
    snapshot.choice("status", else: .unreadable) ?? .proposed
  }

  /// What is audited; empty where it is not recorded.
  public var title: String { snapshot.text("title") ?? "" }
  /// 1 for the first audit, 2 for its re-audit, and so on.
  public var cycle: Int { snapshot.text("cycle").flatMap { Int($0) } ?? 1 }

  /// The data items that the audit plans to record for each case.
  public var dataItems: [String] {
    snapshot.elements("dataItems").compactMap { $0.value?.text }
  }

  /// How many standards are met.
  public var standardsMet: Int { standards.count { $0.verdict == .met } }
  /// Standards missed in part count as missed.
  public var standardsNotMet: Int {
    standards.count { $0.verdict == .notMet || $0.verdict == .partlyMet }
  }

  /// The audit procedure: “Clinical audit should include a lead clinician, lead modality radiographer and the
  /// Medical Physics Expert (MPE).” Warns of empty roles, and of one person in two roles.
  public var teamGaps: [String] {
    let roles: [(path: StaticString, key: String)] = [
      ("team/leadClinician", "leadClinician"),
      ("team/leadModalityRadiographer", "leadModalityRadiographer"),
      ("team/medicalPhysicsExpert", "medicalPhysicsExpert"),
    ]
    var gaps = roles.filter { snapshot.text($0.path) == nil }.map(\.key)
    let people = roles.compactMap { snapshot.text($0.path) }
    if Set(people).count < people.count { gaps.append("one-person-in-two-roles") }
    return gaps
  }

  /// The next stage, as far as anything is needed to enter it.
  public var nextStatus: AuditStatus? {
    switch status {
    case .proposed: .approved
    case .approved: .collecting
    case .collecting: .analysed
    case .analysed: .firstReportIssued
    case .firstReportIssued: actions.isEmpty ? .secondReportIssued : .actionsInProgress
    case .actionsInProgress: .secondReportIssued
    case .secondReportIssued: standardsNotMet > 0 ? .reAuditDue : .closed
    case .reAuditDue: .closed
    case .closed, .abandoned, .void, .unreadable: nil
    }
  }

  /// Paths of what the next stage still needs.
  public var missing: [String] {
    guard let next = nextStatus else { return [] }
    var seen: Set<String> = []
    return AuditProcess.requirements(for: next, of: self).map(\.field)
      .filter { seen.insert($0).inserted }
  }
}

/// An action of an incident or an audit.
public struct ActionView: Sendable {
  /// The element's identifier in the record.
  public let element: String
  /// What is to be done.
  public let description: String
  /// The role that does it.
  public let owner: String?
  /// The day by which it is to be done.
  public let due: CalendarDate?
  /// The day on which it was done.
  public let done: CalendarDate?
  /// How strong the action is.
  public let strength: ActionStrength?
  /// As recorded.
  public let status: String?
  /// When its effect is to be checked, and when that was done.
  public let checkDue: CalendarDate?
  public let checkDone: CalendarDate?

  init(_ action: RecordElement) {
    element = action.identifier
    description =
      action.text("description") ?? action.text("change") ?? action.value?.text ?? ""
    owner = action.text("owner")
    due = action.date("due")
    done = action.date("done")
    strength = action.choice("strength")
    status = action.text("status")
    checkDue = action.date("effectivenessCheckDue")
    checkDone = action.date("effectivenessCheckDone")
  }

  /// Neither done, nor transferred, nor found to be unnecessary.
  public var isOpen: Bool {
    done == nil && !["done", "transferred", "not-needed"].contains(status ?? "open")
  }
}

extension RecordSnapshot {
  /// The actions of a record of any kind, without judging it.
  public var actions: [ActionView] { elements("actions").map(ActionView.init) }
}
