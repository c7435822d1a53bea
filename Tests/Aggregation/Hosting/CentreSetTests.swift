import Foundation
import RecordStore
import RecordTables
import Replication
import SyncProtocol
import Synchronization
import TestSupport
import Testing

@testable import Aggregation

@Suite("Centres of a folder of trusts")
struct CentreSetTests {
  /// A number that a test and the code under test both access.
  private final class Number: Sendable {
    private let stored: Mutex<Int64>
    init(_ value: Int64) { stored = Mutex(value) }
    var value: Int64 { stored.withLock { $0 } }
    func set(_ new: Int64) { stored.withLock { $0 = new } }
    func count() { stored.withLock { $0 += 1 } }
  }

  private let temporary: TemporaryFolder
  private let folder: TrustFolder
  let clock = MovableClock()
  private let noon = CentreHarness.noon

  init() throws {
    temporary = try TemporaryFolder()
    folder = TrustFolder(path: temporary.path("trusts"))
  }

  func scope(_ code: String) throws -> Scope { try #require(Scope(code)) }

  @discardableResult
  func add(_ code: String, named name: String? = nil) throws -> Scope {
    let trust = try scope(code)
    let centre = try Centre.create(
      in: folder.path + "/" + (name ?? code), trust: trust, nation: "england",
      environment: StoreEnvironment(now: { CentreHarness.noon }))
    try centre.store.close()
    return trust
  }

  /// The files of a trust that this process has open.
  private func filesHeld(of trust: Scope) throws -> [String] {
    let files = FileManager.default
    return try files.contentsOfDirectory(atPath: "/proc/self/fd")
      .compactMap { try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0) }
      .filter { $0.hasPrefix(folder.folder(of: trust) + "/") }
  }

  private func hosting() -> Hosting {
    Hosting(folder: folder, environment: StoreEnvironment(now: { CentreHarness.noon }))
  }

  func set(
    openMax: Int = 256, on threads: WorkerThreads = .shared,
    attached: @escaping @Sendable (Centre) -> Void = { _ in }
  ) -> CentreSet<Void> {
    var hosting = hosting()
    hosting.limits.openMax = openMax
    return CentreSet(hosting, threads: threads, now: { [clock] in clock.now }, attach: attached)
  }

  @Test func `a trust is opened when it is asked for, once for many who ask`() async throws {
    let (rbd, _) = (try add("RBD"), try add("RCF"))
    let opened = Number(0)
    let centres = set { _ in opened.count() }
    #expect(await centres.open.isEmpty)

    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<40 {
        group.addTask { try await centres.use(rbd) { $0.centre.trust.code } }
      }
      for try await code in group { #expect(code == "RBD") }
    }

    #expect(opened.value == 1)
    #expect(await centres.open == [rbd])
  }

  @Test func `one that nobody asks for is closed and opened again`() async throws {
    let (rbd, rcf) = (try add("RBD"), try add("RCF"))
    let centres = set()
    try await centres.use(rbd) { _ in }
    clock.advance(.seconds(600))
    try await centres.use(rcf) { _ in }
    clock.advance(.seconds(600))

    #expect(await centres.closeIdle().isEmpty)

    #expect(await centres.open == [rcf])
    #expect(try filesHeld(of: rbd).isEmpty)
    #expect(try !filesHeld(of: rcf).isEmpty)
    #expect(try await centres.use(rbd) { try await $0.centre.figures().merged } == 0)
  }

  @Test func `work of the server's own keeps none open`() async throws {
    let rbd = try add("RBD")
    let centres = set()
    try await centres.use(rbd, for: .upkeep) { _ in }

    await centres.closeIdle()

    #expect(await centres.open.isEmpty)
  }

  @Test func `one in use is not closed`() async throws {
    let rbd = try add("RBD")
    let (centres, clock) = (set(), clock)

    try await centres.use(rbd) { opened in
      clock.advance(.seconds(3600))
      await centres.closeIdle()
      await centres.closeAll()
      _ = try await opened.centre.figures()
    }

    #expect(await centres.open == [rbd])
  }

  /// The closing is delayed until the requests wait for it.
  @Test(.timeLimit(.minutes(20)))
  func `requests that arrive while a centre is being closed are answered by it, opened again`()
    async throws
  {
    let rbd = try add("RBD")
    let threads = WorkerThreads(count: 1)
    let opened = Number(0)
    let centres = set(on: threads) { _ in opened.count() }
    try await centres.use(rbd) { _ in }
    let mayClose = DispatchSemaphore(value: 0)
    threads.run { mayClose.wait() }
    async let unclosed = centres.closeAll()
    while await !centres.open.isEmpty { await Task.yield() }

    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<40 {
        group.addTask { try await centres.use(rbd) { $0.centre.trust.code } }
      }
      for _ in 0..<1000 {
        _ = await centres.open
        await Task.yield()
      }
      mayClose.signal()
      return try await group.reduce(into: []) { $0.append($1) }
    }

