import IRMER
import Records
import Testing

@Suite("How long records are kept")
struct RetentionTests {
  private static func closed() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "individuals": [["exposure": "near-miss"]],
    ])
    try author.set(
      "investigation/analysis=Seen at the check", "investigation/analysedOn=2026-03-02",
      "preliminary/by=Employer", "preliminary/evidence=Nobody was exposed", "status=closed")
    return author
  }

  private static func procedure(_ document: JSONValue) throws -> RecordSnapshot {
    var author = Author(kind: .procedure)
    try author.log(document)
    return author.snapshot
  }

  @Test func `the Employer's procedure says for how long, and the longest counts`() throws {
    let incident = try Self.closed().snapshot
    let short = try Self.procedure(["title": "EP9", "retention": ["incidentYears": 8]])
    let long = try Self.procedure(["title": "EP10", "retention": ["incidentYears": 25]])
    let replaced = try Self.procedure([
      "title": "EP1", "status": "replaced", "retention": ["incidentYears": 80],
    ])

    let rule = RetentionRule([short, long, replaced])

    #expect(rule.keptUntil(incident) == CalendarDate("2051-03-02"))
    #expect(RetentionRule([short]).keptUntil(incident) == CalendarDate("2034-03-02"))
  }

  @Test func `without a period, or while it is open, a record has no such day`() throws {
    var open = Author(kind: .incident)
    try open.log(["discoveredOn": "2026-03-01"])
    let rule = RetentionRule([
      try Self.procedure(["title": "EP9", "retention": ["incidentYears": 8]])
    ])

    #expect(rule.keptUntil(open.snapshot) == nil)
    #expect(RetentionRule([]).keptUntil(try Self.closed().snapshot) == nil)
  }
}
