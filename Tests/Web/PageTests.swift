import Aggregation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import Screens
import Testing

@testable import Web

@Suite("Pages")
struct PageTests {
  @Test(arguments: Templates.all.map { ($0.key, $0.value) })
  func `no template shows anything unescaped`(name: String, text: String) {
    #expect(!text.contains("{{{") && !text.contains("{{&"))
    // Few pages run a script, our own: the buttons that copy, and the form of the log.
    let scripts = [
      "report": "script", "answers": "script", "log-form": "logScript",
      "log-question": "logScript",
    ]
    let own = scripts[name].map { "<script src=\"{{\($0)}}\" defer></script>" }
    let text = own.map { text.replacing($0, with: "") } ?? text
    #expect(!text.contains("<script") && !text.contains("style=") && !text.contains("onclick"))
  }

  @Test func `what people wrote is shown and never run`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let principal = try await harness.principal(session)

    _ = try await harness.centre.add(
      .theme, ["title": "<script>alert(1)</script>", "status": "rejected"], by: principal)
    let page = await harness.get("/themes", as: session)

    #expect(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!page.body.contains("<script"))
  }

  @Test func `an accent after a quotation mark ends no attribute of a form`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let principal = try await harness.principal(session)

    let title = "\"\u{301} autofocus onfocus=alert(1) x=\""
    _ = try await harness.centre.add(.theme, ["title": .string(title)], by: principal)
    let page = await harness.get("/themes", as: session)

    let written = "&quot;\u{301} autofocus onfocus=alert(1) x=&quot;"
    let scalars = Array(page.body.unicodeScalars)
    let isRaw = zip(scalars, scalars.dropFirst()).contains { $0 == "\"" && $1 == "\u{301}" }
    #expect(page.body.contains(written) && !isRaw)
  }

  @Test func `a record that names somebody says where, and what to write instead`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let site = try #require(Scope("RBD01"))
    let context = AuthorContext(
      role: "operator", site: site, nation: .england, now: harness.centre.moment)
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    // As a site writes it; the centre itself is refused.
    let draft = try Draft(
      .incident,
      document: [
        "discoveredOn": "2026-01-05", "notes": [["text": "Mrs Jane Example telephoned."]],
      ],
      id: id, context: context, using: &generator)
    _ = try harness.centre.store.write([
      Change(
        record: id, kind: "incident", scope: site, author: "operator",
        operations: draft.operations)
    ])

    let page = await harness.get("/incidents/\(id)", as: session)

    #expect(
      page.body.contains(
        "of note 1 seems to name a person: write “Person A” instead"))
  }

  @Test func `a form decides nothing that was not on it`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    let id = try await harness.centre.add(
      .procedure, ["title": "EP17", "version": "1", "dutyHolders": ["Operator", "Referrer"]],
      by: principal)
    let page = await harness.get("/procedures", as: session)
    let token = try #require(page.hidden("form-token"))
    let version = try #require(page.hidden("version"))
    func acknowledge(_ role: String) async -> Int {
      let fields = ["form-token": token, "version": version, "role": role]
      return await harness.post("/procedures/\(id)", fields, as: session).status
    }

    #expect(await acknowledge("Operator") == 303)
    #expect(await acknowledge("Referrer") == 409, "the form was shown before the first change")
  }

  @Test func `a stylesheet is kept for ever under a name that changes with it`() async throws {
    let harness = try WebHarness()
    let page = await harness.get("/sign-in").body

    for asset in [Asset.stylesheet, .icon] {
      let answer = await harness.get(asset.path)
      #expect(page.contains("href=\"\(asset.path)\""))
      #expect(answer.status == 200 && answer.body == asset.text)
      #expect(answer.headers[.cacheControl]?.contains("immutable") == true)
    }
    #expect(Asset.stylesheet.path.hasPrefix("/assets/candour-"))
    #expect(await harness.get("/assets/candour.css").status == 404)
  }

  @Test func `what a person does is written under their role with their reason`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.mpe)
    let principal = try await harness.principal(session)
    let id = try await harness.centre.add(.theme, ["title": "Collimator"], by: principal)
    let snapshot = try await harness.centre.snapshot(named: id)

    try await harness.centre.edit(
      id, version: snapshot.version, by: principal
    ) { snapshot, context, generator throws(ValidationError) in
      try Edit.parse(
        ["title=Collimator motor"], on: snapshot, why: "named the part", context: context,
        using: &generator)
    }

    let history = try await harness.centre.history(
      of: try await harness.centre.snapshot(named: id))
    #expect(history.first?.author == "mpe")
    #expect(history.first?.why == "named the part")
  }

  @Test func `the access log says who opened what, without contents`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    _ = await harness.get("/api/v1/coverage", as: try await harness.token(.reader))

    let page = await harness.get("/access", as: session)

    #expect(page.body.contains("read /api/v1/coverage"))
  }

  @Test func `a new person signs in under the role they were given`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let form = await harness.get("/people", as: session)
    let token = try #require(form.hidden("form-token"))
    func add(_ password: String) async -> Int {
      let fields = [
        "form-token": token, "email": "new@example.test", "role": "mpe", "password": password,
      ]
      return await harness.post("/people", fields, as: session).status
    }

    #expect(await add("short") == 422)
    #expect(await add("long enough to be a password") == 303)

    let people = try await harness.centre.people()
    #expect(people.first { $0.email == "new@example.test" }?.role == .mpe)
  }
}

extension WebHarness {
  /// Who is signed in with a session.
  func principal(_ credential: Credential) async throws -> Principal {
    guard case .session(let text) = credential else { throw Problem.notAuthorised }
    let principal = try await centre.principal(session: text)
    return try #require(principal)
  }
}

@Suite("The report at the centre")
struct ReportAtTheCentreTests {
  @Test func `a report is a draft until a role has read it, by page or interface`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    let id = try await harness.centre.add(
      .incident, ["discoveredOn": "2026-01-05", "narrative": "The wrong hip was imaged."],
      by: principal)
    let page = await harness.get("/incidents/\(id)/report", as: session)
    let token = try #require(page.hidden("form-token"))
    let version = try #require(page.hidden("version"))
    #expect(page.body.contains("DRAFT") && page.body.contains("I have read this text"))

    let fields = ["form-token": token, "version": version, "action": "confirm-report"]
    #expect(await harness.post("/incidents/\(id)", fields, as: session).status == 303)

    let read = await harness.get("/incidents/\(id)/report", as: session)
    #expect(!read.body.contains("DRAFT") && read.body.contains("Confirmed by governance"))
  }

  @Test func `a text of the centre that names somebody is refused, and its words not repeated`()
    async throws
  {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let page = await harness.get("/procedures", as: session)
    let token = try #require(page.hidden("form-token"))

    let answer = await harness.post(
      "/procedures", ["form-token": token, "title": "Checks after Mrs Jane Example"], as: session)

    #expect(answer.status >= 400 && answer.body.contains("Nothing was written"))
    #expect(!(await harness.get("/procedures", as: session)).body.contains("Example"))
  }
}