    #expect(answers == Array(repeating: "RBD", count: 40))
    #expect(await unclosed.isEmpty)
    #expect(opened.value == 2)
    #expect(await centres.open == [rbd])
  }

  @Test func `only so many are open: the least recently used makes room`() async throws {
    let trusts = try ["RAA", "RBB", "RCC", "RDD"].map { try add($0) }
    let centres = set(openMax: 2)

    for trust in trusts + trusts {
      try await centres.use(trust) { _ in }
      clock.advance(.seconds(1))
      #expect(await centres.open.count <= 2)
    }

    #expect(await centres.open == [trusts[2], trusts[3]])
  }

  @Test func `with all of them in use a further one is told to come again`() async throws {
    let trusts = try ["RAA", "RBB"].map { try add($0) }
    let centres = set(openMax: 1)

    try await centres.use(trusts[0]) { _ in
      _ = await #expect(throws: TrustUnavailable(trust: trusts[1], reason: .busy)) {
        try await centres.use(trusts[1]) { _ in }
      }
    }

    try await centres.use(trusts[1]) { _ in }
  }

  @Test func `a damaged trust is named, and the others are served`() async throws {
    let (rbd, rcf) = (try add("RBD"), try add("RCF"))
    try Data(repeating: 0x5a, count: 65536).write(
      to: URL(filePath: folder.folder(of: rbd) + "/" + RecordStore.fileName))
    let centres = set()

    let failure = await #expect(throws: TrustUnavailable.self) {
      try await centres.use(rbd) { _ in }
    }
    try await centres.use(rcf) { _ in }

    #expect(failure?.trust == rbd)
    guard case .damaged = failure?.reason else {
      Issue.record("\(failure?.reason as Any)")
      return
    }
    #expect(await centres.failures.map(\.trust) == [rbd])
    #expect(await centres.open == [rcf])
  }

  @Test func `a trust that was put right is opened after a pause`() async throws {
    let rbd = try add("RBD")
    let path = folder.folder(of: rbd) + "/" + RecordStore.fileName
    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
    try Data(repeating: 0x5a, count: 65536).write(to: URL(filePath: path))
    let opened = Number(0)
    let centres = set { _ in opened.count() }
    await #expect(throws: TrustUnavailable.self) { try await centres.use(rbd) { _ in } }
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + ".away", toPath: path)

    await #expect(throws: TrustUnavailable.self) { try await centres.use(rbd) { _ in } }
    #expect(opened.value == 0, "left alone for a while")
    clock.advance(.seconds(30))
    try await centres.use(rbd) { _ in }

    #expect(opened.value == 1)
    #expect(await centres.failures.isEmpty)
  }

  @Test func `a folder that holds another trust's centre is not served`() async throws {
    try add("RBD", named: "RCF")
    try add("RDD", named: "rdd-old")
    let centres = set()

    let failure = await #expect(throws: TrustUnavailable.self) {
      try await centres.use(try scope("RCF")) { _ in }
    }

    #expect("\(failure as Any)".contains("RBD"))
    #expect(folder.trusts().map(\.code) == ["RCF"])
    #expect(folder.misnamed() == ["rdd-old"])
    await #expect(throws: TrustUnavailable.self) {
      try await centres.use(try scope("RZZ")) { _ in }
    }
  }

  @Test func `who read what is written before a centre is closed`() async throws {
    let rbd = try add("RBD")
    let centres = set()
    let reader = Principal(id: "p", role: .reader, kind: .program(name: "test"))
    try await centres.use(rbd) { $0.centre.note(reader, "read", "x") }

    await centres.closeAll()
    #expect(await centres.open.isEmpty)

    let noted = try await centres.use(rbd) { try await $0.centre.accesses(.init(), limit: 10).rows }
    #expect(noted.map(\.subject) == ["x"])
  }

  /// A request that opens a closed trust is dated before the opening.
  @Test func `a request token is taken once, whether or not the centre was closed since`()
    async throws
  {
    let rbd = try add("RBD")
    let now = Number(noon)
    let centres = CentreSet(
      Hosting(folder: folder, environment: StoreEnvironment(now: { now.value }))
    ) { _ in }
    let site = try RecordStore.create(
      in: temporary.path("site"),
      NewStoreOptions(side: .site, scope: try scope("RBD01"), nation: "england"),
      environment: StoreEnvironment(now: { CentreHarness.noon }))
    try await centres.use(rbd) { opened in
      let secret = try await opened.centre.makeEnrolmentCode(
        site: site.identity.scope, role: .site)
      _ = try await opened.centre.enrol(
        EnrolmentRequest.signed(
          code: secret.text, site: site.identity.scope, name: "", by: site.signingKey))
    }
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: [1], issuedAt: noon + 1000,
      nonce: Array(repeating: 7, count: 16), by: site.signingKey)
    let request = SignedRequest(
      authorization: token.authorization, method: "POST", path: "/v1/sync", body: [1])
    await centres.closeAll()
    now.set(noon + 5000)

    _ = try await centres.use(rbd) { try await $0.centre.authorise(request) }
    await centres.closeAll()
    await #expect(throws: SyncRefusal.token(.replayed)) {
      _ = try await centres.use(rbd) { try await $0.centre.authorise(request) }
    }
  }

  @Test func `the lists of few trusts are kept in memory`() async throws {
    let trusts = try ["RAA", "RBB", "RCC"].map { try add($0) }
    var hosting = hosting()
    hosting.limits.rowsKeptMax = 2
    let centres = CentreSet(hosting) { _ in }
    for trust in trusts {
      _ = try await centres.use(trust) { try await $0.centre.employerReport() }
    }

    var held: [Bool] = []
    for trust in trusts { held.append(try await centres.use(trust) { $0.centre.holdsRows }) }
    #expect(held == [false, true, true])
  }
}
