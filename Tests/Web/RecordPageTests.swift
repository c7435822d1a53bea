import Aggregation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Web

@Suite("The page of an incident")
struct RecordPageTests {
  private let harness: WebHarness
  private let session: WebHarness.Credential
  private let id: String

  init() async throws {
    harness = try WebHarness()
    session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    id = try await harness.centre.add(
      .incident,
      [
        "discoveredOn": "2026-02-26", "modality": "ct",
        "narrative": "The wrong hip was scanned.",
        "individuals": [["exposure": "accidental", "ageAtExposure": 40]],
      ], by: principal)
  }

  private func send(_ fields: [String: String]) async throws -> WebHarness.Answer {
    await harness.submit(fields, to: "/incidents/\(id)", as: session)
  }

  private func snapshot() async throws -> RecordSnapshot {
    try await harness.centre.snapshot(named: id)
  }

  @Test func `what happened comes first, then the next step with its deadline`() async throws {
    let page = await harness.get("/incidents/\(id)", as: session).body

    let happened = try #require(page.firstRange(of: "The wrong hip was scanned."))
    let next = try #require(page.firstRange(of: "Enter the dose, or what else is missing"))
    let findings = try #require(page.firstRange(of: "What the rules find"))
    #expect(happened.lowerBound < next.lowerBound && next.lowerBound < findings.lowerBound)
    #expect(page.contains("by 12 March 2026"))
  }

  @Test func `the answers follow the form that the trust imported`() async throws {
    let plain = await harness.get("/incidents/\(id)/answers", as: session).body
    #expect(plain.contains("In the order of the report"))

    _ = try await harness.centre.importAnswerForm(
      Array("question,answer\nYour post,\nWhat took place?,What happened\nKind,modality\n".utf8),
      of: .cqc)
    let page = await harness.get("/incidents/\(id)/answers", as: session).body

    #expect(page.contains("In the order of the form that your trust imported"))
    let post = try #require(page.firstRange(of: "<dt>Your post</dt>"))
    let place = try #require(page.firstRange(of: "<dt>What took place?</dt>"))
    #expect(post.lowerBound < place.lowerBound && page.contains("The wrong hip was scanned."))
    #expect(page.contains("To be answered by hand") && page.contains(">CT</span>"))
    #expect(!page.contains("Number of individuals exposed"))
  }

