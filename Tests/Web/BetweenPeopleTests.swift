import Aggregation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Web

@Suite("Employer, governance and site")
struct BetweenPeopleTests {
  private let harness: WebHarness
  private let governance: WebHarness.Credential
  private let employer: WebHarness.Credential
  private let id: String

  init() async throws {
    harness = try WebHarness()
    governance = try await harness.session(.governance)
    employer = try await harness.session(.employer)
    id = try await harness.centre.add(
      .incident,
      [
        "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
        "narrative": "The wrong hip was scanned.",
        "individuals": [
          ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
        ],
      ], by: try await harness.principal(governance))
  }

  private func send(
    _ fields: [String: String], as person: WebHarness.Credential, version: String? = nil
  ) async throws -> WebHarness.Answer {
    var all = fields
    all["version"] = version
    return await harness.submit(all, to: "/incidents/\(id)", as: person)
  }

  @Test func `the Employer sees what the decision rests on beside the button`() async throws {
    let page = await harness.get("/employer", as: employer).body

    #expect(page.contains("The wrong hip was scanned.") && page.contains("accidental, 9.6 mSv"))
    #expect(page.contains("≥ 3 mSv") && page.contains(">Approve "))
  }

  @Test func `a question holds the approval back until it is answered`() async throws {
    let asked = try await send(
      ["action": "question", "text": "Was the dose checked?"], as: employer)
    #expect(asked.status == 303, "\(asked.body)")
    let waiting = await harness.get("/employer", as: employer).body
    #expect(waiting.contains("Waits for the answer to: Was the dose checked?"))
    #expect(!waiting.contains(">Approve "))
    #expect(try await send(["action": "approve"], as: employer).status == 422)
    let record = await harness.get("/incidents/\(id)", as: governance).body
    #expect(record.contains("Answer the question that was asked before approval"))

    let answered = try await send(
      ["action": "answer", "number": "0", "text": "Yes, by physics."], as: governance)
    #expect(answered.status == 303, "\(answered.body)")

    let page = await harness.get("/employer", as: employer).body
    #expect(page.contains("Yes, by physics.") && page.contains(">Approve "))
    #expect(try await send(["action": "approve"], as: employer).status == 303)
    let question = try await IncidentView(harness.centre.snapshot(named: id)).questions.first
    #expect(question?.by == "employer" && question?.answeredBy == "governance")
  }

  @Test func `what came back with a question is counted and listed until it is answered`()
    async throws
  {
    let list = "/incidents?awaitsAnswer=true"
    #expect(try await harness.centre.todayReport().figure(.returned)?.count == 0)
    _ = try await send(["action": "question", "text": "Was the dose checked?"], as: employer)
    // The menu is counted once a minute.
    harness.advance(minutes: 2)

    let figure = try #require(try await harness.centre.todayReport().figure(.returned))
    #expect(figure.count == 1 && figure.path == list)
    let today = await harness.get("/", as: governance).body
    #expect(today.contains("<strong>1</strong> incident returned with a question"))
    #expect(today.contains("#step-answer\">Answer the question</a>"))
    #expect(today.contains(">Incidents <span class=\"count\">1</span>"))
    let listed = await harness.get(list, as: governance).body
    #expect(listed.contains("<strong>1 incident</strong>"))
    #expect(listed.contains("Returned") && listed.contains("Was the dose checked?"))
    let deadlines = try await harness.centre.deadlines()
    #expect(
      deadlines.contains { $0.displayText.hasPrefix("Notify CQC, after the Employer’s question") })
    #expect(await harness.get("/incidents/\(id)", as: governance).body.contains("\"step-answer\""))

    _ = try await send(["action": "answer", "number": "0", "text": "Yes."], as: governance)

