import Aggregation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import Screens
import TestSupport
import Testing

@testable import Web

@Suite("Logging at the centre in a browser")
struct ReporterTests {
  private let harness: WebHarness
  private let reporter: WebHarness.Credential

  private static let answers = [
    "q-narrative": "The wrong patient was scanned; stopped after the topogram.",
    "q-discovered": "1/3/2026", "q-exposed": "yesterday", "q-place": "CT 2", "q-modality": "ct",
    "q-age": "40", "q-exposure": "accidental",
  ]

  init() async throws {
    harness = try WebHarness()
    reporter = try await harness.session(.reporter)
  }

  private func send(
    _ path: String, _ fields: [String: String] = [:], as person: WebHarness.Credential? = nil
  ) async throws -> WebHarness.Answer {
    let person = person ?? reporter
    var all = fields
    all["form-token"] = await harness.get("/log", as: person).hidden("form-token")
    return await harness.post(path, all, as: person)
  }

  /// Logs, and redirects to the report's own page.
  private func log(_ changes: [String: String] = [:]) async throws -> String {
    _ = try await send("/log/begin", ["what": "incident", "way": "form"])
    let key = try #require(await harness.get("/log/form", as: reporter).hidden("log"))
    let fields = Self.answers.merging(["log": key]) { $1 }.merging(changes) { $1 }
    let sent = try await send("/log/form", fields)
    #expect(sent.headers[.location] == "/log/summary", "\(sent.body)")
    let summary = await harness.get("/log/summary", as: reporter)
    let draft = try #require(summary.hidden("draft"))
    let saved = try await send("/log/save", ["draft": draft])
    let again = try await send("/log/save", ["draft": draft])
    #expect(again.headers[.location] == saved.headers[.location], "a double click saves once")
    return try #require(saved.headers[.location])
  }

  @Test func `what is logged is the centre's own entry in the site's scope, and says so`()
    async throws
  {
    let place = try await log()
    #expect(place.hasPrefix("/logged/") && place.hasSuffix("?saved=1"))

    let all = try await harness.centre.snapshots(of: .incident)
    let snapshot = try #require(all.first)
    #expect(all.count == 1 && snapshot.scope == Scope("RBD01"))
    #expect(snapshot.text("narrative") == Self.answers["q-narrative"])
    #expect(snapshot.text("recordedBy") == "reporter")
    #expect(snapshot.reference?.hasPrefix("RBD01-2026-") == true)
    let first = try #require(try await harness.centre.history(of: snapshot).last)
    #expect(first.author == "reporter" && first.why == Centre.reporterReason)
    let log = try #require(harness.centre.store.history(of: snapshot.id).first)
    #expect(log.replica == harness.centre.store.identity.replica)

    let page = await harness.get(place, as: reporter)
    #expect(page.status == 200 && page.body.contains("Saved at the centre as"))
    #expect(page.body.contains("The wrong patient was scanned"))
    #expect(await harness.get("/log", as: reporter).body.contains("What do you want to log?"))
  }

