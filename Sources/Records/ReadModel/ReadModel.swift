import IRMER
import Replication

/// Turns a record into rows.
public enum ReadModel {
  /// Increased whenever the same record gives different rows than before, by a change here or in
  /// the rules: a store that an earlier version wrote then rebuilds its tables when it is opened.
  public static let version = 5

  /// The rows that the tables hold for a record.
  public static func rows(for snapshot: RecordSnapshot) -> ReadModelRows {
    var rows = ReadModelRows()
    // Used many times below, and computed only once.
    let id = "\(snapshot.id)"
    let conflicts = snapshot.conflicts
    switch snapshot.kind {
    case .incident:
      let incident = IncidentView(snapshot)
      rows.incident = row(of: incident, id: id, conflicts: conflicts.count)
      rows.notification = notification(of: incident, id: id, inConflict: !conflicts.isEmpty)
      rows.actions = actions(incident.actions, incident.datedDuties, in: snapshot, id: id)
      rows.themeSubject = incident.themeSubject.flatMap { $0.mayShareTheme ? $0 : nil }
      rows.decidedLinks = decidedLinks(of: snapshot, id: id)
    case .audit:
      let audit = AuditView(snapshot)
      rows.audit = row(of: audit, id: id, conflicts: conflicts.count)
      rows.actions = actions(audit.actions, audit.datedDuties, in: snapshot, id: id)
    case .theme:
      let theme = ThemeView(snapshot)
      rows.notification = notification(of: theme, id: id, inConflict: !conflicts.isEmpty)
      rows.actions = actions(theme.actions, theme.datedDuties, in: snapshot, id: id)
    default: break
    }
    rows.conflicts = conflicts.map { row(of: $0, in: snapshot, id: id) }
    return rows
  }

  private static func decidedLinks(of snapshot: RecordSnapshot, id: String) -> [DecidedLinkRow] {
    let others = snapshot.elements("links").lazy
      .filter { ["duplicate", "not-the-same"].contains($0.text("relation")) }
      .compactMap { $0.text("record") }.prefix(DecidedLinkRow.countMax)
    return Set(others).sorted().map { DecidedLinkRow(incident: id, other: $0) }
  }

  private static func row(
    of incident: IncidentView, id: String, conflicts: Int
  ) -> IncidentRow {
    let (snapshot, assessment) = (incident.snapshot, incident.assessment)
    return IncidentRow(
      id: id, reference: snapshot.reference, site: snapshot.scope.code,
      status: snapshot.text("status") ?? IncidentStatus.logged.rawValue,
      outcome: assessment.outcome.rawValue, nation: snapshot.text("nation"),
      modality: snapshot.text("modality"), discoveredOn: snapshot.text("discoveredOn"),
      exposedOn: snapshot.date("exposureAt/first")?.description,
      notifyBy: assessment.notifyBy?.description, reportBy: assessment.reportBy?.description,
      authority: assessment.authority, codes: assessment.codes.joined(separator: " "),
      complementary: assessment.complementary.joined(separator: " "),
      clinicallySignificant: snapshot.text("clinicallySignificant") ?? "undecided",
      individuals: snapshot.elements("individuals").count,
      department: snapshot.text("department"), room: snapshot.text("room"),
      equipment: snapshot.text("equipmentId") ?? snapshot.text("equipment/assetNumber"),
      conflicts: conflicts, edition: assessment.edition,
      recordedAt: snapshot.text("recordedAt"), assessment: assessment.found)
  }

  private static func notification(
    of incident: IncidentView, id: String, inConflict: Bool
  ) -> NotificationRow? {
    let (snapshot, assessment) = (incident.snapshot, incident.assessment)
    guard !snapshot.isWithdrawn else { return nil }
    let step = incident.step
    switch assessment.outcome {
    case .notifiable: break
    case .undetermined: if incident.isExcluded, step == .none { return nil }
    case .notNotifiable, .notIRMER: if step == .none { return nil }
    }
    return NotificationRow(
      incident: id, kind: .incident, reference: snapshot.reference, site: snapshot.scope.code,
      outcome: assessment.outcome.rawValue, codes: assessment.codes.joined(separator: " "),
      complementary: assessment.complementary.joined(separator: " "),
      authority: assessment.authority, discoveredOn: snapshot.text("discoveredOn"),
      notifyBy: assessment.notifyBy?.description, reportBy: assessment.reportBy?.description,
      step: step.rawValue, submittedOn: incident.submittedOn?.description,
      reportSentOn: incident.reportSentOn?.description,
      withAuthorityOn: incident.withAuthorityOn?.description,
      closedOn: step == .closed ? incident.closureOn?.description : nil,
      inspectorContactedOn: snapshot.date("report/late/contactedOn")?.description,
      inConflict: inConflict,
      reasons: JSONValue(incident.notificationReasons).serialized())
  }

