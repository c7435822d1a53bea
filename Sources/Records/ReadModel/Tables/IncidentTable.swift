public import IRMER
import Replication

/// Table `incident`: one row for each incident.
public typealias IncidentRow = TableRow<IncidentTable>

/// What table `incident` holds.
public final class IncidentTable: ReadModelTable {
  public typealias Source = IncidentView
  public typealias Col<Value: CellValue> = TableColumn<IncidentTable, Value>

  public static let layout = TableLayout<IncidentTable>()
  public static let naming = TableNaming(
    "incident", "One row for each incident.",
    indexes: [
      TableIndex("incidentByNotifyBy", "notifyBy", where: "notifyBy IS NOT NULL"),
      // Incidents that may be one event have these columns in common or near each other.
      TableIndex(
        "incidentByLikeness", "modality, individuals, discoveredOn, id", where: isComparable),
      TableIndex("incidentByDay", "discoveredOn, id", where: isDated),
      TableIndex("incidentBySite", "site, discoveredOn", where: isDated),
      TableIndex(
        "incidentNotifiable", "discoveredOn, site", where: "outcome = 'notifiable' AND " + isDated),
      TableIndex("incidentInOrder", ListOrder.index("discoveredOn", "id")),
      TableIndex("incidentById", "id"),
      TableIndex("incidentAwaitingAnswer", "id", where: "awaitsAnswer = 1"),
    ])
  private static let isDated = "discoveredOn IS NOT NULL AND status <> 'void'"
  private static let isComparable = "modality IS NOT NULL AND " + isDated

  public let id = Col<String>("id", .uuid, "Names the record") { $0.snapshot.id.description }
  public let reference = Col<String?>("reference", "The record's reference, as people say it") {
    $0.snapshot.reference
  }
  public let site = Col<String>("site", "The code of the site") { $0.snapshot.scope.code }
  public let status = Col<IncidentStatus>(
    "status",
    "How far it has come; `void` where it was withdrawn, `unreadable` where this version does not know "
      + "what a later one wrote"
  ) { $0.status }
  public let outcome = Col<Assessment.Outcome>(
    "outcome", "What the rules and the person say: the severer of the two"
  ) { $0.assessment.outcome }
  public let codes = Col<String>(
    "codes", .words, "Codes of the table that are met, in the table's order"
  ) { $0.assessment.codes.joined(separator: " ") }
  public let complementary = Col<String>(
    "complementary", .words, "Codes with a letter, such as M2.4"
  ) { $0.assessment.complementary.joined(separator: " ") }
  public let discoveredOn = Col<String?>("discoveredOn", .day, "The day of discovery") {
    $0.snapshot.text("discoveredOn")?.indexable
  }
  public let notifyBy = Col<String?>(
    "notifyBy", .day, "The last day of the notification; none where no deadline is running"
  ) { $0.assessment.notifyBy?.description }
  public let reportBy = Col<String?>(
    "reportBy", .day, "The last day of the report; none where no deadline is running"
  ) { $0.assessment.reportBy?.description }
  public let authority = Col<Authority>("authority", "The authority of the nation") {
    $0.assessment.authority
  }
  public let modality = Col<Modality?>("modality", "The modality, as recorded") {
    $0.snapshot.choice("modality")
  }
  public let conflicts = Col<Int>("conflicts", "How many fields are in conflict") {
    $0.snapshot.conflicts.count
  }
  public let nation = Col<Nation?>("nation", isListed: false, "The nation of the place of exposure")
  {
    $0.snapshot.choice("nation")
  }
  public let exposedOn = Col<String?>(
    "exposedOn", .day, isListed: false, "The day of the first exposure"
  ) { $0.snapshot.date("exposureAt/first")?.description }
  public let clinicallySignificant = Col<IncidentFacts.ClinicalSignificance>(
    "clinicallySignificant", isListed: false, "Whether somebody decided that it is"
  ) { $0.snapshot.choice("clinicallySignificant") ?? .undecided }
  public let candourMet = Col<Bool?>(
    "candourMet", isListed: false,
    "Whether every duty of candour is met; null unless it is clinically significant"
  ) { view in
    view.snapshot.text("clinicallySignificant") == IncidentFacts.ClinicalSignificance.yes.rawValue
      ? view.duties.allSatisfy { $0.candourMet == "yes" } : nil
  }
  public let awaitsAnswer = Col<Bool>(
    "awaitsAnswer", isListed: false,
    "Whether the Employer returned it with a question that has no answer yet"
  ) { $0.awaitsAnswer }
  public let individuals = Col<Int>(
    "individuals", isListed: false, "How many individuals the record has"
  ) { $0.snapshot.elements("individuals").count }
  public let department = Col<String?>("department", isListed: false, "The department, as recorded")
  {
    $0.snapshot.text("department")
  }
  public let room = Col<String?>("room", isListed: false, "The room, as recorded") {
    $0.snapshot.text("room")
  }
  public let equipment = Col<String?>("equipment", isListed: false, "The machine, as recorded") {
    $0.snapshot.text("equipmentId") ?? $0.snapshot.text("equipment/assetNumber")
  }
  public let edition = Col<String>(
    "edition", isListed: false, "The edition of the rules that judged it"
  ) { $0.assessment.edition }
  public let recordedAt = Col<String?>("recordedAt", .moment, isListed: false, "When it was logged")
  {
    $0.snapshot.text("recordedAt")
  }

  public init() {}
}