    #expect(try await harness.centre.todayReport().figure(.returned)?.count == 0)
    #expect(await harness.get(list, as: governance).body.contains("<strong>0 incidents</strong>"))
    #expect(
      await harness.get("/incidents?awaitsAnswer=false", as: governance).body.contains(
        "<strong>1 incident</strong>"))
    #expect(
      try await harness.centre.deadlines().allSatisfy { !$0.displayText.contains("question") })
  }

  @Test func `feedback to whoever logged it is kept in the incident`() async throws {
    #expect(try await send(["action": "feedback"], as: governance).status == 422)
    let given = try await send(
      [
        "action": "feedback", "found": "Two lists with one name.",
        "changed": "Identity is asked twice.",
      ],
      as: governance)

    #expect(given.status == 303, "\(given.body)")
    let feedback = try await IncidentView(harness.centre.snapshot(named: id)).feedback.first
    #expect(feedback?.found == "Two lists with one name." && feedback?.by == "governance")
    #expect(feedback?.on == harness.centre.today)
  }

  @Test(arguments: [
    (["action": "dose", "individual": "0", "total": "12"], "9.6", "12"),
    (["action": "field", "path": "narrative", "value": "My words"], "Their words", "My words"),
    (
      ["action": "significance", "significant": "yes", "reason": "The hip hurts"], "no",
      "The hip hurts"
    ),
  ])
  func `a form that came too late shows what stands and what was entered, part by part`(
    fields: [String: String], theirs: String, mine: String
  ) async throws {
    let old = await harness.get("/incidents/\(id)", as: governance).hidden("version")
    _ = try await send(
      ["action": "field", "path": "narrative", "value": "Their words", "why": "heard"], as: employer
    )

    let late = try await send(fields, as: governance, version: old)

    #expect(late.status == 409)
    let start = try #require(late.body.firstRange(of: "Both texts"))
    let table = late.body[start.upperBound...].prefix(4000)
    #expect(table.contains(theirs) && table.contains(mine), "\(table)")
  }

  @Test(arguments: [
    (
      ["action": "action-add", "text": "Repair the door", "owner": "estates"],
      ["action": "action-add", "text": "Train the team"], "Repair the door; estates",
      "One more: Train the team"
    ),
    (
      ["action": "correspondence", "on": "2026-02-25", "text": "Asked for the dose"],
      ["action": "correspondence", "on": "2026-02-26", "text": "Sent the dose"],
      "Asked for the dose", "One more: 2026-02-26; Sent the dose"
    ),
    (
      ["action": "candour", "applies": "yes", "verbalDate": "2026-02-25"],
      ["action": "candour", "applies": "no", "reason": "No harm"], "2026-02-25", "No harm"
    ),
    (
      [
        "action": "informing", "recipient": "individual", "message": "occurrence",
        "on": "2026-02-25", "by": "radiologist",
      ],
      [
        "action": "informing", "recipient": "individual", "message": "occurrence",
        "reasonNot": "Not able to understand",
      ], "radiologist", "Not able to understand"
    ),
    (
      ["action": "note", "text": "Their note"], ["action": "note", "text": "My note"],
      "Their note", "One more: My note"
    ),
    (
      ["action": "feedback", "found": "Theirs"], ["action": "feedback", "found": "Mine"],
      "Theirs; governance", "One more: Mine"
    ),
  ])
  func `a form that adds something shows what was added meanwhile beside its own`(
    first: [String: String], second: [String: String], theirs: String, mine: String
  ) async throws {
    let old = await harness.get("/incidents/\(id)", as: governance).hidden("version")
    let added = try await send(first, as: governance)
    #expect(added.status == 303, "\(added.body)")

    let late = try await send(second, as: governance, version: old)

    #expect(late.status == 409)
    let start = try #require(late.body.firstRange(of: "aria-label=\"Both texts\""))
    let table = late.body[start.upperBound...].prefix { $0 != "§" }.prefix(4000)
    #expect(table.contains(theirs) && table.contains(mine), "\(table)")
    // What was entered is still in its form, ready to be sent again.
    let again = try await send(second, as: governance)
    #expect(again.status == 303, "\(again.body)")
  }

  @Test func `what a refused form of any page held is shown, so that it is not lost`()
    async throws
  {
    let page = await harness.get("/lessons", as: governance)
    let sent = await harness.post(
      "/lessons",
      [
        "form-token": try #require(page.hidden("form-token")), "title": "",
        "text": "Ask for the identity twice.",
      ], as: governance)
    #expect(sent.status == 422)
    #expect(sent.body.contains("Ask for the identity twice."), "\(sent.body)")
  }

  @Test func `limits begin anew from a month that somebody gives a reason for`() async throws {
    _ = try await harness.centre.add(
      .incident, ["discoveredOn": "2025-10-20", "modality": "ct"],
      by: try await harness.principal(governance))
    func rebase(_ fields: [String: String]) async throws -> WebHarness.Answer {
      var all = ["series": "incidents", "month": "2026-01"].merging(fields) { $1 }
      all["form-token"] = await harness.get("/trends", as: governance).hidden("form-token")
      return await harness.post("/trends/limits", all, as: governance)
    }
    #expect(try await rebase([:]).status == 422, "a reason is needed")
    #expect(try await rebase(["why": "New scanner", "month": "2025-10"]).status == 422)
    #expect(try await rebase(["why": "New scanner"]).status == 303)
    let page = await harness.get("/trends", as: employer).body
    #expect(page.contains("Incidents, from 2026-01: New scanner (governance)"))
    #expect(page.contains("Limits begin anew in 2026-01: New scanner"))
    #expect(!page.contains("Take back"), "governance decides")
    let chart = try await harness.centre.trendSeries().first?.chart
    #expect(chart?.stretches.count == 2)
    #expect(try await rebase(["action": "end"]).status == 303)
    #expect(try await harness.centre.trendSeries().first?.chart.stretches.count == 1)
  }

  @Test func `a board paper holds a quarter beside the one before, and each figure its list`()
    async throws
  {
    let page = await harness.get("/board?quarter=2026-Q1", as: employer)
    let bad = await harness.get("/board?quarter=2026-Q5", as: employer)

    #expect(page.status == 200 && page.body.contains("January to March 2026"))
    #expect(page.body.contains("October to December 2025"))
    #expect(page.body.contains("1 incident discovered, 1 more than in the quarter before"))
    #expect(
      page.body.contains(
        "href=\"/incidents?from=2026-01-01&amp;to=2026-03-31&amp;outcome=notifiable\""))
    #expect(bad.status == 400)
    #expect(page.body.contains("Incidents by month, all sites"))
    #expect(
      page.body.contains("<a href=\"/incidents?from=2026-02-01&amp;to=2026-02-28\" aria-label="),
      "a point leads to its incidents")
    #expect(page.body.contains("Common cause in the latest month: nothing unusual"))
    let print = await harness.get("/board/print?quarter=2026-Q1", as: employer)
    #expect(print.status == 200 && print.body.contains("counter(pages)"))
    #expect(print.headers[.contentSecurityPolicy]?.contains("sha256-") == true)
    #expect(!print.body.contains("<style></style>") && !print.body.contains("<form"))
    let listed = await harness.get(
      "/incidents?from=2026-01-01&to=2026-03-31&outcome=notifiable", as: employer)
    #expect(listed.body.contains("<strong>1 incident</strong>"))
  }

  @Test func `a board that was rendered before is shown in everybody's own frame`()
    async throws
  {
    let path = "/board?quarter=2026-Q1"
    let first = await harness.get(path, as: employer).body
    let again = await harness.get(path, as: employer).body
    let other = await harness.get(path, as: governance).body

    #expect(first == again)
    #expect(first.contains("(employer)") && other.contains("(governance)"))
    #expect(!other.contains("(employer)") && !other.contains("body-"))
    for page in [again, other] {
      #expect(page.contains("<h1>Board paper: January to March 2026</h1>"))
      #expect(page.contains("1 incident discovered, 1 more than in the quarter before"))
    }
    let before = await harness.get("/board?quarter=2025-Q4", as: employer).body
    #expect(before.contains("<h1>Board paper: October to December 2025</h1>"))

    _ = try await harness.centre.add(
      .incident, ["discoveredOn": "2026-03-01", "modality": "ct", "narrative": "Another."],
      by: try await harness.principal(governance))

    let later = await harness.get(path, as: employer).body
    #expect(later.contains("2 incidents discovered"))
  }
}