  @Test func `a reporter sees what they logged and the feedback to it, and nothing else`()
    async throws
  {
    let place = try await log()
    let id = String(place.dropFirst("/logged/".count).prefix { $0 != "?" })
    let governance = try await harness.session(.governance)
    let record = await harness.get("/incidents/\(id)", as: governance)
    let given = await harness.post(
      "/incidents/\(id)",
      [
        "form-token": try #require(record.hidden("form-token")),
        "version": try #require(record.hidden("version")), "action": "feedback",
        "found": "Two lists with one name.", "changed": "Identity is asked twice.",
      ], as: governance)
    #expect(given.status == 303)
    let later = await harness.get("/incidents/\(id)", as: governance)
    _ = await harness.post(
      "/incidents/\(id)",
      [
        "form-token": try #require(later.hidden("form-token")),
        "version": try #require(later.hidden("version")), "action": "note",
        "text": "Only governance reads this.",
      ], as: governance)
    let other = try await harness.centre.add(
      .incident, ["discoveredOn": "2026-02-20", "narrative": "Somebody else's."],
      by: try await harness.principal(governance))

    let page = await harness.get("/logged/\(id)", as: reporter).body
    #expect(page.contains("Two lists with one name.") && page.contains("Identity is asked twice."))
    #expect(page.contains("The wrong patient was scanned"))
    #expect(!page.contains("Only governance reads this."))
    #expect(
      await harness.get("/logged", as: reporter).body.contains("You were told what came of it"))
    #expect(await harness.get("/logged/\(other)", as: reporter).status == 404)
    #expect(await harness.get("/incidents/\(id)", as: reporter).status == 403)
    #expect(!page.contains("action=\"/search\""), "no search is offered that would be refused")
  }

  @Test func `another reporter of the same site sees nothing of it`() async throws {
    let place = try await log()
    let hash = try #require(WebHarness.passwordHash)
    try await harness.centre.addPerson(
      email: "second@example.test", role: .reporter, password: hash.text, site: Scope("RBD01"))
    let person = try #require(await harness.centre.credentials(email: "second@example.test"))
    let second = WebHarness.Credential.session(
      try await harness.centre.beginSession(person: person.person).text)

    #expect(await harness.get(place, as: second).status == 404)
    #expect(await harness.get("/logged", as: second).body.contains("not logged anything"))
    // A page that the first person had left open is not mixed into what the second types.
    _ = try await send("/log/begin", ["way": "form"])
    let key = try #require(await harness.get("/log/form", as: reporter).hidden("log"))
    _ = try await send("/log/begin", ["way": "form"], as: second)
    let mixed = try await send(
      "/log/form", ["log": key, "q-narrative": "Typed by the first."], as: second)
    #expect(mixed.status == 409 && mixed.body.contains("Typed by the first."))
    let kept = await harness.get("/log/form", as: second).body
    #expect(!kept.contains("Typed by the first."))
  }

  @Test func `what was typed is there again after the session, on whatever computer`() async throws
  {
    _ = try await send("/log/begin", ["what": "near-miss", "way": "form"])
    let form = await harness.get("/log/form", as: reporter)
    let key = try #require(form.hidden("log"))
    let typed = try await send(
      "/log/live",
      ["log": key, "q-narrative": "Stopped at the door.", "q-discovered": "31/02/2026"])
    #expect(typed.status == 200 && typed.body.contains("data-unread=\"discovered\""))
    #expect(form.headers[.contentSecurityPolicy]?.contains("connect-src 'self'") == true)
    #expect(form.body.contains("data-keep=\"\(key)\""))

    harness.advance(hours: 1)
    let late = await harness.post("/log/form", ["q-narrative": "Later words"], as: reporter)
    #expect(late.status == 401 && late.body.contains("Later"), "the sign-in carries it along")
    let anew = try await harness.session(.reporter)

    let start = await harness.get("/logged", as: anew).body
    #expect(start.contains("You have an unfinished near miss") && start.contains("Stopped at the"))
    let again = await harness.get("/log/form", as: anew)
    #expect(again.body.contains("Stopped at the door.") && again.hidden("log") == key)
  }

  @Test func `words that name someone are found before anything is saved`() async throws {
    _ = try await send("/log/begin", ["way": "form"])
    let key = try #require(await harness.get("/log/form", as: reporter).hidden("log"))
    var fields = Self.answers
    fields["log"] = key
    fields["q-narrative"] = "Mrs Edith Jones was scanned twice."
    _ = try await send("/log/form", fields)
    let summary = await harness.get("/log/summary", as: reporter)
    #expect(summary.body.contains("seem to name someone"))
    let draft = try #require(summary.hidden("draft"))
    #expect(try await send("/log/save", ["draft": draft]).status == 422)
    #expect(try await harness.centre.snapshots(of: .incident).isEmpty)

    _ = try await send("/log/names")
    let changed = await harness.get("/log/summary", as: reporter)
    #expect(try await send("/log/save", ["draft": draft]).headers[.location] == "/log/summary")
    _ = try await send("/log/save", ["draft": try #require(changed.hidden("draft"))])
    let saved = try await harness.centre.snapshots(of: .incident)
    #expect(saved.first?.text("narrative")?.contains("Jones") == false)
  }

  @Test func `the role is given with a site, and with none is refused`() async throws {
    let governance = try await harness.session(.governance)
    func give(_ fields: [String: String]) async throws -> WebHarness.Answer {
      let page = await harness.get("/people", as: governance)
      var all = fields
      all["form-token"] = page.hidden("form-token")
      return await harness.post("/people", all, as: governance)
    }
    let without = try await give(["email": "a@example.test", "role": "reporter"])
    #expect(without.status == 422 && without.body.contains("A reporter logs for one site"))
    let trust = try await give(["email": "a@example.test", "role": "reporter", "site": "RBD"])
    #expect(trust.status == 422)
    let invited = try await give(["email": "a@example.test", "role": "reporter", "site": "rbd02"])
    #expect(invited.status == 200)
    let start = try #require(invited.body.firstRange(of: "/invitation/"))
    let secret = String(invited.body[start.upperBound...].prefix { $0 != "<" })
    let person = try await harness.centre.accept(
      invitation: secret, password: try #require(WebHarness.passwordHash).text)
    let session = try await harness.centre.beginSession(person: try #require(person))
    let principal = try await harness.centre.principal(session: session.text)
    #expect(principal?.role == .reporter && principal?.site == Scope("RBD02"))
    #expect(await harness.get("/people", as: governance).body.contains("Reporter, RBD02"))
    try await harness.centre.writeAccesses()
    #expect(
      await harness.get("/access", as: governance).body.contains("invited as reporter for RBD02"))
  }

  @Test func `people in another nation have a linked record, each to its own authority`()
    async throws
  {
    let place = try await log(["q-others": "1 in Wales"])

    let all = try await harness.centre.snapshots(of: .incident)
    let home = try #require(all.first { $0.text("nation") == "england" })
    let away = try #require(all.first { $0.text("nation") == "wales" })
    #expect(all.count == 2 && Set(all.compactMap(\.reference)).count == 2)
    #expect(home.elements("links").map { $0.text("record") } == ["\(away.id)"])
    #expect(away.elements("links").map { $0.text("record") } == ["\(home.id)"])
    #expect(
      [home, away].map { IncidentView($0).assessment.authority } == [.cqc, .hiw])
    #expect([home, away].allSatisfy { $0.elements("individuals").count == 1 })
    #expect([home, away].allSatisfy { $0.scope == Scope("RBD01") })
    let list = await harness.get("/logged", as: reporter).body
    for record in [home, away] {
      #expect(list.contains(RecordReference.grouped(record.reference ?? "none")))
    }
    #expect(place.contains("\(home.id)"))
  }

  @Test func `the nation is the site's own, is shown, and another can be chosen`() async throws {
    for day in ["26/2/2026", "27/2/2026"] {
      _ = try await log(["q-discovered": day, "q-exposed": day])
    }
    _ = try await log(["q-nation": "wales"])

    let all = try await harness.centre.snapshots(of: .incident)
    let abroad = try #require(all.first { $0.text("nation") == "wales" })
    #expect(all.count == 3 && IncidentView(abroad).assessment.authority == .hiw)
    _ = try await send("/log/begin", ["what": "incident", "way": "form"])
    let page = await harness.get("/log/form", as: reporter)
    #expect(page.body.contains("In which nation did it happen?"))
    #expect(page.body.contains("name=\"q-nation\" value=\"england\" checked>"))
    let draft = try #require(page.hidden("log"))
    _ = try await send("/log/form", Self.answers.merging(["log": draft]) { $1 })
    #expect(await harness.get("/log/summary", as: reporter).body.contains("CQC"))
  }

  @Test func `people read a reference in groups of three, programs in one piece`() async throws {
    _ = try await log()
    let snapshot = try #require(try await harness.centre.snapshots(of: .incident).first)
    let reference = try #require(snapshot.reference)
    let lead = try await harness.session(.governance)

    let grouped = RecordReference.grouped(reference)
    let record = "/incidents/\(snapshot.id)"
    for path in [
      "/", "/notifications", "/incidents", record, record + "/report", record + "/answers",
    ] {
      let page = await harness.get(path, as: lead)
      #expect(page.status == 200 && page.body.contains(grouped), "\(path)")
    }
    #expect(await harness.get("/incidents.csv", as: lead).body.contains(reference))
  }

  @Test func `a day that is most unlikely is asked about, and its reason is in the history`()
    async throws
  {
    _ = try await send("/log/begin", ["what": "incident", "way": "form"])
    let key = try #require(await harness.get("/log/form", as: reporter).hidden("log"))
    var fields = Self.answers.merging(["log": key, "q-exposed": "1/3/1920"]) { $1 }
    fields["q-exposed-confirmed"] = "1/3/1920"
    let asked = try await send("/log/form", fields)
    #expect(asked.status == 422 && asked.body.contains("Why is it right?"), "\(asked.body)")
    fields["q-unlikely-day"] = "A film from the archive"
    let sent = try await send("/log/form", fields)
    #expect(sent.headers[.location] == "/log/summary", "\(sent.body)")
    let draft = try #require(await harness.get("/log/summary", as: reporter).hidden("draft"))
    _ = try await send("/log/save", ["draft": draft])

    let snapshot = try #require(try await harness.centre.snapshots(of: .incident).first)
    #expect(snapshot.text("exposureAt/first") == "1920-03-01")
    let first = try #require(try await harness.centre.history(of: snapshot).last)
    #expect(first.why.contains("A film from the archive"))
  }

  @Test func `of several nations the severest result is shown before it is saved`() async throws {
    _ = try await send("/log/begin", ["what": "incident", "way": "form"])
    let key = try #require(await harness.get("/log/form", as: reporter).hidden("log"))
    let fields = Self.answers.merging([
      "log": key, "q-exposure": "as-intended", "q-others": "1 in Wales",
    ]) { $1 }
    _ = try await send("/log/form", fields)

    let summary = await harness.get("/log/summary", as: reporter).body

    #expect(summary.contains("HIW") && summary.contains("not yet decided"))
  }
}
