public import IRMER
import Replication

/// How long records are kept, by the Employer's procedures.
///
/// SAUE guidance: “You must keep these records in accordance with your local procedures and with Regulation
/// 8(3).” The source gives no number, so there is none until a procedure gives one
/// (`retention/incidentYears`, `retention/auditYears`). At the end of the period somebody reviews
/// the record; it never deletes anything.
public struct RetentionRule: Hashable, Sendable {
  public let incidentYears: Int?
  public let auditYears: Int?

  /// - Parameter procedures: of the register. Of several periods the longest applies.
  public init(_ procedures: [RecordSnapshot]) {
    let inForce = procedures.filter {
      !$0.isWithdrawn && $0.text("status") ?? "current" == "current"
    }
    incidentYears = inForce.compactMap { $0.text("retention/incidentYears").flatMap { Int($0) } }
      .max()
    auditYears = inForce.compactMap { $0.text("retention/auditYears").flatMap { Int($0) } }.max()
  }

  /// The last day for which a closed record is kept; `nil` for an open one, and without a period.
  public func keptUntil(_ snapshot: RecordSnapshot) -> CalendarDate? {
    let isOver = ["closed", "abandoned", Withdrawal.void].contains(snapshot.text("status"))
    guard isOver, let last = Self.lastStep(of: snapshot) else { return nil }
    let years =
      snapshot.kind == .audit ? auditYears : snapshot.kind == .incident ? incidentYears : nil
    return years.map { last.adding(years: $0) }
  }

  /// The latest of the days on which something of the record ended.
  private static func lastStep(of snapshot: RecordSnapshot) -> CalendarDate? {
    steps.compactMap { snapshot.date($0) }.max()
  }

  private static let steps: [StaticString] = [
    "discoveredOn", "investigation/analysedOn", "report/sentOn", "regulator/closureOn",
    "approvedOn",
    "firstReport/issued", "secondReport/issued", "reAudit/issued",
  ]
}
