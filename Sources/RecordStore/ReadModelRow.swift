internal import GRDB
internal import Records

/// A row that `Records` computes, as it stands in its table.
protocol ReadModelRow: Hashable {
  static var table: String { get }
  /// The columns in the order of the table, without the first, `ownerRow`.
  static var columns: [(name: String, value: (Self) -> (any DatabaseValueConvertible)?)] { get }
}

extension ReadModelRow {
  var values: [DatabaseValue] {
    Self.columns.map { $0.value(self)?.databaseValue ?? .null }
  }
}

extension IncidentRow: ReadModelRow {
  static let table = "incident"
  static var columns: [(name: String, value: (Self) -> (any DatabaseValueConvertible)?)] {
    [
      ("id", { $0.id }), ("reference", { $0.reference }), ("site", { $0.site }),
      ("status", { $0.status }), ("outcome", { $0.outcome }), ("nation", { $0.nation }),
      ("modality", { $0.modality }), ("discoveredOn", { $0.discoveredOn }),
      ("exposedOn", { $0.exposedOn }), ("notifyBy", { $0.notifyBy }),
      ("reportBy", { $0.reportBy }), ("authority", { $0.authority }), ("codes", { $0.codes }),
      ("complementary", { $0.complementary }),
      ("clinicallySignificant", { $0.clinicallySignificant }),
      ("individuals", { $0.individuals }), ("department", { $0.department }),
      ("room", { $0.room }), ("equipment", { $0.equipment }), ("conflicts", { $0.conflicts }),
      ("edition", { $0.edition }), ("recordedAt", { $0.recordedAt }),
      ("assessment", { $0.assessment }),
    ]
  }
}

extension NotificationRow: ReadModelRow {
  static let table = "notification"
  static var columns: [(name: String, value: (Self) -> (any DatabaseValueConvertible)?)] {
    [
      ("incident", { $0.incident }), ("reference", { $0.reference }), ("site", { $0.site }),
      ("outcome", { $0.outcome }), ("codes", { $0.codes }),
      ("complementary", { $0.complementary }), ("authority", { $0.authority }),
      ("discoveredOn", { $0.discoveredOn }), ("notifyBy", { $0.notifyBy }),
      ("reportBy", { $0.reportBy }), ("step", { $0.step }), ("submittedOn", { $0.submittedOn }),
      ("reportSentOn", { $0.reportSentOn }), ("withAuthorityOn", { $0.withAuthorityOn }),
      ("closedOn", { $0.closedOn }), ("inspectorContactedOn", { $0.inspectorContactedOn }),
      ("inConflict", { $0.inConflict }), ("reasons", { $0.reasons }),
    ]
  }
}

extension AuditRow: ReadModelRow {
  static let table = "audit"
  static var columns: [(name: String, value: (Self) -> (any DatabaseValueConvertible)?)] {
    [
      ("id", { $0.id }), ("reference", { $0.reference }), ("site", { $0.site }),
      ("title", { $0.title }), ("programmeYear", { $0.programmeYear }),
      ("modality", { $0.modality }), ("cycle", { $0.cycle }), ("status", { $0.status }),
      ("standards", { $0.standards }), ("standardsMet", { $0.standardsMet }),
      ("standardsNotMet", { $0.standardsNotMet }), ("firstReportDue", { $0.firstReportDue }),
      ("firstReportIssued", { $0.firstReportIssued }),
      ("firstReportReceived", { $0.firstReportReceived }),
      ("secondReportDue", { $0.secondReportDue }),
      ("secondReportIssued", { $0.secondReportIssued }),
      ("secondReportReceived", { $0.secondReportReceived }), ("reAuditDue", { $0.reAuditDue }),
      ("reAuditIssued", { $0.reAuditIssued }), ("reAuditReceived", { $0.reAuditReceived }),
      ("reAudit", { $0.reAudit }), ("teamGaps", { $0.teamGaps }), ("missing", { $0.missing }),
      ("conflicts", { $0.conflicts }),
    ]
  }
}

extension ActionRow: ReadModelRow {
  static let table = "action"
  static var columns: [(name: String, value: (Self) -> (any DatabaseValueConvertible)?)] {
    [
      ("id", { $0.id }), ("record", { $0.record }), ("kind", { $0.kind }), ("site", { $0.site }),
      ("owner", { $0.owner }), ("due", { $0.due }), ("done", { $0.done }),
      ("strength", { $0.strength }), ("isOpen", { $0.isOpen }),
    ]
  }
}

extension ConflictRow: ReadModelRow {
  static let table = "conflict"
  static var columns: [(name: String, value: (Self) -> (any DatabaseValueConvertible)?)] {
    [
      ("record", { $0.record }), ("kind", { $0.kind }), ("site", { $0.site }),
      ("path", { $0.path }), ("candidates", { $0.candidates }),
    ]
  }
}
