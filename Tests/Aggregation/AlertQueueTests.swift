import CentreStore
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import SyncProtocol
import Synchronization
import TestStores
import TestSupport
import Testing

@testable import Aggregation

@Suite("Telling people")
struct AlertQueueTests {
  let folder: TemporaryFolder
  let clock = Mutable<Int64>(1_772_366_400_000)  // 2026-03-01T12:00:00Z
  let centre: Centre
  let environment: StoreEnvironment
  let clinic: RecordStore
  let post = RecordingSender()

  init() async throws {
    folder = try TemporaryFolder()
    let clock = clock
    let environment = StoreEnvironment(now: { clock.value })
    let (trust, site) = (try #require(Scope("RBD")), try #require(Scope("RBD01")))
    let made = try TestStores.makeCentre(
      in: folder.path("centre"), trust: trust, environment: environment)
    (centre, self.environment) = (
      Centre(store: made.store, environment: made.environment), made.environment
    )
    clinic = try RecordStore.create(
      in: folder.path("clinic"), NewStoreOptions(side: .site, scope: site, nation: "england"),
      environment: environment)
    let code = try await centre.makeEnrolmentCode(site: site, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(code: code.text, site: site, name: "", by: clinic.signingKey))
  }

  func log(_ discoveredOn: String, dose: JSONValue? = "5") throws -> RecordID {
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    var individual = JSONObject([("kind", "patient"), ("exposure", "accidental")])
    individual["ageAtExposure"] = 40
    if let dose { individual["effectiveDose"] = .object(JSONObject([("total", dose)])) }
    let draft = try Draft(
      .incident,
      document: [
        "discoveredOn": .string(discoveredOn), "modality": "ct", "clinicallySignificant": "no",
        "individuals": .array([.object(individual)]),
      ], id: id,
      context: AuthorContext(
        role: "operator", site: clinic.identity.scope, nation: .england,
        now: Moment(milliseconds: clock.value)), using: &generator)
    try clinic.write([
      Change(
        record: id, kind: "incident", scope: clinic.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
    return id
  }

  func set(_ path: String, _ value: String, of id: RecordID) throws {
    let record = try #require(try clinic.record(id))
    var generator = SystemRandomNumberGenerator()
    let edit = try Edit.parse(
      ["\(path)=\(value)"],
      on: RecordSnapshot(id: id, kind: record.kind, scope: record.scope, state: record.state),
      why: "checked",
      context: AuthorContext(
        role: "operator", site: record.scope, nation: .england,
        now: Moment(milliseconds: clock.value)), using: &generator)
    try clinic.write([
      Change(
        record: id, kind: "incident", scope: record.scope, author: "operator",
        reason: edit.reason, operations: edit.operations)
    ])
  }

  func sync() async throws {
    try clinic.signHeads()
    let caller = SyncExchange.Caller(
      replica: clinic.identity.replica, scopes: [clinic.identity.scope], isRevoked: false)
    _ = try await centre.exchange(
      SyncRequest(
        frontier: try clinic.frontier(),
        segments: try clinic.outgoing(after: Frontier()).segments), from: caller)
  }

  func deliver(
    at now: Int64 = 0, _ retryPolicy: DeliveryRetryPolicy = DeliveryRetryPolicy()
  ) async throws
    -> DeliveryTally
  {
    try await centre.deliverDue(by: post, retryPolicy, link: "https://c", now: { now })
  }

  func written() async throws -> [String] {
    try await centre.messages([.waiting, .sent, .failed], limit: 100).reversed().map { message in
      message.isDigest
        ? "digest \(message.alert.map(\.state))"
        : message.alert.map { "\($0.kind) \($0.previous ?? "-") > \($0.state)" }.joined()
    }
  }

  @Test func `one message for each change of state, with the change`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    let id = try log("2026-02-20", dose: nil)
    try await sync()
    #expect(try await written() == ["notification - > undetermined"])

    try set("individuals/0/effectiveDose/total", "5", of: id)
    try await sync()
    try set("room", "3", of: id)
    try await sync()
    try await sync()
    #expect(
      try await written() == [
        "notification - > undetermined", "notification undetermined > due",
      ])
  }

  @Test
  func `a link names the record by site and UUID, and opens it; so does one of earlier versions`()
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    let id = try log("2026-02-20")
    try await sync()

    let message = try #require(try await centre.messages([.waiting], limit: 1).first)
    let notice = OutgoingMessage(message, trust: "RBD", link: "https://c")
    #expect(notice.text.contains("\nhttps://c/incidents/\(clinic.identity.scope):\(id)\n"))
    for name in ["\(clinic.identity.scope):\(id)", "\(id)"] {
      #expect(try await centre.snapshot(named: name).id == id)
    }
  }

  @Test func `by whatever door a change comes in, it is told`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try log("2026-02-20")
    try clinic.signHeads()

    _ = try centre.store.ingest(
      try clinic.outgoing(after: Frontier()).segments, onFork: { _ in .refuse }
    ) { _ in .merge }
    #expect(try await written() == ["notification - > due"])
  }

