internal import GRDB
internal import IRMER
internal import Records

/// A row that `Records` computes, as stored in its table.
protocol ReadModelRow: Hashable {
  static var table: String { get }
  static var insertion: String { get }
  static var removal: String { get }
  /// The names of the columns in the order of the table, without the first, `ownerRow`.
  static var columns: [String] { get }
  /// The values in the same order.
  func write(to sink: inout some ColumnSink)
}

extension ReadModelRow {
  fileprivate static func makeInsertion() -> String {
    let places = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
    return "INSERT OR REPLACE INTO \(table) VALUES (\(places))"
  }

  fileprivate static func makeRemoval() -> String { "DELETE FROM \(table) WHERE ownerRow = ?" }

  var values: [DatabaseValue] {
    var collected = CollectedColumns()
    write(to: &collected)
    return collected.values
  }
}

extension IncidentRow: ReadModelRow {
  static let table = "incident"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = [
    "id", "reference", "site", "status", "outcome", "nation", "modality", "discoveredOn",
    "exposedOn", "notifyBy", "reportBy", "authority", "codes", "complementary",
    "clinicallySignificant", "individuals", "department", "room", "equipment", "conflicts",
    "edition", "recordedAt", "assessment",
  ]

  func write(to sink: inout some ColumnSink) {
    sink.bind(id)
    sink.bind(reference)
    sink.bind(site)
    sink.bind(status)
    sink.bind(outcome)
    sink.bind(nation)
    sink.bind(modality)
    sink.bind(discoveredOn)
    sink.bind(exposedOn)
    sink.bind(notifyBy)
    sink.bind(reportBy)
    sink.bind(authority)
    sink.bind(codes)
    sink.bind(complementary)
    sink.bind(clinicallySignificant)
    sink.bind(individuals)
    sink.bind(department)
    sink.bind(room)
    sink.bind(equipment)
    sink.bind(conflicts)
    sink.bind(edition)
    sink.bind(recordedAt)
    sink.bind(assessment)
  }
}

extension NotificationRow: ReadModelRow {
  static let table = "notification"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = [
    "incident", "reference", "site", "outcome", "codes", "complementary", "authority",
    "discoveredOn", "notifyBy", "reportBy", "step", "submittedOn", "reportSentOn",
    "withAuthorityOn", "closedOn", "inspectorContactedOn", "inConflict", "reasons",
  ]

  func write(to sink: inout some ColumnSink) {
    sink.bind(incident)
    sink.bind(reference)
    sink.bind(site)
    sink.bind(outcome)
    sink.bind(codes)
    sink.bind(complementary)
    sink.bind(authority)
    sink.bind(discoveredOn)
    sink.bind(notifyBy)
    sink.bind(reportBy)
    sink.bind(step)
    sink.bind(submittedOn)
    sink.bind(reportSentOn)
    sink.bind(withAuthorityOn)
    sink.bind(closedOn)
    sink.bind(inspectorContactedOn)
    sink.bind(inConflict)
    sink.bind(reasons)
  }
}

extension AuditRow: ReadModelRow {
  static let table = "audit"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = [
    "id", "reference", "site", "title", "programmeYear", "modality", "cycle", "status",
    "standards", "standardsMet", "standardsNotMet", "firstReportDue", "firstReportIssued",
    "firstReportReceived", "secondReportDue", "secondReportIssued", "secondReportReceived",
    "reAuditDue", "reAuditIssued", "reAuditReceived", "reAudit", "teamGaps", "missing",
    "conflicts",
  ]

  func write(to sink: inout some ColumnSink) {
    sink.bind(id)
    sink.bind(reference)
    sink.bind(site)
    sink.bind(title)
    sink.bind(programmeYear)
    sink.bind(modality)
    sink.bind(cycle)
    sink.bind(status)
    sink.bind(standards)
    sink.bind(standardsMet)
    sink.bind(standardsNotMet)
    sink.bind(firstReportDue)
    sink.bind(firstReportIssued)
    sink.bind(firstReportReceived)
    sink.bind(secondReportDue)
    sink.bind(secondReportIssued)
    sink.bind(secondReportReceived)
    sink.bind(reAuditDue)
    sink.bind(reAuditIssued)
    sink.bind(reAuditReceived)
    sink.bind(reAudit)
    sink.bind(teamGaps)
    sink.bind(missing)
    sink.bind(conflicts)
  }
}

extension ActionRow: ReadModelRow {
  static let table = "action"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = [
    "id", "record", "kind", "site", "owner", "due", "done", "strength", "isOpen", "duty",
  ]

  func write(to sink: inout some ColumnSink) {
    sink.bind(id)
    sink.bind(record)
    sink.bind(kind)
    sink.bind(site)
    sink.bind(owner)
    sink.bind(due)
    sink.bind(done)
    sink.bind(strength)
    sink.bind(isOpen)
    sink.bind(duty)
  }
}

extension ConflictRow: ReadModelRow {
  static let table = "conflict"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = [
    "record", "kind", "site", "path", "candidates",
  ]

  func write(to sink: inout some ColumnSink) {
    sink.bind(record)
    sink.bind(kind)
    sink.bind(site)
    sink.bind(path)
    sink.bind(candidates)
  }
}

extension ThemeSubject: ReadModelRow {
  static let table = "themeSubject"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = [
    "incident", "site", "nation", "discoveredOn", "equipment", "fault", "cause", "category",
    "individuals",
  ]

  func write(to sink: inout some ColumnSink) {
    sink.bind(incident)
    sink.bind(site)
    sink.bind(nation.rawValue)
    sink.bind(discoveredOn.description)
    sink.bind(equipment)
    sink.bind(fault)
    sink.bind(cause)
    sink.bind(category?.rawValue)
    sink.bind(individualsExposed)
  }
}

extension DecidedLinkRow: ReadModelRow {
  static let table = "decidedLink"
  static let insertion = Self.makeInsertion()
  static let removal = Self.makeRemoval()
  static let columns = ["other", "incident"]

  func write(to sink: inout some ColumnSink) {
    sink.bind(other)
    sink.bind(incident)
  }
}
