import IRMER
import Records
import Replication
import Testing

@Suite("A re-audit that an audit is closed on")
struct ReAuditTests {
  private static func audit(_ document: JSONValue) throws -> RecordSnapshot {
    var author = Author(kind: .audit)
    try author.log(document)
    return author.snapshot
  }

  @Test func `only an agreed audit that is another one will do`() throws {
    let audit = try Self.audit(["title": "Missed"])
    var other = Author(kind: .audit)
    try other.log([
      "title": "Again", "standards": [["id": "S1", "text": "Recorded", "target": "95"]],
    ])
    func again() -> RecordSnapshot {
      RecordSnapshot(
        id: RecordID(high: 9, low: 9), kind: "audit", scope: Author.site, state: other.state)
    }

    #expect(validationError { try ReAudit.check(audit, of: audit) }?.code == "stage-not-reached")
    let proposed = validationError { try ReAudit.check(again(), of: audit) }
    #expect(proposed?.message.contains("only proposed") ?? false)
    #expect(proposed?.field == "reAudit/audit")
    try other.set("status=approved")
    #expect(validationError { try ReAudit.check(again(), of: audit) } == nil)
    try other.withdraw()
    #expect(validationError { try ReAudit.check(again(), of: audit) } != nil)
  }
}