  @Test func `the passing of days is told once, also when nobody looked for a week`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try log("2026-02-20")
    try await sync()
    try await centre.queueAlertsOfTheDay(digestHour: 23)

    clock.value += 5 * 86_400_000
    try await centre.queueAlertsOfTheDay(digestHour: 23)
    #expect(try await written() == ["notification - > due"])
    clock.value += 7 * 86_400_000
    for _ in 0..<3 { try await centre.queueAlertsOfTheDay(digestHour: 23) }
    #expect(
      try await written() == [
        "notification - > due", "notification due > overdue", "coverage - > silent",
      ])
    try await sync()
    try await centre.queueAlertsOfTheDay(digestHour: 23)
    #expect(try await written().last == "coverage silent > heard")
  }

  @Test func `late data corrects a notification and never makes a second one`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    let id = try log("2026-02-20")
    try await sync()
    let first = try await centre.notifications(Filter()).items
    try set("individuals/0/effectiveDose/total", "25", of: id)
    try set("discoveredOn", "2026-02-25", of: id)

    try await sync()

    #expect(try await written() == ["notification - > due"])
    let corrected = try await centre.notifications(Filter()).items
    #expect(corrected.count == 1 && corrected != first)
  }

  @Test func `a withdrawn incident is told as nothing to notify`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    let id = try log("2026-02-20")
    try await sync()
    try set("individuals/0/effectiveDose/total", "0.1", of: id)
    try await sync()

    #expect(
      try await written() == ["notification - > due", "notification due > none"])
  }

  @Test func `conflicts and quarantine are told when they begin and when they end`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    let id = try log("2026-02-20")
    try await sync()
    let principal = Principal(id: "p", role: .governance, kind: .program(name: "test"))
    let version = try await centre.snapshot(named: "\(id)").version
    try await centre.edit("\(id)", version: version, by: principal) {
      snapshot, context, generator throws(ValidationError) in
      try Edit.parse(["room=7"], on: snapshot, context: context, using: &generator)
    }
    try set("room", "3", of: id)
    try await sync()
    #expect(try await written().last == "conflict - > in-conflict")

    _ = try await centre.revokeDevice(clinic.identity.replica, why: "lost")
    _ = try log("2026-02-21")
    try await sync()
    _ = try log("2026-02-22")
    try await sync()
    for item in try await centre.quarantine(Filter()).items {
      _ = try await centre.decide(
        release: false, entry: item["entry"]?.string ?? "", why: "lost", by: principal)
    }

    #expect(
      try await written() == [
        "notification - > due", "conflict - > in-conflict", "quarantine - > waiting",
        "quarantine waiting > decided",
      ])
  }

  @Test(arguments: [
    (Role.governance, nil as String?, ["notification", "conflict", "quarantine", "coverage"]),
    (.governance, "RBD02", []),
    (.governance, "RBD01", ["notification", "conflict", "quarantine", "coverage"]),
    (.mpe, nil, ["notification", "conflict"]), (.employer, nil, ["notification", "coverage"]),
    (.reader, nil, []),
  ])
  func `a role is told of its own concerns at its own sites`(
    role: Role, site: String?, kinds: [String]
  ) {
    let subscription = Subscription(
      id: "s", role: role.rawValue, site: site, channel: .email, address: "a@b", secret: nil,
      createdAt: 0)
    let all: [Alert] = [
      Alert(.notification, site: "RBD01", state: "overdue"),
      Alert(.conflict, site: "RBD01", state: "in-conflict"),
      Alert(.quarantine, site: "RBD01", state: "waiting"),
      Alert(.coverage, site: "RBD01", state: "silent"),
    ]

    let heard = all.filter {
      subscription.covers($0) && $0.concerns(role: role.rawValue)
    }

    #expect(heard.map { $0.kind.rawValue } == kinds)
  }
}