  @Test func `what a finding lacks is named by its label, not by its path`() async throws {
    let page = await harness.get("/incidents/\(id)", as: session).body
    let shown = page.replacing(#/<[^>]*>/#, with: " ")
    let missing = try await IncidentView(snapshot()).assessment.findings.flatMap(\.missing)

    #expect(missing.contains("effectiveDose/total"))
    #expect(missing.allSatisfy { shown.contains(FieldLabel.displayText($0)) })
    #expect(!shown.contains("effectiveDose/"))
  }

  @Test func `a dose is typed as people write it, and what comes next is said`() async throws {
    let answer = try await send(["action": "dose", "individual": "0", "total": "9600 µSv"])
    #expect(answer.status == 303 && answer.headers[.location] == "/incidents/\(id)?done=dose")

    let page = await harness.get("/incidents/\(id)?done=dose", as: session).body
    #expect(page.contains("The dose is recorded.") && page.contains("Notify CQC, by 12 March 2026"))
    #expect(try await IncidentView(snapshot()).assessment.outcome == .notifiable)
  }

  @Test
  func `a range typed as the dose is kept with both ends, and across a limit is undetermined`()
    async throws
  {
    let answer = try await send(["action": "dose", "individual": "0", "total": "2-4 mSv"])

    #expect(answer.status == 303, "\(answer.body)")
    let record = try await snapshot()
    #expect(record.fields["individuals/0/doses/0/low"] == "2")
    #expect(record.fields["individuals/0/doses/0/high"] == "4")
    #expect(IncidentView(record).assessment.outcome == .undetermined)
  }

  @Test func `significance is decided by a role, with a reason and a day`() async throws {
    let refused = try await send(["action": "significance", "significant": "no"])
    #expect(refused.status == 422)

    let taken = try await send([
      "action": "significance", "significant": "no", "reason": "Far below the guidance's levels",
    ])

    #expect(taken.status == 303, "\(taken.body)")
    let record = try await snapshot()
    #expect(record.text("clinicallySignificant") == "no")
    #expect(record.text("classification/significanceDecidedBy") == "governance")
    #expect(record.text("classification/significanceDecidedOn") == "2026-03-01")
  }

  @Test func `what is refused is shown on the same page with what was entered`() async throws {
    let answer = try await send([
      "action": "dose", "individual": "0", "total": "lots", "expert": "the duty physicist",
    ])

    #expect(answer.status == 422)
    #expect(answer.body.contains("There is a problem"))
    #expect(answer.body.contains("value=\"lots\"") && answer.body.contains("the duty physicist"))
  }

  @Test func `a form of an older state keeps its words and shows the record as it stands`()
    async throws
  {
    let page = await harness.get("/incidents/\(id)", as: session)
    let old = try #require(page.hidden("version"))
    _ = try await send(["action": "note", "text": "The site telephoned."])

    let late = try await send(["action": "note", "text": "My own note.", "version": old])

    #expect(late.status == 409)
    #expect(late.body.contains("My own note.") && late.body.contains("The site telephoned."))
  }

  @Test func `actions, candour and informing are recorded without a path being typed`()
    async throws
  {
    let steps: [[String: String]] = [
      ["action": "action-add", "text": "Check twice", "owner": "lead", "due": "1 April 2026"],
      ["action": "action-done", "number": "0", "on": "1 March 2026"],
      ["action": "candour", "applies": "yes", "verbalDate": "yesterday"],
      ["action": "informing", "recipient": "referrer", "message": "occurrence", "on": "today"],
      ["action": "field", "path": "room", "value": "CT 2", "why": "as the site said"],
      ["action": "notice", "on": "1 March 2026", "text": "Show the audit", "due": "1 May 2026"],
    ]
    for step in steps {
      let answer = try await send(step)
      #expect(answer.status == 303, "\(step): \(answer.body.prefix(2000))")
    }

    let record = try await snapshot()
    #expect(record.text("dutyOfCandour/verbalDate") == "2026-02-28")
    #expect(record.text("informing/referrer/occurrence/date") == "2026-03-01")
    #expect(record.text("room") == "CT 2")
    let actions = IncidentView(record).actions
    #expect(actions.map(\.description) == ["Check twice", "Show the audit"])
    #expect(actions[0].done?.description == "2026-03-01" && actions[1].isOpen)
  }

  @Test func `a day that has not come yet is no day on which something was done`() async throws {
    let answer = try await send([
      "action": "candour", "applies": "yes", "verbalDate": "2 March 2026",
    ])
    #expect(answer.status == 422 && answer.body.contains("has not come yet"))
  }

  @Test func `Enter alone decides nothing: the first button of every form does nothing`()
    async throws
  {
    let page = await harness.get("/incidents/\(id)", as: session).body
    let forms = page.split(separator: "<form method=\"post\" action=\"/incidents/").dropFirst()

    #expect(forms.count > 10)
    for form in forms {
      let button = try #require(form.firstRange(of: "<button"))
      #expect(form[button.lowerBound...].hasPrefix("<button class=\"hidden\" disabled"))
    }
  }

  @Test func `facts in dispute show what each value would mean`() async throws {
    var generator = SystemRandomNumberGenerator()
    let shown = try await snapshot()
    let context = AuthorContext(
      role: "operator", site: shown.scope, nation: .england, now: harness.centre.moment)
    let edits = try ["9.6", "0.1"].map { dose in
      try Edit.parse(
        ["individuals/0/effectiveDose/total=\(dose)"], on: shown, context: context,
        using: &generator)
    }
    for edit in edits {
      _ = try harness.centre.store.write([
        Change(
          record: shown.id, kind: "incident", scope: shown.scope, author: "operator",
          operations: edit.operations)
      ])
    }

    let page = await harness.get("/incidents/\(id)", as: session).body

    #expect(page.contains("If 9.6") && page.contains("notifiable under 1"))
    #expect(page.contains("If 0.1"))
    #expect(page.contains("Settle what is in conflict: the outcome rests on it"))
  }

  @Test func `two who write other parts of a report keep both, one part keeps none`() async throws {
    let path = "/incidents/\(id)/report"
    let page = await harness.get(path, as: session)
    func fields(_ key: String, _ text: String) throws -> [String: String] {
      [
        "form-token": try #require(page.hidden("form-token")), key: text,
        "was-\(key)": try #require(page.hidden("was-\(key)")),
      ]
    }

    let one = await harness.post(path, try fields("rootCauses", "Transposed request"), as: session)
    let other = await harness.post(
      path, try fields("learning", "Read the request aloud"), as: session)
    let clash = await harness.post(path, try fields("rootCauses", "A tired operator"), as: session)

    #expect(one.status == 303 && other.status == 303)
    #expect(clash.status == 409)
    #expect(clash.body.contains("Transposed request") && clash.body.contains("A tired operator"))
    let record = try await snapshot()
    #expect(record.text("investigation/rootCauses") == "Transposed request")
    #expect(record.text("investigation/learning") == "Read the request aloud")
  }
}

@Suite("Answers for programs travel compressed")
struct CompressionTests {
  @Test func `who can read gzip is sent it, under a tag of its own`() async throws {
    let harness = try WebHarness()
    let token = try await harness.token(.reader)
    var headers = token.headers
    headers[.acceptEncoding] = "br, gzip;q=0.8"

    let plain = await harness.get("/api/v1/openapi.json", as: token)
    let packed = await harness.send(.get, "/api/v1/openapi.json", headers: headers)
    headers[.ifNoneMatch] = packed.headers[.eTag]
    let again = await harness.send(.get, "/api/v1/openapi.json", headers: headers)
    headers[.acceptEncoding] = "gzip;q=0"
    headers[.ifNoneMatch] = nil
    let refused = await harness.send(.get, "/api/v1/openapi.json", headers: headers)

    #expect(
      packed.headers[.contentEncoding] == "gzip" && packed.headers[.vary] == "Accept-Encoding")
    #expect(packed.headers[.eTag] != plain.headers[.eTag] && again.status == 304)
    #expect(plain.headers[.contentEncoding] == nil && refused.body == plain.body)
    let bytes = try #require(Gzip.compressed(Array(plain.body.utf8)))
    #expect(bytes.count * 5 < plain.body.utf8.count && bytes.starts(with: [0x1f, 0x8b]))
  }
}
