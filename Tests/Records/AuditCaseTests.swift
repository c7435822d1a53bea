import IRMER
import Records
import Testing

@Suite("The cases of an audit")
struct AuditCaseTests {
  private static func planned(_ standards: JSONValue? = nil) throws -> Author {
    var author = Author("audit lead", kind: .audit)
    try author.log([
      "title": "Pregnancy enquiry recorded",
      "standards": standards ?? [["id": "S1", "target": 95], ["id": "S2", "target": 100]],
    ])
    return author
  }

  /// Writes cases as the command line does: each change after the other.
  private static func observe(_ author: inout Author, _ cases: [JSONValue]) throws -> Int {
    let observed = try Edit.observing(
      cases, on: author.snapshot, context: author.context, using: &author.generator)
    if let first = observed.refused.first { throw first.error }
    for edit in observed.edits { author.write(edit.operations) }
    return observed.edits.count
  }

  private static func said(_ first: String, _ second: String? = nil) -> JSONValue {
    var results: JSONValue = ["S1": .string(first)]
    if let second { results = ["S1": .string(first), "S2": .string(second)] }
    return ["results": results]
  }

  @Test func `cases are counted standard by standard, excluded ones in neither number`() throws {
    var author = try Self.planned()

    _ = try Self.observe(
      &author,
      [
        Self.said("met", "met"), Self.said("not-met", "excluded"), Self.said("met"),
        Self.said("met", "not-met"),
      ])

    let tally = AuditView(author.snapshot).tally
    #expect(tally.cases == 4)
    #expect(tally.lines.map(\.met) == [3, 1])
    #expect(tally.lines.map(\.notMet) == [1, 1])
    #expect(tally.lines.map(\.excluded) == [0, 1])
    #expect(tally.lines.map(\.unrecorded) == [0, 1])
    #expect(tally.lines.map { $0.proportion?.denominator } == [4, 2])
  }

  @Test func `many cases are written in as few changes as hold them, in their order`() throws {
    var author = try Self.planned()
    let cases: [JSONValue] = (0..<1500).map {
      ["row": .number(JSONNumber($0)), "results": ["S1": "met", "S2": "not-met"]]
    }

    let changes = try Self.observe(&author, cases)

    #expect((2...3).contains(changes))
    #expect(AuditView(author.snapshot).tally.lines.map(\.met) == [1500, 0])
    #expect(author.field("data/0/row") == "0")
    #expect(author.field("data/1499/row") == "1499")
  }

  @Test func `an audit holds two thousand cases and not one more`() throws {
    var author = try Self.planned()
    let cases = [JSONValue](repeating: Self.said("met"), count: 2000)
    _ = try Self.observe(&author, cases)

    let error = validationError { _ = try Self.observe(&author, [Self.said("met")]) }
    let assigned = validationError { try author.set("data/-/results/S1=met") }

    #expect(error?.code == "too-many-cases")
    #expect(assigned?.code == "too-many-cases")
  }

  @Test(
    arguments: [
      (["results": ["S9": "met"]], "unknown-standard", "data/0/results/S9"),
      (["results": ["S1": "yes"]], "unknown-value", "data/0/results/S1"),
      (["items": ["nhsNumber": "1"]], "identifying-field", "data/0/items/nhsNumber"),
      (["items": ["comment": "999 000 0018"]], "identifier-found", "data/0/items/comment"),
      (["items": ["comment": 9_990_000_018]], "identifier-found", "data/0/items/comment"),
      (["row": "Mrs Jane Smith"], "identifier-found", "data/0/row"),
      (["on": "2026-02-30"], "no-such-date", "data/0/on"),
      ("met", "wrong-type", "data/0"),
    ] as [(JSONValue, String, String)])
  func `a case that names somebody, or no standard of the audit, is refused`(
    observation: JSONValue, code: String, field: String
  ) throws {
    var author = try Self.planned()

    let error = validationError { _ = try Self.observe(&author, [observation]) }
    let planned = validationError {
      var other = Author("audit lead", kind: .audit)
      try other.log([
        "title": "T", "standards": [["id": "S1", "target": 95]], "data": [observation],
      ])
    }

    #expect(error?.code == code)
    #expect(error?.field == field)
    #expect(planned?.code == code)
  }

