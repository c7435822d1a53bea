import IRMER
import Records
import SiteClient
import Testing

@Suite("Closing an audit on its re-audit")
struct ReAuditClosingTests {
  private static let standards: JSONValue = [
    [
      "id": "S1", "text": "Recorded", "target": "95",
      "result": ["numerator": 30, "denominator": 40],
    ]
  ]

  /// An audit with a missed standard and everything else that closing needs.
  private func audit(at clinic: SiteClient) async throws -> RecordSnapshot {
    let logged = try await clinic.log(
      .audit, ["title": "Identity check", "standards": Self.standards])
    var snapshot = logged.snapshot
    for step in [
      ["status=approved"], ["status=collecting"], ["status=analysed"],
      [
        "actions/-/change=Train", "actions/0/owner=Lead", "actions/0/done=2026-03-01",
        "reviewDate=2026-09-01",
      ],
      ["status=first-report-issued"], ["status=actions-in-progress"],
      ["status=second-report-issued"],
    ] {
      try await clinic.set(step.map { $0.replacing("actions/0", with: "actions/-") }, on: snapshot)
      snapshot = try await clinic.record(named: logged.reference)
    }
    return snapshot
  }

  @Test func `a re-audit that is only proposed is refused, an approved one closes it`()
    async throws
  {
    let clinic = try TestTrust().site("a")
    let audit = try await audit(at: clinic)
    let again = try await clinic.log(
      .audit, ["title": "Identity check again", "standards": [["id": "S1", "target": "95"]]])
    let close = ["status=closed", "reAudit/audit=\(again.reference)"]

    let error = await #expect(throws: SiteError.self) {
      try await clinic.set(close, on: audit, why: "All done")
    }
    #expect(error.map { "\($0)".contains("only proposed") } ?? false)
    await #expect(throws: SiteError.self) {
      try await clinic.set(["status=closed", "reAudit/audit=\(audit.reference ?? "")"], on: audit)
    }
    try await clinic.set(["status=approved"], on: again.snapshot)
    try await clinic.set(close, on: audit)

    let closed = try await clinic.record(named: audit.reference ?? "")
    #expect(closed.text("status") == "closed")
  }
}
