import IRMER
import Records
import Testing

/// Everything that is due on a day is on one list.
@Suite("Dated duties")
struct DatedDutyTests {
  private static func incident(_ assignments: String...) throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [["ageAtExposure": 50, "exposure": "accidental"]],
    ])
    for assignment in assignments { try author.set(assignment, why: "as the authority wrote") }
    return author
  }

  private static func open(_ author: Author) -> [String] {
    author.rows.actions.filter(\.isOpen).map { "\($0.duty.rawValue) \($0.due ?? "")" }
  }

  @Test(arguments: [
    (
      #"regulator/notices=[{"kind": "improvement", "due": "2026-04-01", "what": "Mend it"}]"#,
      "notice 2026-04-01", "regulator/notices/0/met=2026-03-02"
    ),
    (
      #"routes=[{"body": "MHRA", "duty": "should", "dueAt": "2026-04-01T12:00:00Z"}]"#,
      "route 2026-04-01", "routes/0/sentAt=2026-03-02"
    ),
    (
      #"routes=[{"body": "MHRA", "duty": "should", "dueAt": "2026-04-01"}]"#,
      "route 2026-04-01", "routes/0/status=not-needed"
    ),
    (
      #"actions=[{"description": "Train", "due": "2026-04-01"}]"#,
      "action 2026-04-01", "actions/0/done=2026-03-02"
    ),
    (
      #"actions=[{"description": "T", "done": "2026-03-02", "effectivenessCheckDue": "2026-04-01"}]"#,
      "effectiveness-check 2026-04-01", "actions/0/effectivenessCheckDone=2026-03-02"
    ),
  ])
  func `an incident's duty with a day is open until it is done`(
    asked: String, row: String, done: String
  ) throws {
    var author = try Self.incident(asked)

    #expect(Self.open(author) == [row])
    try author.set(done)
    #expect(Self.open(author).isEmpty)
  }

  @Test func `the day agreed with an inspector is a duty, and moves no clock`() throws {
    let author = try Self.incident("report/late/agreedDate=2026-06-30")

    #expect(Self.open(author) == ["agreed-report 2026-06-30"])
    #expect(author.rows.notification?.reportBy == "2026-05-24")
  }

  @Test func `an audit's reports, re-audit and review are duties`() throws {
    var author = Author(kind: .audit)
    try author.log(["title": "Checks", "reviewDate": "2026-09-01"])
    try author.set(
      "firstReport/due=2026-04-01", "secondReport/due=2026-10-01", "reAudit/due=2027-03-01")

    #expect(
      Self.open(author) == [
        "first-report 2026-04-01", "second-report 2026-10-01", "re-audit 2027-03-01",
        "review 2026-09-01",
      ])
    #expect(author.rows.audit?.due(openActionsDue: []).map { "\($0)" } == "2026-04-01")
    try author.set("secondReport/notRequired=All standards were met", "reAudit/audit=RBD01-2027-1")
    #expect(Self.open(author) == ["first-report 2026-04-01", "review 2026-09-01"])
  }

  @Test(arguments: [
    ("secondReport/due=2026-02-28", "secondReport/notRequired=No actions were needed"),
    ("reAudit/due=2026-02-28", "reAudit/reasonNot=The clinic has closed"),
  ])
  func `what is not required is late on no list`(due: String, reason: String) throws {
    var author = Author(kind: .audit)
    try author.log(["title": "Checks"])
    try author.set(due)
    #expect(author.rows.audit?.isOverdue(on: author.today, openActionsDue: []) == true)

    try author.set(reason)

    let (row, actions) = (try #require(author.rows.audit), author.rows.actions)
    let item = row.listItem(on: author.today, actions: actions)
    let shown = author.snapshot.document(on: author.today)
    #expect(Self.open(author).isEmpty && row.due(openActionsDue: []) == nil)
    #expect(item["due"] == JSONValue.null && item["overdue"] == false)
    #expect(shown["overdue"] == false)
  }

  @Test func `only actions are counted as actions`() throws {
    var author = Author(kind: .audit)
    try author.log(["title": "Checks", "reviewDate": "2026-09-01"])
    try author.set(#"actions=[{"description": "Train", "due": "2026-04-01"}]"#)

    let status = author.rows.audit?.statusItem(on: author.today, actions: author.rows.actions)

    #expect(status?["actionsOpen"] == 1 && status?["actionsOverdue"] == 0)
  }
}
