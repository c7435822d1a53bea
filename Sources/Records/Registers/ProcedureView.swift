public import IRMER
import Replication

/// An employer's procedure, read from its record: linked, not copied.
public struct ProcedureView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot

  /// - Parameter snapshot: Of a record of the kind `procedure`.
  public init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// The procedure's title; empty where it is not recorded.
  public var title: String { snapshot.text("title") ?? "" }
  /// The version of the document.
  public var version: String? { snapshot.text("version") }

  /// The duty holders who were shown the current version.
  public var acknowledgedBy: Set<String> {
    Set(
      snapshot.elements("acknowledgements")
        .filter { $0.date("on") != nil && ($0.text("version") ?? version) == version }
        .compactMap { $0.text("role") })
  }

  /// The roles to whom it applies.
  public var dutyHolders: [String] {
    snapshot.elements("dutyHolders").compactMap { $0.value?.text }
  }

  /// Duty holders who have not yet acknowledged the current version.
  public var outstanding: [String] {
    let done = acknowledgedBy
    return dutyHolders.filter { !done.contains($0) }
  }

  /// The audit procedure: “will be brought to the attention of all IRMER Duty Holders and will be reviewed
  /// biennially”.
  public var facts: ProcedureFacts {
    var facts = ProcedureFacts()
    facts.title = snapshot.text("title")
    facts.version = version
    facts.author = snapshot.text("author")
    facts.authoriser = snapshot.text("authoriser")
    facts.signedBy = snapshot.text("signedBy")
    facts.approvedOn = snapshot.date("approvedOn")
    facts.nextReviewDue = snapshot.date("reviewDue")
    facts.dutyHolders = dutyHolders.count
    facts.acknowledgedBy = dutyHolders.count - outstanding.count
    return facts
  }

  /// As a list prints it.
  public func item(on today: CalendarDate) -> JSONObject {
    let facts = facts
    var item = JSONObject()
    item.append("id", .string("\(snapshot.id)"))
    item.append("reference", JSONValue(snapshot.reference))
    item.append("title", .string(title))
    item.append("version", JSONValue(version))
    item.append("site", .string(snapshot.scope.code))
    item.append("approvedOn", JSONValue(facts.approvedOn))
    item.append(
      "reviewDue", JSONValue([facts.nextReviewDue, facts.reviewDue].compactMap { $0 }.min()))
    switch facts.reviewState(on: today) {
    case .notApproved: item.append("review", "not-approved")
    case .current: item.append("review", "current")
    case .dueSoon: item.append("review", "due")
    case .overdue: item.append("review", "overdue")
    }
    item.append("acknowledged", .number(JSONNumber(facts.acknowledgedBy)))
    item.append("dutyHolders", .number(JSONNumber(facts.dutyHolders)))
    item.append("outstanding", JSONValue(outstanding))
    item.append("link", JSONValue(snapshot.text("link")))
    item.append(
      "missing", .array(facts.completeness.missing.map { .string($0.id) }))
    item.append("conflicts", .number(JSONNumber(snapshot.conflicts.count)))
    return item
  }
}
