public import IRMER
import Replication

/// Table `audit`: one row for each clinical audit.
public typealias AuditRow = TableRow<AuditTable>

/// What table `audit` holds.
public final class AuditTable: ReadModelTable {
  public typealias Source = AuditView
  public typealias Col<Value: CellValue> = TableColumn<AuditTable, Value>

  public static let layout = TableLayout<AuditTable>()
  public static let naming = TableNaming("audit", "One row for each clinical audit.")

  public let id = Col<String>("id", .uuid, "Names the record") { $0.snapshot.id.description }
  public let reference = Col<String?>("reference", "The record's reference, as people say it") {
    $0.snapshot.reference
  }
  public let site = Col<String>("site", "The code of the site") { $0.snapshot.scope.code }
  public let title = Col<String>("title", "What is audited") { $0.title }
  public let programmeYear = Col<String?>(
    "programmeYear", .year, "The year of the audit programme"
  ) { $0.snapshot.text("programmeYear") }
  public let status = Col<AuditStatus>(
    "status",
    "The stage that it has reached; `void` where it was withdrawn, `unreadable` where this version does "
      + "not know what a later one wrote"
  ) { $0.status }
  public let due = DayColumn<AuditTable>(
    "due", .day, isOptional: true, "The next day by which something has to be done"
  ) { row, context in JSONValue(row.due(openActionsDue: context.openActionsDue)) }
  public let overdue = DayColumn<AuditTable>("overdue", .flag, "Whether that day has passed") {
    row, context in
    .bool(row.isOverdue(on: context.today, openActionsDue: context.openActionsDue))
  }
  public let missing = Col<String>("missing", .words, "Paths of what the next stage needs") {
    $0.missing.joined(separator: " ")
  }
  public let conflicts = Col<Int>("conflicts", "How many fields are in conflict") {
    $0.snapshot.conflicts.count
  }
  public let modality = Col<Modality?>("modality", isListed: false, "The modality, as recorded") {
    $0.snapshot.choice("modality")
  }
  public let cycle = Col<Int>(
    "cycle", isListed: false, "1 for the first audit, 2 for its re-audit, and so on"
  ) { $0.cycle }
  public let standards = Col<Int>("standards", isListed: false, "How many standards it has") {
    $0.standards.count
  }
  public let standardsMet = Col<Int>("standardsMet", isListed: false, "How many of them are met") {
    $0.standardsMet
  }
  public let standardsNotMet = Col<Int>(
    "standardsNotMet", isListed: false, "How many are not met, or met in part"
  ) { $0.standardsNotMet }
  public let firstReportDue = Col<String?>(
    "firstReportDue", .day, isListed: false, "The day by which the first report is due"
  ) { $0.due(.firstReport) }
  public let firstReportIssued = Col<String?>(
    "firstReportIssued", .day, isListed: false, "The day the first report went to the Employer"
  ) { $0.snapshot.text("firstReport/issued") }
  public let firstReportReceived = Col<String?>(
    "firstReportReceived", .day, isListed: false, "The day the Employer confirmed it"
  ) { $0.snapshot.text("firstReport/received") }
  public let secondReportDue = Col<String?>(
    "secondReportDue", .day, isListed: false, "The day by which the second report is due"
  ) { $0.due(.secondReport) }
  public let secondReportIssued = Col<String?>(
    "secondReportIssued", .day, isListed: false, "The day the second report went to the Employer"
  ) { $0.snapshot.text("secondReport/issued") }
  public let secondReportReceived = Col<String?>(
    "secondReportReceived", .day, isListed: false, "The day the Employer confirmed it"
  ) { $0.snapshot.text("secondReport/received") }
  public let reAuditDue = Col<String?>(
    "reAuditDue", .day, isListed: false, "The day by which the re-audit is due"
  ) { $0.due(.reAudit) }
  public let reAuditIssued = Col<String?>(
    "reAuditIssued", .day, isListed: false, "The day the re-audit reported"
  ) { $0.snapshot.text("reAudit/issued") }
  public let reAuditReceived = Col<String?>(
    "reAuditReceived", .day, isListed: false, "The day the Employer confirmed its report"
  ) { $0.snapshot.text("reAudit/received") }
  public let reAudit = Col<String?>(
    "reAudit", isListed: false, "UUID or reference of the audit that repeats it"
  ) { $0.snapshot.text("reAudit/audit") }
  public let teamGaps = Col<String>(
    "teamGaps", .words, isListed: false, "Roles of the team that are not filled"
  ) {
    $0.teamGaps.joined(separator: " ")
  }

  public init() {}
}
