import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Aggregation

@Suite("Closing an audit at the centre on its re-audit")
struct ReAuditAtCentreTests {
  private let harness: CentreHarness
  private let site: RecordStore

  init() async throws {
    harness = try CentreHarness()
    site = try await harness.site("RBD01")
  }

  /// - Returns: the reference of a new audit with a standard that is not met.
  private func audit(_ title: String) async throws -> String {
    var random = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &random)
    let context = AuthorContext(
      role: "operator", site: site.identity.scope, nation: .england,
      now: Moment(milliseconds: CentreHarness.noon))
    let draft = try Draft(
      .audit,
      document: [
        "title": .string(title), "reviewDate": "2026-09-01",
        "standards": [
          [
            "id": "S1", "text": "Recorded", "target": "95",
            "result": ["numerator": 30, "denominator": 40],
          ]
        ], "actions": [["change": "Train", "owner": "Lead", "done": "2026-02-01"]],
      ], id: id, context: context, using: &random)
    let logged = Change(
      record: id, kind: "audit", scope: site.identity.scope, author: "operator",
      operations: draft.operations, referenceYear: draft.referenceYear)
    try site.write([logged])
    try await harness.send(site)
    return try #require(try await harness.centre.snapshot(named: "\(id)").reference)
  }

  private func close(_ audit: String, on reAudit: String) async throws {
    let version = try await harness.version(audit)
    try await harness.centre.edit(audit, version: version, by: harness.governance) {
      snapshot, context, generator throws(ValidationError) in
      try Edit.parse(
        ["status=closed", "reAudit/audit=\(reAudit)"], on: snapshot, why: "All done",
        context: context, using: &generator)
    }
  }

  @Test func `one that is only proposed is refused, an approved one closes it`() async throws {
    let audit = try await audit("Identity check")
    for status in [
      "approved", "collecting", "analysed", "first-report-issued", "actions-in-progress",
      "second-report-issued",
    ] {
      try await harness.set(audit, "status=\(status)")
    }
    let again = try await self.audit("Identity check again")

    for name in [again, audit] {
      await #expect {
        try await close(audit, on: name)
      } throws: { error in
        guard case EditRefusal.invalid(let invalid) = error else { return false }
        return invalid.code == "stage-not-reached" && invalid.field == "reAudit/audit"
      }
    }
    try await harness.set(again, "status=approved")
    try await close(audit, on: again)

    #expect(try await harness.centre.snapshot(named: audit).text("status") == "closed")
  }
}
