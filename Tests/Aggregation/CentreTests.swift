import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import SyncProtocol
import TestStores
import TestSupport
import Testing

@testable import Aggregation

@Suite("The centre")
struct CentreTests {
  private let folder: TemporaryFolder
  private let centre: Centre
  private let governance = Principal(id: "p", role: .governance, kind: .program(name: "test"))

  init() throws {
    folder = try TemporaryFolder()
    let trust = try #require(Scope("RBD"))
    let made = try TestStores.makeCentre(
      in: folder.path("centre"), trust: trust,
      environment: StoreEnvironment(now: { 1_772_366_400_000 }))
    centre = Centre(store: made.store, environment: made.environment)
  }

  private func site(_ code: String, enrolled: Bool = true) async throws -> RecordStore {
    let scope = try #require(Scope(code))
    let store = try RecordStore.create(
      in: folder.path(code), NewStoreOptions(side: .site, scope: scope, nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }))
    if enrolled { try await enrol(store) }
    return store
  }

  private func enrol(_ store: RecordStore) async throws {
    let code = try await centre.makeEnrolmentCode(site: store.identity.scope, role: .site)
    let request = try EnrolmentRequest.signed(
      code: code.text, site: store.identity.scope, name: "", by: store.signingKey)
    _ = try await centre.enrol(request)
  }

  private func log(_ store: RecordStore, discoveredOn: String = "2026-02-20") throws {
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    let draft = try Draft(
      .incident,
      document: [
        "discoveredOn": .string(discoveredOn), "modality": "ct", "clinicallySignificant": "no",
        "individuals": [
          [
            "kind": "patient", "exposure": "accidental", "ageAtExposure": 40,
            "effectiveDose": ["total": "5"],
          ]
        ],
      ], id: id,
      context: AuthorContext(
        role: "operator", site: store.identity.scope, nation: .england,
        now: Moment(milliseconds: 1_772_366_400_000)), using: &generator)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
  }

  private func send(_ store: RecordStore) async throws -> SyncResponse {
    try store.signHeads()
    let outgoing = try store.outgoing(after: Frontier())
    let caller = SyncExchange.Caller(
      replica: store.identity.replica, scopes: [store.identity.scope, centre.trust],
      isRevoked: false)
    return try await centre.exchange(
      SyncRequest(frontier: try store.frontier(), segments: outgoing.segments), from: caller
    ).response
  }

  @Test func `what two sites logged is one list with the most urgent first`() async throws {
    let (clinic, hospital) = (try await site("RBD01"), try await site("RBD02"))
    try log(clinic, discoveredOn: "2026-02-25")
    try log(hospital, discoveredOn: "2026-02-01")
    _ = try await send(clinic)
    _ = try await send(hospital)

    let items = try await centre.notifications(Filter()).items

    #expect(items.map { $0["site"]?.string } == ["RBD02", "RBD01"])
    #expect(items.map { $0["state"]?.string } == ["overdue", "due"])
    #expect(items.first?["codes"] == ["1"])
  }

  @Test func `pages of a list neither repeat nor skip`() async throws {
    let clinic = try await site("RBD01")
    for _ in 0..<7 { try log(clinic) }
    _ = try await send(clinic)
    var filter = Filter()
    filter.limit = 3
    var seen: [String] = []
    repeat {
      let page = try await centre.incidents(filter)
      seen += page.items.compactMap { $0["id"]?.string }
      filter.cursor = page.next.flatMap { Cursor(text: $0.text) }
    } while filter.cursor != nil

    #expect(seen.count == 7)
    #expect(Set(seen).count == 7)
  }

  @Test func `entries of a stranger wait, and are merged when it enrols`() async throws {
    let clinic = try await site("RBD01", enrolled: false)
    try log(clinic)
    _ = try await send(clinic)
    #expect(
      try await centre.quarantine(Filter()).items.map { $0["reason"]?.string } == [
        "unknown-replica"
      ])
    #expect(try await centre.notifications(Filter()).items.isEmpty)

    try await enrol(clinic)

    #expect(try await centre.quarantine(Filter()).items.isEmpty)
    #expect(try await centre.notifications(Filter()).items.count == 1)
  }

  @Test func `a person releases an entry with a reason, once`() async throws {
    let clinic = try await site("RBD01", enrolled: false)
    try log(clinic)
    _ = try await send(clinic)
    let waiting = try await centre.quarantine(Filter()).items
    let entry = try #require(waiting.first?["entry"]?.string)

    #expect(try await centre.decide(release: true, entry: entry, why: "known", by: governance))
    #expect(try await !centre.decide(release: true, entry: entry, why: "again", by: governance))
    #expect(try await !centre.decide(release: true, entry: "nonsense", why: "x", by: governance))
    #expect(try await centre.notifications(Filter()).items.count == 1)
  }

  @Test func `coverage balances and says what is still to come`() async throws {
    let clinic = try await site("RBD01")
    try log(clinic)
    try log(clinic)
    try clinic.signHeads()
    let caller = SyncExchange.Caller(
      replica: clinic.identity.replica, scopes: [clinic.identity.scope], isRevoked: false)
    _ = try await centre.exchange(SyncRequest(frontier: try clinic.frontier()), from: caller)

    let before = try await centre.coverage()
    let announced = try #require(before.first)
    #expect(announced.behind == 2 && announced.merged == 0)

    _ = try await send(clinic)
    let after = try await centre.coverage()
    let whole = try #require(after.first)
    #expect(whole.behind == 0 && whole.received == whole.merged + whole.quarantined)
    #expect(whole.merged == 2 && whole.silentDays == 0)
  }

  @Test func `a backup makes a centre that has everything and the same authority`() async throws {
    let clinic = try await site("RBD01")
    try log(clinic)
    _ = try await send(clinic)
    let token = try await centre.makeToken(role: .reader, name: "t", hours: nil)
    let form = try await centre.importAnswerForm(
      Array("question,answer\nWhich unit?,Department\n".utf8), of: .cqc)

    try StoreBackup.write(
      of: centre.store, to: folder.path("backup"), files: ["ca.pem": Array("authority".utf8)])
    let files = try StoreBackup.restore(
      from: folder.path("backup"), into: folder.path("restored"))
    let restored = try Centre.open(
      in: folder.path("restored"), environment: StoreEnvironment(now: { 1_772_366_400_000 }))

    #expect(files == ["ca.pem": Array("authority".utf8)])
    #expect(try await restored.notifications(Filter()) == centre.notifications(Filter()))
    #expect(try await restored.principal(token: token.secret.text)?.role == .reader)
    #expect(try await restored.answerForm(of: .cqc) == form)
    #expect(try restored.store.verify().isSound)
  }

  @Test(.enabled(if: TestStores.place == .file, "of a folder with a store in it"))
  func `a backup goes into no folder that holds something`() async throws {
    try StoreBackup.write(of: centre.store, to: folder.path("backup"), files: [:])

    #expect(throws: StoreError.present(folder: folder.path("centre"))) {
      try StoreBackup.restore(from: folder.path("backup"), into: folder.path("centre"))
    }
  }

  @Test(arguments: [
    ("7K3F-0AB1", "7K3F0AB1"), ("7k3f oab1", "7K3F0AB1"), ("7K3FOABL", "7K3F0AB1"),
  ])
  func `a code is read as it was meant`(typed: String, canonical: String) {
    #expect(Secret.canonicalCode(typed) == canonical)
  }

  /// The API and the pages both write through this.
  @Test func `nobody at the centre changes a field in conflict without a reason`() async throws {
    let clinic = try await site("RBD01")
    try log(clinic)
    _ = try await send(clinic)
    let id = try #require(try await centre.incidents(Filter()).items.first?["id"]?.string)
    let stored = try clinic.record(named: id)
    let room = FieldPath(literal: "room")
    let written = Change(
      record: stored.id, kind: stored.kind, scope: stored.scope, author: "operator",
      operations: [stored.state.writing(.text("CT 1"), at: room)])
    try clinic.write([written])
    var other = written
    other.operations = [stored.state.writing(.text("CT 2"), at: room)]
    try centre.store.write([other])
    _ = try await send(clinic)
    let version = try await centre.snapshot(named: id).version

    for why in ["", " "] {
      await #expect {
        try await centre.edit(id, version: version, by: governance) {
          snapshot, context, generator throws(ValidationError) in
          try Edit.parse(
            ["room=CT 3"], on: snapshot, why: why, context: context, using: &generator)
        }
      } throws: { error in
        guard case EditRefusal.invalid(let invalid) = error else { return false }
        return invalid.code == "reason-required" && invalid.field == "room"
      }
    }
    #expect(try await centre.snapshot(named: id).conflicts.map(\.displayPath) == ["room"])
  }
}