  /// A confirmed theme is a notification of its own; its incidents keep theirs.
  private static func notification(
    of theme: ThemeView, id: String, inConflict: Bool
  ) -> NotificationRow? {
    guard let confirmed = theme.confirmed else { return nil }
    let (snapshot, step) = (theme.snapshot, theme.step)
    return NotificationRow(
      incident: id, kind: .theme, reference: snapshot.reference, site: snapshot.scope.code,
      outcome: Assessment.Outcome.notifiable.rawValue, codes: "",
      complementary: theme.complementary.joined(separator: " "),
      authority: theme.nation.authority.rawValue,
      discoveredOn: confirmed.identifiedOn.description,
      notifyBy: confirmed.notifyBy.description, reportBy: confirmed.reportBy.description,
      step: step.rawValue, submittedOn: theme.submittedOn?.description,
      reportSentOn: theme.reportSentOn?.description,
      withAuthorityOn: theme.withAuthorityOn?.description,
      closedOn: step == .closed ? theme.closureOn?.description : nil,
      inspectorContactedOn: snapshot.date("report/late/contactedOn")?.description,
      inConflict: inConflict, reasons: JSONValue(theme.notificationReasons).serialized())
  }

  private static func row(of audit: AuditView, id: String, conflicts: Int) -> AuditRow {
    let snapshot = audit.snapshot
    return AuditRow(
      id: id, reference: snapshot.reference, site: snapshot.scope.code,
      title: audit.title, programmeYear: snapshot.text("programmeYear"),
      modality: snapshot.text("modality"), cycle: audit.cycle,
      status: snapshot.text("status") ?? AuditStatus.proposed.rawValue,
      standards: audit.standards.count, standardsMet: audit.standardsMet,
      standardsNotMet: audit.standardsNotMet,
      firstReportDue: snapshot.text("firstReport/due"),
      firstReportIssued: snapshot.text("firstReport/issued"),
      firstReportReceived: snapshot.text("firstReport/received"),
      secondReportDue: snapshot.text("secondReport/due"),
      secondReportIssued: snapshot.text("secondReport/issued"),
      secondReportReceived: snapshot.text("secondReport/received"),
      reAuditDue: snapshot.text("reAudit/due"), reAuditIssued: snapshot.text("reAudit/issued"),
      reAuditReceived: snapshot.text("reAudit/received"), reAudit: snapshot.text("reAudit/audit"),
      teamGaps: audit.teamGaps.joined(separator: " "),
      missing: audit.missing.joined(separator: " "), conflicts: conflicts)
  }

  /// Every action, and everything else with a due date.
  private static func actions(
    _ actions: [ActionView], _ duties: [DatedDuty], in snapshot: RecordSnapshot, id: String
  ) -> [ActionRow] {
    let own = actions.map { action in
      ActionRow(
        id: "\(id)/\(action.element)", record: id,
        kind: snapshot.kind.rawValue, site: snapshot.scope.code, owner: action.owner,
        due: action.due?.description, done: action.done?.description, strength: action.strength,
        isOpen: action.isOpen, duty: DatedDuty.Kind.action.rawValue)
    }
    return own
      + duties.filter { $0.kind != .action }.map { duty in
        ActionRow(
          id: "\(id)/\(duty.key)", record: id, kind: snapshot.kind.rawValue,
          site: snapshot.scope.code, owner: duty.owner, due: duty.due.description,
          done: duty.done?.description, strength: duty.strength, isOpen: duty.isOpen,
          duty: duty.kind.rawValue)
      }
  }

  private static func row(
    of conflict: RecordConflict, in snapshot: RecordSnapshot, id: String
  ) -> ConflictRow {
    ConflictRow(
      record: id, kind: snapshot.kind.rawValue, site: snapshot.scope.code,
      path: conflict.displayPath,
      candidates: conflict.json(scope: snapshot.scope, origins: ValueOrigins()).serialized())
  }
}
