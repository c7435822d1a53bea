import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import Synchronization
import TestSupport
import Testing

@testable import Aggregation

@Suite("Telling people")
struct AlertQueueTests {
  private let folder: TemporaryFolder
  private let clock = Mutable<Int64>(1_772_366_400_000)  // 2026-03-01T12:00:00Z
  private let centre: Centre
  private let clinic: RecordStore
  private let post = RecordingSender()

  init() async throws {
    folder = try TemporaryFolder()
    let clock = clock
    let environment = StoreEnvironment(now: { clock.value })
    let (trust, site) = (try #require(Scope("RBD")), try #require(Scope("RBD01")))
    centre = try Centre.create(
      in: folder.path("centre"), trust: trust, nation: "england", environment: environment)
    clinic = try RecordStore.create(
      in: folder.path("clinic"), NewStoreOptions(side: .site, scope: site, nation: "england"),
      environment: environment)
    let code = try await centre.makeEnrolmentCode(site: site, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(code: code.text, site: site, name: "", by: clinic.signingKey))
  }

  private func log(_ discoveredOn: String, dose: JSONValue? = "5") throws -> RecordID {
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

  private func set(_ path: String, _ value: String, of id: RecordID) throws {
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

  private func sync() async throws {
    try clinic.signHeads()
    let caller = SyncExchange.Caller(
      replica: clinic.identity.replica, scopes: [clinic.identity.scope], isRevoked: false)
    _ = try await centre.exchange(
      SyncRequest(
        frontier: try clinic.frontier(),
        segments: try clinic.outgoing(after: Frontier()).segments), from: caller)
  }

  private func deliver(
    at now: Int64 = 0, _ retryPolicy: DeliveryRetryPolicy = DeliveryRetryPolicy()
  ) async throws
    -> DeliveryTally
  {
    try await centre.deliverDue(by: post, retryPolicy, link: "https://c", now: { now })
  }

  /// The text of each message, in the order in which they were written.
  private func written() async throws -> [String] {
    try await centre.messages([.waiting, .sent, .givenUp], limit: 100).reversed().map { message in
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
    try await centre.tellOfTheDay(digestHour: 23)

    clock.value += 5 * 86_400_000
    try await centre.tellOfTheDay(digestHour: 23)
    #expect(try await written() == ["notification - > due"])
    clock.value += 7 * 86_400_000
    for _ in 0..<3 { try await centre.tellOfTheDay(digestHour: 23) }

    #expect(
      try await written() == [
        "notification - > due", "notification due > overdue", "coverage - > silent",
      ])
    try await sync()
    try await centre.tellOfTheDay(digestHour: 23)
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

  private func confirm(theme sites: [String], _ incidents: [String]) async throws -> String {
    try await centre.add(
      .theme,
      [
        "title": "Collimator", "status": "confirmed", "identifiedOn": "2026-03-01",
        "confirmedBy": "governance", "reason": "one motor", "sites": JSONValue(sites),
        "incidents": JSONValue(incidents), "nation": "england", "complementary": ["M4.2b"],
      ], by: Principal(id: "p", role: .governance, kind: .program(name: "test")))
  }

  /// The recipient of each waiting message, in order.
  private func addressees() async throws -> [String] {
    try await centre.messages([.waiting], limit: 100).map(\.subscription.address).sorted()
  }

  @Test func `a theme is told once to those of every site that it touches`() async throws {
    for (address, site) in [("every", nil), ("one", "RBD01"), ("two", "RBD02"), ("three", "RBD03")]
    {
      _ = try await centre.subscribe(
        .email, "\(address)@trust.example", role: .governance, site: site.flatMap { Scope($0) })
    }
    let ids = [try log("2026-02-20"), try log("2026-02-21")].map { "\($0)" }
    let theme = try await confirm(theme: ["RBD01", "RBD02"], ids)
    #expect(
      try await addressees() == ["every@trust.example", "one@trust.example", "two@trust.example"])

    let principal = Principal(id: "p", role: .governance, kind: .program(name: "test"))
    for sites in [["RBD01", "RBD02", "RBD03"], ["RBD01", "RBD03"], ["RBD01", "RBD02", "RBD03"]] {
      let version = try await centre.snapshot(named: theme).version
      try await centre.edit(theme, version: version, by: principal) {
        snapshot, context, generator throws(ValidationError) in
        try Edit.setting(
          [("sites", JSONValue(sites))], on: snapshot, why: "joined", context: context,
          using: &generator)
      }
    }

    #expect(
      try await addressees() == [
        "every@trust.example", "one@trust.example", "three@trust.example", "two@trust.example",
      ])
    try await centre.tellOfTheDay(digestHour: 12)
    let digest = try await centre.messages([.waiting], limit: 1).first
    #expect(digest?.alert.map(\.recordKind) == ["theme"], "the digest of a site names it, too")
  }

  @Test func `a test message goes to one address and says nothing of a record`() async throws {
    let made = try await centre.subscribe(.email, "a@trust.example", role: .reader, site: nil)
    _ = try await centre.subscribe(.email, "b@trust.example", role: .reader, site: nil)

    #expect(try await centre.sendTest(to: made.id))
    #expect(try await !centre.sendTest(to: "nobody"))

    let message = try #require(try await centre.messages([.waiting], limit: 10).first)
    let notice = OutgoingMessage(message, trust: "RBD", link: "https://c")
    #expect(message.subscription.id == made.id)
    #expect(notice.document["type"] == "test" && notice.subject.contains("a test"))
    #expect(try await centre.summaries().first { $0.id == made.id }?.waiting == 1)
  }

  @Test func `one digest a day for each, from its hour on, and an empty one too`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .reader, site: nil)
    try await centre.tellOfTheDay(digestHour: 13)
    #expect(try await written().isEmpty)
    try await centre.tellOfTheDay(digestHour: 12)
    try await centre.tellOfTheDay(digestHour: 12)
    #expect(try await written() == ["digest []"])

    _ = try log("2026-02-25")
    _ = try log("2026-02-01")
    try await sync()
    clock.value += 2 * 86_400_000  // Tuesday: on Mondays the first page's figures come.
    try await centre.tellOfTheDay(digestHour: 12)

    #expect(try await written().last == #"digest ["overdue", "due"]"#)
    let warnings = try await centre.messages([.waiting], limit: 1).first?.alert.map(\.warning)
    #expect(warnings?.count == 2)
    #expect(warnings?.first??.contains("overdue: notify CQC was due on 15 February 2026") == true)
    #expect(warnings?.last == .some(nil), "more than seven days are left")
  }