  @Test func `what can be kept is kept beside what is refused`() throws {
    var author = try Self.planned()

    let observed = try Edit.observing(
      [Self.said("met"), Self.said("perhaps"), ["results": ["S9": "met"]], Self.said("not-met")],
      on: author.snapshot, context: author.context, using: &author.generator)
    for edit in observed.edits { author.write(edit.operations) }

    #expect(observed.refused.map(\.position) == [1, 2])
    #expect(AuditView(author.snapshot).tally.cases == 2)
    #expect(author.field("data/1/results/S1") == "not-met")
  }

  @Test func `two people who judge one case differently leave it out of the count`() throws {
    var author = try Self.planned()
    _ = try Self.observe(&author, [Self.said("met"), Self.said("met")])
    var other = author.forked("second reader", log: 2)
    try author.set("data/1/results/S1=excluded")
    try other.set("data/1/results/S1=not-met")
    author.merge(other)

    let line = try #require(AuditView(author.snapshot).tally.lines.first)

    #expect(author.conflictPaths == ["data/1/results/S1"])
    #expect((line.met, line.notMet, line.excluded, line.inConflict) == (1, 0, 0, 1))
  }

  @Test func `a result that the cases do not bear out is said in the report`() throws {
    var author = try Self.planned()
    _ = try Self.observe(&author, [Self.said("met"), Self.said("not-met")])
    try author.set("standards/0/result/numerator=2", "standards/0/result/denominator=2")

    let report = try AuditReport(AuditView(author.snapshot), .first, now: author.context.now)

    #expect(report.disagreements == ["S1: the result is 2 of 2, the cases say 1 of 2"])
    #expect(try report.html().contains("To be settled — S1: the result is 2 of 2"))
    try author.set("standards/0/result/numerator=1")
    let settled = try AuditReport(AuditView(author.snapshot), .first, now: author.context.now)
    #expect(settled.disagreements.isEmpty)
    #expect(settled.basics.first { $0.name == "Cases recorded" }?.value == "2")
  }

  @Test(arguments: [
    ("at-most", "500", "500.0", "met"), ("at-most", "500", "500.1", "not-met"),
    ("at-least", "3", "3", "met"), ("at-least", "3", "2.99", "not-met"),
  ])
  func `a standard may ask for a value with its unit in place of a share`(
    sense: String, limit: String, measured: String, verdict: String
  ) throws {
    var author = try Self.planned([
      [
        "id": "S1", "text": "Median dose-length product",
        "limit": ["sense": .string(sense), "value": .string(limit), "unit": "mGy·cm"],
      ]
    ])
    try author.set("status=approved")
    try author.set("status=collecting")
    #expect(validationError { try author.set("status=analysed") }?.field == "standards/0/result")
    try author.set("standards/0/result/value=\(measured)")
    try author.set("status=analysed")

    let report = try AuditReport(AuditView(author.snapshot), .first, now: author.context.now)

    #expect(AuditView(author.snapshot).standards.first?.verdict.rawValue == verdict)
    #expect(report.results.first?.target.hasSuffix("\(limit) mGy·cm") ?? false)
    #expect(report.results.first?.counts == "\(measured) mGy·cm")
    #expect(
      validationError { try author.set("standards/0/target=95") }?.code == "two-targets")
  }

  @Test func `what was reached in part may be graded so, and is not met all the same`() throws {
    var author = try Self.planned()
    try author.set(
      "standards/0/result/numerator=18", "standards/0/result/denominator=20",
      "standards/0/result/graded=partly-met")

    #expect(AuditView(author.snapshot).standards.first?.verdict == .partlyMet)
    #expect(author.rows.audit?.standardsNotMet == 1)
    #expect(
      validationError { try author.set("standards/0/result/graded=met") }?.code
        == "grade-contradicts")
    #expect(
      validationError { try author.set("standards/0/result/numerator=20") }?.code
        == "grade-contradicts")
  }
}
