public import IRMER
import Replication

/// Table `action`: one row for each action of an incident, an audit or a theme, and for everything else
/// of theirs that has to be done by a day.
public typealias ActionRow = TableRow<ActionTable>

/// What a row of ``ActionTable`` is read from: an action, or another duty with a day.
public struct ActionSource: Sendable {
  let snapshot: RecordSnapshot
  /// The element or the field that holds it.
  let key: String
  let kind: DatedDuty.Kind
  let owner: String?
  let due: CalendarDate?
  let done: CalendarDate?
  let strength: ActionStrength?
  let isOpen: Bool

  init(_ action: ActionView, in snapshot: RecordSnapshot) {
    (self.snapshot, key, kind) = (snapshot, action.element, .action)
    (owner, due, done) = (action.owner, action.due, action.done)
    (strength, isOpen) = (action.strength, action.isOpen)
  }

  init(_ duty: DatedDuty, in snapshot: RecordSnapshot) {
    (self.snapshot, key, kind) = (snapshot, duty.key, duty.kind)
    (owner, due, done) = (duty.owner, duty.due, duty.done)
    (strength, isOpen) = (duty.strength, duty.isOpen)
  }
}

/// What table `action` holds.
public final class ActionTable: ReadModelTable {
  public typealias Source = ActionSource
  public typealias Col<Value: CellValue> = TableColumn<ActionTable, Value>

  public static let layout = TableLayout<ActionTable>()
  public static let naming = TableNaming(
    "action",
    "One row for each action of an incident, an audit or a theme, and for everything else of theirs "
      + "that has to be done by a day.", key: ["id"])

  public let id = Col<String>(
    "id", "The record's UUID, a slash, and the element or field that holds it"
  ) {
    "\($0.snapshot.id)/\($0.key)"
  }
  public let record = Col<String>("record", .uuid, "The record that holds it") {
    $0.snapshot.id.description
  }
  public let kind = Col<RecordKind>("kind", "The kind of that record") { $0.snapshot.kind }
  public let site = Col<String>("site", "The code of the site") { $0.snapshot.scope.code }
  public let owner = Col<String?>("owner", "The role that does it") { $0.owner }
  public let due = Col<String?>("due", .day, "The day by which it is to be done") {
    $0.due?.description
  }
  public let done = Col<String?>("done", .day, "The day on which it was done") {
    $0.done?.description
  }
  public let strength = Col<ActionStrength?>("strength", "How strong the action is") { $0.strength }
  public let state = DayColumn<ActionTable>(
    "state", .choice(["open", "overdue", "done"]), "How far it has come on the day of the answer"
  ) { .string($0.state(on: $1.today)) }
  public let isOpen = Col<Bool>(
    "isOpen", isListed: false, "Neither done, nor transferred, nor found not to be needed"
  ) { $0.isOpen }
  public let duty = Col<DatedDuty.Kind>("duty", isListed: false, "What kind of duty it is") {
    $0.kind
  }

  public init() {}
}

extension ActionRow {
  /// One item of `/api/v1/actions`.
  public func item(on today: CalendarDate) -> JSONObject { item(ItemContext(today: today)) }

  /// Whether it is an action, and no other duty with a day.
  public var isAction: Bool { self.duty == .action }

  /// `done`, `overdue` or `open`.
  public func state(on today: CalendarDate) -> String {
    guard isOpen else { return "done" }
    return due.map { $0 < "\(today)" } ?? false ? "overdue" : "open"
  }
}

/// Table `conflict`: one row for each field that a person has to settle.
public typealias ConflictRow = TableRow<ConflictTable>

/// What a row of ``ConflictTable`` is read from.
public struct ConflictSource: Sendable {
  let conflict: RecordConflict
  let snapshot: RecordSnapshot
}

/// What table `conflict` holds.
public final class ConflictTable: ReadModelTable {
  public typealias Source = ConflictSource
  public typealias Col<Value: CellValue> = TableColumn<ConflictTable, Value>

  public static let layout = TableLayout<ConflictTable>()
  public static let naming = TableNaming(
    "conflict", "One row for each field that a person has to settle.", key: ["path"])

  public let record = Col<String>("record", .uuid, "The record") { $0.snapshot.id.description }
  public let kind = Col<RecordKind>("kind", "The kind of that record") { $0.snapshot.kind }
  public let site = Col<String>("site", "The code of the site") { $0.snapshot.scope.code }
  public let path = Col<String>("path", "The path of the field, with positions from 0") {
    $0.conflict.displayPath
  }
  public let candidates = Col<String>(
    "candidates", .document,
    "The values that were written without knowing of each other, each with who wrote it and when"
  ) { $0.conflict.json(scope: $0.snapshot.scope, origins: ValueOrigins()).serialized() }

  public init() {}
}
