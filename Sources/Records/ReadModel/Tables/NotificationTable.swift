public import IRMER
import Replication

/// Table `notification`: one row for each incident that must or may have to be notified, or was,
/// and for each confirmed theme.
///
/// It holds what happened; its state on a day is `state(on:)`.
public typealias NotificationRow = TableRow<NotificationTable>

/// Something on its way to an authority: an incident or a confirmed theme.
protocol NotifiedView: Sendable {
  var snapshot: RecordSnapshot { get }
  var outcome: Assessment.Outcome { get }
  var codes: [String] { get }
  var complementary: [String] { get }
  var authority: Authority { get }
  /// The day from which the clocks count, as recorded.
  var clockStart: String? { get }
  var notifyBy: CalendarDate? { get }
  var reportBy: CalendarDate? { get }
  var step: NotificationStep { get }
  var submittedOn: CalendarDate? { get }
  var reportSentOn: CalendarDate? { get }
  var withAuthorityOn: CalendarDate? { get }
  var closureOn: CalendarDate? { get }
  var notificationReasons: [String] { get }
}

/// What a row of ``NotificationTable`` is read from.
public struct NotificationSource: Sendable {
  let view: any NotifiedView
}

/// What table `notification` holds.
public final class NotificationTable: ReadModelTable {
  public typealias Source = NotificationSource
  public typealias Col<Value: CellValue> = TableColumn<NotificationTable, Value>

  public static let layout = TableLayout<NotificationTable>()
  public static let naming = TableNaming(
    "notification",
    "One row for each incident that must or may have to be notified, or was, and for each "
      + "confirmed theme.",
    indexes: [
      // What waits for a decision, the most urgent first.
      TableIndex(
        "notificationUndecided", "(coalesce(notifyBy, '9')), incident",
        where: "kind = 'incident' AND step = 'none' AND codes <> '' AND isDecided = 0"),
      TableIndex("notificationInOrder", ListOrder.index(ListOrder.deadline(), "incident")),
      TableIndex(
        "notificationOpen", "ownerRow", where: "step <> 'none' AND step <> 'closed'"),
    ])

  public let incident = Col<String>("incident", .uuid, "The record: an incident or a theme") {
    $0.view.snapshot.id.description
  }
  public let kind = Col<RecordKind>(
    "kind", .choice([RecordKind.incident.rawValue, RecordKind.theme.rawValue]),
    "Whether it is an incident's or a theme's"
  ) { $0.view.snapshot.kind }
  public let reference = Col<String?>("reference", "The record's reference, as people say it") {
    $0.view.snapshot.reference
  }
  public let site = Col<String>("site", "The code of the site") { $0.view.snapshot.scope.code }
  public let outcome = Col<Assessment.Outcome>(
    "outcome", "What the rules and the person say: the severer of the two"
  ) { $0.view.outcome }
  public let codes = Col<String>(
    "codes", .words, "Codes of the table that are met, in the table's order"
  ) { $0.view.codes.joined(separator: " ") }
  public let complementary = Col<String>(
    "complementary", .words, "Codes with a letter, such as M2.4"
  ) { $0.view.complementary.joined(separator: " ") }
  public let authority = Col<Authority>("authority", "The authority of the nation") {
    $0.view.authority
  }
  public let state = DayColumn<NotificationTable>(
    "state", .choice(NotificationState.allCases.map(\.rawValue)),
    "How far it has come on the day of the answer"
  ) { .string($0.state(on: $1.today).rawValue) }
  public let discoveredOn = Col<String?>(
    "discoveredOn", .day, "The day of discovery; a theme's is the day it was identified"
  ) { $0.view.clockStart }
  public let notifyBy = Col<String?>("notifyBy", .day, "The last day of the notification") {
    $0.view.notifyBy?.description
  }
  public let reportBy = Col<String?>("reportBy", .day, "The last day of the report") {
    $0.view.reportBy?.description
  }
  public let daysLeft = DayColumn<NotificationTable>(
    "daysLeft", .count, isOptional: true,
    "Days to the next deadline, negative when it has passed; null when none runs"
  ) { row, context in
    row.daysLeft(on: context.today).map { .number(JSONNumber($0)) } ?? .null
  }
  public let submittedOn = Col<String?>("submittedOn", .day, "The day of the notification") {
    $0.view.submittedOn?.description
  }
  public let reportSentOn = Col<String?>("reportSentOn", .day, "The day the report was sent") {
    $0.view.reportSentOn?.description
  }
  public let inspectorContactedOn = Col<String?>(
    "inspectorContactedOn", .day, "When an inspector was told that the report will be late"
  ) { $0.view.snapshot.date("report/late/contactedOn")?.description }
  public let inConflict = Col<Bool>(
    "inConflict", "Whether anything that it rests on is in conflict"
  ) { !$0.view.snapshot.conflicts.isEmpty }
  public let reasons = Col<String>("reasons", .document, "Why it may be notifiable, in sentences") {
    JSONValue($0.view.notificationReasons).serialized()
  }
  public let step = Col<NotificationStep>(
    "step", isListed: false, "The last step taken, whatever the day"
  ) { $0.view.step }
  public let isDecided = Col<Bool>(
    "isDecided", isListed: false, "Whether somebody has decided on its codes"
  ) { !$0.view.snapshot.elements("classification/finalCodes").isEmpty }
  public let withAuthorityOn = Col<String?>(
    "withAuthorityOn", .day, isListed: false, "The day from which the authority has it"
  ) { $0.view.withAuthorityOn?.description }
  public let closedOn = Col<String?>(
    "closedOn", .day, isListed: false, "The day the authority closed it"
  ) { $0.view.step == .closed ? $0.view.closureOn?.description : nil }

  public init() {}
}

extension IncidentView: NotifiedView {
  var outcome: Assessment.Outcome { assessment.outcome }
  var codes: [String] { assessment.codes }
  var complementary: [String] { assessment.complementary }
  var authority: Authority { assessment.authority }
  var clockStart: String? { snapshot.text("discoveredOn") }
  var notifyBy: CalendarDate? { assessment.notifyBy }
  var reportBy: CalendarDate? { assessment.reportBy }
}

/// A confirmed theme is a notification of its own; its incidents keep theirs.
struct ConfirmedThemeView: NotifiedView {
  let theme: ThemeView
  let confirmed: ConfirmedTheme

  var snapshot: RecordSnapshot { theme.snapshot }
  var outcome: Assessment.Outcome { .notifiable }
  var codes: [String] { [] }
  var complementary: [String] { theme.complementary }
  var authority: Authority { theme.nation.authority }
  var clockStart: String? { confirmed.identifiedOn.description }
  var notifyBy: CalendarDate? { confirmed.notifyBy }
  var reportBy: CalendarDate? { confirmed.reportBy }
  var step: NotificationStep { theme.step }
  var submittedOn: CalendarDate? { theme.submittedOn }
  var reportSentOn: CalendarDate? { theme.reportSentOn }
  var withAuthorityOn: CalendarDate? { theme.withAuthorityOn }
  var closureOn: CalendarDate? { theme.closureOn }
  var notificationReasons: [String] { theme.notificationReasons }
}