  @Test func `one mail a person and change, however often they follow it`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try await centre.subscribe(.email, "Lead@trust.example", role: .mpe, site: Scope("RBD01"))
    _ = try await centre.subscribe(.webhook, "https://hook.example/", role: .governance, site: nil)
    _ = try log("2026-02-20")

    try await sync()
    try await centre.tellOfTheDay(digestHour: 12)

    let messages = try await centre.messages([.waiting], limit: 100)
    for isDigest in [false, true] {
      #expect(
        messages.filter { $0.isDigest == isDigest }.map { "\($0.subscription.channel)" }.sorted()
          == ["email", "webhook"])
    }
  }

  @Test func `a digest names ten, the most urgent first, with their days`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    for day in 10...21 { _ = try log("2026-02-\(day)") }
    try await sync()
    try await centre.tellOfTheDay(digestHour: 12)

    let messages = try await centre.messages([.waiting], limit: 100)
    let digest = try #require(messages.first { $0.isDigest })
    let text = OutgoingMessage(digest, trust: "RBD", link: "https://c").text
    let lines = text.split(separator: "\n").filter { $0.contains(" notify by ") }

    #expect(digest.alert.count == 12 && lines.count == 10)
    #expect(lines.first?.contains("notify by 24 February 2026") == true)
    #expect(text.contains("And 2 more:\n  https://c/\n"))
    #expect(digest.alert.compactMap(\.deadline) == digest.alert.compactMap(\.deadline).sorted())
  }

  @Test func `Monday's message says what the first page counts, each with its list`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try await centre.subscribe(
      .email, "clinic@trust.example", role: .reader, site: Scope("RBD01"))
    _ = try await centre.subscribe(.webhook, "https://hook.example/", role: .governance, site: nil)
    _ = try log("2026-02-01")
    _ = try log("2026-02-25", dose: nil)
    try await sync()
    clock.value += 86_400_000  // Monday, 2 March 2026
    try await centre.tellOfTheDay(digestHour: 7)

    let report = try await centre.todayReport()
    let digests = try await centre.messages([.waiting], limit: 100).filter(\.isDigest)
    let week = try #require(digests.first { $0.subscription.address == "lead@trust.example" })
    let notice = OutgoingMessage(week, trust: "RBD", link: "https://c")
    for figure in report.urgent() {
      #expect(
        notice.text.contains("\(figure.countWords) \(figure.words)\n  https://c\(figure.path)\n"))
    }
    #expect(week.alert.count == report.urgent().count && report.urgent().count >= 3)
    #expect(week.alert.first?.state == "overdue-to-notify")
    #expect(notice.subject.hasSuffix("Week of 2026-03-02: 1 overdue to notify"))
    for address in ["clinic@trust.example", "https://hook.example/"] {
      let other = try #require(digests.first { $0.subscription.address == address })
      #expect(other.alert.map(\.state) == ["overdue", "undetermined"])
    }
  }

  @Test func `digest, list of the first page and calendar name the same, in one order`()
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    for day in ["01", "10", "22"] { _ = try log("2026-02-\(day)") }
    _ = try log("2026-02-21", dose: nil)
    let notified = try log("2026-02-18")
    try set("notification/submittedOn", "2026-02-20", of: notified)
    try await sync()
    try await centre.tellOfTheDay(digestHour: 12)

    var filter = Filter()
    filter.sort = .deadline
    let page = try await centre.notificationRows(filter).items.map(\.row)
      .filter { $0.clocks.nextDay != nil }
    let digest = try #require(
      try await centre.messages([.waiting], limit: 100).first { $0.isDigest })
    let calendar = try await centre.deadlines()

    #expect(digest.alert.compactMap(\.record) == page.map(\.incident))
    #expect(digest.alert.map(\.deadline) == page.map { $0.clocks.nextDay?.description })
    for row in page {
      #expect(
        calendar.contains {
          $0.record.hasSuffix(row.incident) && $0.day == row.clocks.nextDay
        })
    }
    // A calendar's links name the site, too.
    let inCalendar = Set(calendar.map { String($0.record.suffix(36)) })
    #expect(inCalendar == Set(page.map(\.incident)) && page.count == 5)
  }

  @Test func `without an address that a link can hold, messages wait and say why`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try log("2026-02-20")
    try await sync()

    let tally = try await centre.deliverDue(by: post, DeliveryRetryPolicy(), link: nil, now: { 0 })

    #expect(tally.sent == 0 && tally.postponed == 1)
    let message = try #require(try await centre.messages([.waiting], limit: 1).first)
    #expect(message.failure?.contains("public.url is not set") == true)
  }

  /// Clocks go forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October.
  @Test(arguments: [
    (1_774_742_400_000 as Int64, 1), (1_774_742_400_000, 2), (1_792_886_400_000, 1),
    (1_792_886_400_000, 0), (1_792_886_400_000, 23),
  ])
  func `there is one digest on the days on which clocks change`(midnight: Int64, hour: Int)
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .reader, site: nil)
    clock.value = midnight - 7_200_000
    try await centre.tellOfTheDay(digestHour: 0)
    for _ in 0..<(28 * 4) {
      clock.value += 900_000
      try await centre.tellOfTheDay(digestHour: hour)
    }

    let days = try await centre.messages([.waiting], limit: 100).map {
      Moment(milliseconds: $0.createdAt).londonDay
    }
    #expect(Set(days).count == days.count && days.count >= 2)
  }

  @Test func `a message goes out once, whoever else takes one at the same time`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    for _ in 0..<5 { _ = try log("2026-02-20") }
    try await sync()
    let other = try Centre.open(
      in: folder.path("centre"), environment: StoreEnvironment(now: { 1_772_366_400_000 }))

    for message in try other.administration.dueMessages(at: 0, limit: 2) {
      #expect(try centre.administration.claim(message.id, at: 0, until: 100))
      #expect(try !other.administration.claim(message.id, at: 0, until: 100))
    }
    #expect(try await deliver(at: 50).sent == 3)
    #expect(try await deliver(at: 100).sent == 2)

    #expect(Set(post.taken.value).count == 5 && post.taken.value.count == 5)
    #expect(try await deliver(at: 1 << 40) == DeliveryTally())
  }

  @Test func `whose access ends is told nothing more`() async throws {
    _ = try await centre.subscribe(.email, "Lead@trust.example", role: .governance, site: nil)
    try await centre.addPerson(email: "lead@trust.example", role: .governance, password: "x")
    _ = try log("2026-02-20")
    try await sync()
    let person = try #require(try await centre.people().first)

    #expect(try await centre.endAccess(person: person.id))
    _ = try log("2026-02-21")
    try await sync()

    #expect(try await centre.subscriptions().isEmpty)
    #expect(try await deliver() == DeliveryTally())
    #expect(try await written().count == 1)
  }

  @Test func `what is not taken is tried later and later, and given up for all to see`()
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try log("2026-02-20")
    try await sync()
    post.failure.value = DeliveryFailure(.notNow, "452 full")
    var retryPolicy = DeliveryRetryPolicy()
    retryPolicy.giveUpAfter = .seconds(3600)

    var now: Int64 = 1000
    #expect(try await deliver(at: now, retryPolicy).postponed == 1)
    #expect(try await deliver(at: now, retryPolicy) == DeliveryTally())
    var waits: [Int64] = []
    while let message = try await centre.messages([.waiting], limit: 1).first {
      waits.append(message.nextAttemptAt - now)
      now = message.nextAttemptAt
      _ = try await deliver(at: now, retryPolicy)
    }

    let message = try #require(try await centre.messages([.givenUp], limit: 1).first)
    #expect(message.failure == "452 full" && now - 1000 >= 3_600_000)
    #expect(waits.count > 5 && waits[0] <= 60_000 && (waits.max() ?? 0) <= 3_600_000)
    #expect(try await centre.outboxFigures().givenUp == 1)
    post.failure.value = nil
    #expect(try await centre.retryMessages(message.id) == 1)
    #expect(try await deliver(at: now).sent == 1)
  }

  @Test func `a closed way is tried by one message, and the others wait with it`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try await centre.subscribe(
      .webhook, "https://hooks.example/candour", role: .governance, site: nil)
    for _ in 0..<3 { _ = try log("2026-02-20") }
    try await sync()
    post.failure.value = DeliveryFailure(.closed, "nobody there")
    post.failing = .email

    let tally = try await deliver()

    #expect(tally == DeliveryTally(sent: 3, postponed: 1, givenUp: 0))
    #expect(post.attempts.value == 4)
    #expect(try await deliver() == DeliveryTally())
  }

  @Test func `nobody is told at an address that is none`() async throws {
    for (channel, address) in [
      (Subscription.Channel.email, "lead"), (.email, "a@b\r\nBcc: c@d"), (.email, "a b@c"),
      (.webhook, "http://x.example"), (.webhook, "https://user@x.example"), (.webhook, "https://"),
    ] {
      await #expect(throws: UnusableAddress.self) {
        _ = try await centre.subscribe(channel, address, role: .reader, site: nil)
      }
    }
  }
}

/// A value that a test changes while others read it.
private final class Mutable<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>
  init(_ value: Value) { storage = Mutex(value) }

  var value: Value {
    get { storage.withLock { $0 } }
    set { storage.withLock { $0 = newValue } }
  }

  func change(_ body: (inout sending Value) -> Void) { storage.withLock { body(&$0) } }
}

/// Accepts every message, unless a failure is set.
private final class RecordingSender: MessageSender, @unchecked Sendable {
  // `failing` is set before anything is delivered.
  let taken = Mutable<[String]>([])
  let attempts = Mutable(0)
  let failure = Mutable<DeliveryFailure?>(nil)
  var failing: Subscription.Channel?

  func deliver(_ notice: OutgoingMessage) async throws(DeliveryFailure) {
    attempts.change { $0 += 1 }
    var isEmail = false
    if case .email = notice.destination { isEmail = true }
    if let failure = failure.value, failing == nil || (failing == .email) == isEmail {
      throw failure
    }
    taken.change { $0.append(notice.identifier) }
  }
}
