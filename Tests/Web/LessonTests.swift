import Aggregation
import HTTPTypes
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Web

@Suite("Lessons for every site")
struct LessonTests {
  private let harness: WebHarness
  private let session: WebHarness.Credential
  private let clinic: RecordStore

  init() async throws {
    harness = try WebHarness()
    session = try await harness.session(.governance)
    let site = try #require(Scope("RBD01"))
    let now = harness.centre.now()
    clinic = try RecordStore.create(
      in: harness.folder.path("clinic"),
      NewStoreOptions(side: .site, scope: site, nation: "england"),
      environment: StoreEnvironment(now: { now }))
    let code = try await harness.centre.makeEnrolmentCode(site: site, role: .site)
    _ = try await harness.centre.enrol(
      try EnrolmentRequest.signed(code: code.text, site: site, name: "", by: clinic.signingKey))
  }

  private func publish(_ fields: [String: String]) async throws -> WebHarness.Answer {
    await harness.submit(fields, to: "/lessons", as: session)
  }

  /// Writes a site's receipt, and sends it.
  private func receive(_ lesson: RecordSnapshot) async throws {
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    let scope = clinic.identity.scope
    let context = AuthorContext(
      role: "lead radiographer", site: scope, nation: .england, now: harness.centre.moment)
    let draft = try Draft(
      .receipt, document: ["lesson": .string("\(lesson.id)"), "on": "2026-03-01"], id: id,
      context: context, using: &generator)
    try clinic.write([
      Change(
        record: id, kind: "receipt", scope: scope, author: context.role,
        operations: draft.operations)
    ])
    try clinic.signHeads()
    let caller = SyncExchange.Caller(
      replica: clinic.identity.replica, scopes: [scope, harness.centre.trust], isRevoked: false)
    _ = try await harness.centre.exchange(
      SyncRequest(
        frontier: try clinic.frontier(),
        segments: try clinic.outgoing(after: Frontier()).segments), from: caller)
  }

  @Test func `a confirmed lesson waits for a receipt of each site, and says who gave one`()
    async throws
  {
    let answer = try await publish(["title": "Ask twice", "text": "Identity is asked twice."])
    #expect(answer.status == 303, "\(answer.body)")
    let before = await harness.get("/lessons", as: session).body
    #expect(before.contains("Identity is asked twice.") && before.contains("no receipt yet"))
    let lesson = try #require(try await harness.centre.lessons().first)
    #expect(lesson.outstanding == ["RBD01"] && lesson.lesson.confirmedBy == "governance")

    try await receive(lesson.lesson.snapshot)

    let after = await harness.get("/lessons", as: session).body
    #expect(after.contains("by lead radiographer") && after.contains("Received everywhere"))
    #expect(try await harness.centre.lessons().first?.outstanding == [])
  }

  @Test func `a lesson without words, or with a name in it, is refused`() async throws {
    #expect(try await publish(["title": "Ask twice"]).status == 422)
    #expect(
      try await publish(["title": "Ask twice", "text": "Mrs Jane Example was not asked."]).status
        == 422)
    #expect(try await harness.centre.lessons().isEmpty)
  }
}
