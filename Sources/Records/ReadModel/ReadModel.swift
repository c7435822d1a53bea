import IRMER
import Replication

/// Turns a record into rows.
public enum ReadModel {
  public static func rows(for snapshot: RecordSnapshot) -> ReadModelRows {
    var rows = ReadModelRows()
    switch snapshot.kind {
    case .incident:
      let incident = IncidentView(snapshot)
      rows.incident = row(of: incident)
      rows.notification = notification(of: incident)
      rows.actions = incident.actions.map { row(of: $0, in: snapshot) }
    case .audit:
      let audit = AuditView(snapshot)
      rows.audit = row(of: audit)
      rows.actions = audit.actions.map { row(of: $0, in: snapshot) }
    default: break
    }
    rows.conflicts = snapshot.conflicts.map { row(of: $0, in: snapshot) }
    return rows
  }

  private static func row(of incident: IncidentView) -> IncidentRow {
    let (snapshot, assessment) = (incident.snapshot, incident.assessment)
    return IncidentRow(
      id: "\(snapshot.id)", reference: snapshot.reference, site: snapshot.scope.code,
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
      conflicts: snapshot.conflicts.count, edition: assessment.edition,
      recordedAt: snapshot.text("recordedAt"), assessment: assessment.json.serialized())
  }

  private static func notification(of incident: IncidentView) -> NotificationRow? {
    let (snapshot, assessment) = (incident.snapshot, incident.assessment)
    guard !snapshot.isWithdrawn else { return nil }
    let step = incident.step
    switch assessment.outcome {
    case .notifiable: break
    case .undetermined: if incident.isExcluded, step == .none { return nil }
    case .notNotifiable, .notIRMER: if step == .none { return nil }
    }
    return NotificationRow(
      incident: "\(snapshot.id)", reference: snapshot.reference, site: snapshot.scope.code,
      outcome: assessment.outcome.rawValue, codes: assessment.codes.joined(separator: " "),
      complementary: assessment.complementary.joined(separator: " "),
      authority: assessment.authority, discoveredOn: snapshot.text("discoveredOn"),
      notifyBy: assessment.notifyBy?.description, reportBy: assessment.reportBy?.description,
      step: step.rawValue, submittedOn: incident.submittedOn?.description,
      reportSentOn: incident.reportSentOn?.description,
      withAuthorityOn: incident.withAuthorityOn?.description,
      closedOn: step == .closed ? incident.closureOn?.description : nil,
      inspectorContactedOn: snapshot.date("report/late/contactedOn")?.description,
      inConflict: !snapshot.conflicts.isEmpty,
      reasons: JSONValue(incident.notificationReasons).serialized())
  }

  private static func row(of audit: AuditView) -> AuditRow {
    let snapshot = audit.snapshot
    return AuditRow(
      id: "\(snapshot.id)", reference: snapshot.reference, site: snapshot.scope.code,
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
      missing: audit.missing.joined(separator: " "), conflicts: snapshot.conflicts.count)
  }

  private static func row(of action: ActionView, in snapshot: RecordSnapshot) -> ActionRow {
    ActionRow(
      id: "\(snapshot.id)/\(action.element)", record: "\(snapshot.id)",
      kind: snapshot.kind.rawValue, site: snapshot.scope.code, owner: action.owner,
      due: action.due?.description, done: action.done?.description, strength: action.strength,
      isOpen: action.isOpen)
  }

  private static func row(of conflict: RecordConflict, in snapshot: RecordSnapshot) -> ConflictRow {
    ConflictRow(
      record: "\(snapshot.id)", kind: snapshot.kind.rawValue, site: snapshot.scope.code,
      path: conflict.displayPath,
      candidates: conflict.json(scope: snapshot.scope, origin: { _ in nil }).serialized())
  }
}
