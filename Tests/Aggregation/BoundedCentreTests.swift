import Dispatch
import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// The cost that one device, one page and one session may cause at the centre, measured at ten
/// times what an honest one needs.
@Suite("Bounded centre")
struct BoundedCentreTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  private func caller(_ log: WrittenLog, isRevoked: Bool = false) -> SyncExchange.Caller {
    SyncExchange.Caller(
      replica: log.key.replica, scopes: [log.descriptor.scope], isRevoked: isRevoked)
  }

  private func enrol(_ log: WrittenLog) async throws {
    let secret = try await centre.makeEnrolmentCode(site: log.descriptor.scope, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(
        code: secret.text, site: log.descriptor.scope, name: "", by: log.key))
  }

  // MARK: A day of a device

  @Test func `a revoked device fills no disk: its day has an end, and the next one begins`()
    async throws
  {
    var log = WrittenLog(seed: 1)
    try await enrol(log)
    _ = try await centre.revokeDevice(log.key.replica, why: "lost")
    let text = String(repeating: "x", count: 200_000)
    let allowance = Administration.Allowance().asideBytes
    var taken = 0

    var refusal: SyncRefusal?
    do {
      for number in 1...10 * allowance / text.utf8.count {
        log.write(text)
        let request = SyncRequest(
          frontier: log.frontier, segments: [try log.segment(number...number)])
        _ = try await centre.exchange(request, from: caller(log, isRevoked: true))
        taken += text.utf8.count
      }
    } catch let error as SyncRefusal {
      refusal = error
    }

    guard case .overQuota = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }

    #expect(taken >= allowance - text.utf8.count && taken <= allowance + text.utf8.count)
    let question = SyncRequest(frontier: log.frontier)
    let answer = try await centre.exchange(question, from: caller(log, isRevoked: true))
    #expect(answer.response.revoked, "one that only asks is answered")
    let tomorrow = try centre.administration.usage(
      of: log.key.replica, at: CentreHarness.noon + 86_400_000)
    #expect(tomorrow == Administration.DayUsage())
  }

  @Test func `what a stick brings counts in the day of its writer`() async throws {
    var log = WrittenLog(seed: 1)
    try await enrol(log)
    log.write(String(repeating: "x", count: 100_000))
    let path = harness.folder.path("stick")
    var file: [UInt8] = []
    var writer = try BundleWriter(
      BundleHeader(
        publicKey: log.key.publicBytes, site: log.descriptor.scope, trust: nil, writtenAt: 0,
        isFromCentre: false, frontier: log.frontier)
    ) { file += $0 }
    try writer.append([try log.segment()])
    try writer.finish(signedBy: log.key)
    try Data(file).write(to: URL(filePath: path))

    for _ in 0..<2 { _ = try await centre.importBundle(from: path) }

    let usage = try centre.administration.usage(of: log.key.replica, at: CentreHarness.noon)
    #expect(usage.mergedBytes + usage.asideBytes > 100_000, "\(usage)")
    #expect(usage.mergedBytes + usage.asideBytes < 200_000, "what was there counts once")
    #expect(usage.logs == 1)
  }

  @Test func `a revocation's reason that names somebody is refused, and nothing is revoked`()
    async throws
  {
    let log = WrittenLog(seed: 1)
    try await enrol(log)

    await #expect(throws: EditRefusal.self) {
      try await centre.revokeDevice(log.key.replica, why: "lost by Dr Jane Smith")
    }

    #expect(try await centre.devices().allSatisfy { $0.revokedAt == nil })
  }

  @Test func `a log too many is refused with the name of the limit`() async throws {
    let device = WrittenLog(seed: 1)
    try await enrol(device)
    let logs = try (0..<IntakeLimits().logsPerReplicaMax).map { try device.sibling(number: $0) }
    let request = SyncRequest(frontier: Frontier(), segments: try logs.map { try $0.segment() })
    _ = try await centre.exchange(request, from: caller(device))

    await #expect {
      let further = SyncRequest(
        frontier: Frontier(), segments: [try device.sibling(number: 1000).segment()])
      _ = try await centre.exchange(further, from: caller(device))
    } throws: { error in
      guard case SyncRefusal.overQuota = error else { return false }
      return true
    }
  }

  // MARK: What a device announces

  @Test func `logs that never came are announced a few times, and add up to a number`()
    async throws
  {
    var log = WrittenLog(seed: 1)
    log.write("CT 1")
    try await enrol(log)
    var frontier = log.frontier
    for number in 1...8000 {
      frontier[LogID(high: 9, low: UInt64(number))] = Frontier.Position(
        sequence: UInt64(Int64.max) - 1, check: 0)
      frontier[LogID(high: 8, low: UInt64(number))] = Frontier.Position(
        sequence: 1 << 40, check: 0)
    }

    for _ in 0..<2 {
      _ = try await centre.exchange(
        SyncRequest(frontier: frontier, segments: [try log.segment()]), from: caller(log))
    }

    let sites = try await centre.coverage()
    #expect(sites.map(\.site) == ["RBD02"])
    #expect(sites.first?.behind == 64 << 40)
  }

  // MARK: Waiting entries

  @Test
  func `what one request brings back from waiting has an end, and the rest waits for a person`()
    async throws
  {
    let most = IntakeLimits().waitingPerReplicaMax
    var device = HostileDevice(seed: 1, scope: "RBD02")
    try await enrol(device.log)
    let record = RecordID(high: 1, low: 1)
    for number in 0..<most + 600 {
      device.write([HostileDevice.set("room", .text("CT \(number)"))], to: record)
    }
    for start in stride(from: 1, through: most + 600, by: 500) {
      let segment = try device.log.segment(start...min(start + 499, most + 600))
      _ = try await centre.exchange(
        SyncRequest(frontier: device.log.frontier, segments: [segment]), from: caller(device.log))
    }
    func waiting(_ reason: String) throws -> Int {
      var filter = WaitingFilter()
      filter.reason = reason
      return try centre.store.waitingCount(filter, most: 10 * most)
    }
    #expect(try waiting("rests-on-waiting") == most && waiting("over-quota") == 600)

    var founding = WrittenLog(seed: 3)
    try await enrol(founding)
    founding.write([HostileDevice.set("recordedAt", .text("2026-03-01T12:00:00Z"))], to: record)
    let request = SyncRequest(frontier: Frontier(), segments: [try founding.segment()])
    let tally = try await centre.exchange(request, from: caller(founding)).tally

    #expect(tally.merged == most + 1, "with the one that founds it")
    #expect(try waiting("over-quota") == 600)
    #expect(try centre.store.verify().isSound)
  }

  @Test func `what waited for a device to be known comes in with its enrolment and its exchanges`()
    async throws
  {
    let most = RecordStore.releasedAtOnceMax
    let colleague = WrittenLog(seed: 2)
    try await enrol(colleague)
    var stranger = WrittenLog(seed: 1)
    for number in 0..<most + 100 { stranger.write("\(number)") }
    for start in stride(from: 1, through: most + 100, by: 500) {
      let segment = try stranger.segment(start...min(start + 499, most + 100))
      _ = try await centre.exchange(
        SyncRequest(frontier: Frontier(), segments: [segment]), from: caller(colleague))
    }
    func unknown() throws -> Int {
      var filter = WaitingFilter()
      filter.reason = "unknown-replica"
      return try centre.store.waitingCount(filter, most: 2 * most)
    }
    #expect(try unknown() == most + 100)

    try await enrol(stranger)
    #expect(try unknown() == 100)
    _ = try await centre.exchange(
      SyncRequest(frontier: stranger.frontier), from: caller(stranger))

    #expect(try unknown() == 0)
  }

  // MARK: Duplicates and themes

  @Test func `sixteen hundred like incidents make a page of a hundred pairs, and no more`()
    async throws
  {
    let clinic = try await harness.site("RBD01")
    for _ in 0..<1600 { try write(Facts.accidentalCT(discoveredOn: "2026-02-20"), at: clinic) }
    try await sendAll(clinic)

    let page = try await centre.possibleDuplicates()
    let place = try #require(page.next)
    let next = try await centre.possibleDuplicates(after: place)

    #expect(page.pairs.count == Filter.limitStandard && page.isBounded)
    #expect(next.pairs.count == Filter.limitStandard)
    #expect(Set(page.pairs.map(key)).isDisjoint(with: next.pairs.map(key)))
    let one = try #require(page.pairs.first?.first.id)
    let twins = try await centre.possibleDuplicates(of: centre.snapshot(named: one))
    #expect(twins.count <= RecordStore.alikePerDayMax)
    let proposals = try await centre.themeProposals()
    #expect(proposals.count <= 3, "one for each ground")
  }

  @Test func `page after page every pair is found once`() async throws {
    let clinic = try await harness.site("RBD01")
    for day in 10..<28 {
      for _ in 0..<3 {
        try write(Facts.accidentalCT(discoveredOn: "2026-01-\(day)"), at: clinic)
      }
    }
    try await sendAll(clinic)

    var found: [String] = []
    var filter = Filter()
    filter.limit = 7
    repeat {
      let listing = try await centre.duplicates(filter)
      #expect(listing.items.count <= 7)
      found += listing.items.map { $0["incidents"]?.serialized() ?? "" }
      filter.cursor = listing.next
    } while filter.cursor != nil

    // Three a day: three pairs within a day, nine with each of the two days after.
    let expected: Int = 54 + 153 + 144
    #expect(found.count == expected)
    #expect(Set(found).count == found.count)
  }

  private func key(_ pair: PossibleDuplicate) -> String { pair.first.id + pair.second.id }

  private func write(_ facts: JSONValue, at store: RecordStore) throws {
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    let draft = try Draft(
      .incident, document: facts, id: id,
      context: AuthorContext(
        role: "operator", site: store.identity.scope, nation: .england,
        now: Moment(milliseconds: CentreHarness.noon)), using: &generator)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
  }

  private func sendAll(_ store: RecordStore) async throws {
    try store.signHeads()
    var reached = Frontier()
    while reached.positions != (try store.frontier()).positions {
      let outgoing = try store.outgoing(after: reached)
      let caller = SyncExchange.Caller(
        replica: store.identity.replica, scopes: [store.identity.scope, centre.trust],
        isRevoked: false)
      let answer = try await centre.exchange(
        SyncRequest(frontier: try store.frontier(), segments: outgoing.segments), from: caller)
      reached = answer.response.frontier
    }
  }

  // MARK: Sessions and the access log

  @Test func `a session is looked up while the writer is busy`() async throws {
    let hash = "scrypt$2$1$1$00$00"
    try await centre.addPerson(email: "a@example.test", role: .reader, password: hash)
    let person = try #require(try await centre.credentials(email: "a@example.test")).person
    let session = try await centre.beginSession(person: person).text
    let held = DispatchSemaphore(value: 0)
    async let writing: Void = centre.writing { _ in held.wait() }

    // While somebody else writes for any length of time.
    for _ in 0..<20 { #expect(try await centre.principal(session: session) != nil) }

    held.signal()
    try await writing
    #expect(try await centre.principal(session: "cs_nobody") == nil)
  }

  @Test func `the access log forgets what is older than it is kept`() async throws {
    let reader = harness.governance
    let store = centre.store
    let day: Int64 = 86_400_000
    let old = (0..<50).map { number in
      Administration.Access(
        at: CentreHarness.noon - Int64(3000 + number) * day, who: "p", role: "reader",
        action: "read", subject: "x")
    }
    try Administration(store).note(old)

    centre.note(reader, "read", "y")
    try await centre.writeAccesses()

    let kept = try await centre.accesses(Centre.AccessQuery(), limit: 100).rows
    #expect(kept.map(\.subject) == ["y"])
  }
}
