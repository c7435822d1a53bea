import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import Synchronization
import TestSupport
import Testing

@testable import SiteClient
@testable import candour

@Suite("An answer that is not the centre's")
struct NotTheCentreTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let response: TransportResponse
  }

  private static let later = ["date": "Tue, 01 Jan 2030 00:00:00 GMT"]

  private static func answer(
    _ name: String, _ status: Int, _ headers: [String: String] = [:], _ body: String = ""
  ) -> Case {
    Case(
      testDescription: name,
      response: TransportResponse(
        status: status, headers: later.merging(headers) { $1 }, body: Array(body.utf8)))
  }

  static let portals = [
    answer("a redirect", 302, ["location": "https://portal.example/"]),
    answer("a sign-in page", 200, ["content-type": "text/html"], "<html>Welcome</html>"),
    answer("a forbidden page", 403, ["content-type": "text/html"], "<html>Blocked</html>"),
    answer("a page that is not there", 404, ["content-type": "text/html"], "<html></html>"),
    answer("a proxy's login", 407, ["proxy-authenticate": "Basic"]),
    answer("nothing at all", 200),
    answer("an empty message", 200, ["content-type": "application/x-protobuf"]),
    answer("noise by the right name", 200, ["content-type": "application/x-protobuf"], "<html>"),
    answer("a proxy whose centre is away", 502, ["content-type": "text/html"], "Bad gateway"),
    answer("JSON without a code", 503, ["content-type": "application/json"], #"{"error": 1}"#),
    answer("a problem without a code", 401, ["content-type": "application/problem+json"], "{}"),
    answer(
      "a problem by another name", 403, ["content-type": "application/json"],
      #"{"code": "revoked"}"#),
    answer(
      "a code that is a sentence", 403, ["content-type": "application/problem+json"],
      #"{"code": "Please sign in"}"#),
  ]

  @Test(arguments: portals)
  func `it is named, teaches no clock, and keeps everything`(portal: Case) async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    try await site.log(.incident, SynchronisingTests.incident)
    let offset = try site.store.clockOffset()
    trust.centre.change { $0.mishaps = Array(repeating: .answer(portal.response), count: 4) }

    let error = await #expect(throws: SiteError.self) { try await site.sync() }

    guard case .notTheCentre(let status) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(status == portal.response.status && error?.isTransient == true)
    #expect(error.flatMap { CommandFailure(known: $0) }?.exit == .unreachable)
    #expect(error.flatMap { CommandFailure(known: $0) }?.code == "not-the-centre")
    #expect(try site.store.clockOffset() == offset)
    #expect(try await site.status().causes.map(\.code) == ["not-the-centre"])
    #expect(try await site.status().pending == 1)
  }

  @Test(arguments: portals)
  func `nobody enrols with it, and the code is still good`(portal: Case) async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")
    trust.centre.change { $0.mishaps = Array(repeating: .answer(portal.response), count: 4) }
    let address = try CentreAddress("https://centre.example")

    let error = await #expect(throws: SiteError.self) {
      try await site.enrol(server: address, code: "CODE-1")
    }
    trust.centre.change { $0.mishaps = [] }
    let enrolled = try await site.enrol(server: address, code: "CODE-1")

    guard case .notTheCentre = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(enrolled.role == "site")
  }

  @Test func `a code that is not known is the centre's all the same`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    trust.centre.change {
      $0.mishaps = [.answer(InMemoryCentre.problem(403, "of-a-later-version"))]
    }

    let error = await #expect(throws: SiteError.self) { try await site.sync() }

    guard case .refused(let refusal) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(refusal.code == "of-a-later-version")
  }

  @Test func `watching goes on past a guest network`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    let portal = Self.portals[0].response
    trust.centre.change { $0.mishaps = [.answer(portal), .answer(portal)] }
    let failures = Mutex<[String]>([])
    let reports = Mutex(0)
    let watch = SyncWatch(
      client: site, every: .seconds(300), report: { _ in reports.withLock { $0 += 1 } },
      failed: { failure, _ in failures.withLock { $0.append(failure.code) } },
      clock: ScriptedClock([{}, {}]))

    await #expect(throws: SiteError.self) { try await watch.run() }

    #expect(failures.withLock { $0 } == ["not-the-centre", "not-the-centre"])
    #expect(reports.withLock { $0 } == 1)
  }

  @Test func `the centre's own time wins over the date that a proxy writes`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1", hoursWrong: -100)
    trust.centre.change { $0.dateHeader = "Tue, 01 Jan 2030 00:00:00 GMT" }

    let report = try await site.sync()

    #expect(report.upToDate)
    #expect(abs(try site.store.clockOffset() - 100 * 3_600_000) < 60_000)
  }

  @Test func `a centre of an earlier version is dated by its date`() async throws {
    let trust = try TestTrust()
    trust.centre.change { $0.saysItsTime = false }
    let site = try await trust.enrolled("a", code: "CODE-1", hoursWrong: 100)

    #expect(try await site.sync().upToDate)
    #expect(abs(try site.store.clockOffset() + 100 * 3_600_000) < 60_000)
  }
}

@Suite("A request that does not come through")
struct BrokenTransferTests {
  private static let broken = TransportError(.connectionLost, hasBegun: true)
  private static let silence = TransportError(.timedOut, hasBegun: true)

  private func site(_ trust: TestTrust, _ count: Int) async throws -> SiteClient {
    let site = try await trust.enrolled("a", code: "CODE-1")
    for _ in 0..<count {
      _ = try await site.log(
        try (0..<256).map { _ in try site.draft(.incident, SynchronisingTests.incident) })
    }
    return site
  }

  @Test(arguments: [
    InMemoryCentre.Mishap.before(broken),
    .after(TransportError(.connectionLost, hasBegun: true)),
    .answer(InMemoryCentre.problem(413, "body-too-large")),
    .answer(TransportResponse(status: 413, headers: ["content-type": "text/html"])),
  ])
  func `is sent again by halves, without a wait, until it is one checkpoint`(
    mishap: InMemoryCentre.Mishap
  ) async throws {
    let trust = try TestTrust()
    let site = try await site(trust, 4)
    trust.centre.change {
      $0.requests = 0
      $0.mishaps = [mishap, mishap]
    }

    let report = try await site.sync()

    #expect(report.upToDate && report.sent == 1024)
    #expect(trust.clock.waits.isEmpty)
    #expect(trust.centre.change { $0.requests } > 2)
    #expect(try trust.centre.store.verify().entries == 1024)
  }

  @Test func `silence is answered by one request that a slow line carries, and by no other`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await site(trust, 4)
    trust.centre.change {
      $0.requests = 0
      $0.mishaps = [.before(Self.silence), .before(Self.silence)]
    }

    let error = await #expect(throws: SiteError.self) { try await site.sync() }

    #expect(error?.isSilence == true)
    #expect(trust.centre.change { $0.requests } == 2 && trust.clock.waits.isEmpty)
    #expect(try site.store.batchBytes() == BatchSize.bytesOfSlowLine / 2)
    #expect(try await site.sync().upToDate)
  }

  @Test(arguments: [0, 1])
  func `silence after a small request ends the synchronisation`(count: Int) async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    for _ in 0..<count {
      _ = try await site.log([try site.draft(.incident, SynchronisingTests.incident)])
    }
    trust.centre.change {
      $0.requests = 0
      $0.mishaps = Array(repeating: .before(Self.silence), count: 9)
    }

    let error = await #expect(throws: SiteError.self) { try await site.sync() }

    #expect(error?.isSilence == true)
    #expect(trust.centre.change { $0.requests } == 1)
  }

  @Test func `leaves the next attempt a smaller one, and a good one lets it grow`() async throws {
    let trust = try TestTrust()
    let site = try await site(trust, 4)
    trust.centre.change { $0.mishaps = Array(repeating: .before(Self.broken), count: 40) }

    await #expect(throws: SiteError.self) { try await site.sync() }
    let least = try site.store.batchBytes()
    trust.centre.change { $0.mishaps = [] }
    _ = try await site.sync()
    let grown = try site.store.batchBytes()
    for _ in 0..<10 { _ = try await site.sync() }

    #expect(least == BatchSize.bytesMin && grown == 2 * BatchSize.bytesMin)
    #expect(try site.store.batchBytes() == nil)
  }

  @Test func `what comes back is halved, too, until the line carries it`() async throws {
    let trust = try TestTrust()
    let writer = try await site(trust, 4)
    _ = try await writer.sync()
    let reader = try await trust.enrolled("b", code: "CODE-2")
    trust.centre.change { $0.answerBytesMax = 80_000 }

    let report = try await reader.sync()

    #expect(report.upToDate && report.received == 1024)
    #expect(try reader.store.verify().entries == 1024)
    #expect(trust.centre.change { $0.brokenAnswers } > 0)
  }

  /// As where a segment that the centre keeps packed is damaged on its disk.
  @Test func `an answer that cannot be read is asked for once more, in the other form`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await site(trust, 1)
    let broken = TransportResponse(
      status: 200, headers: ["content-type": "application/x-protobuf"], body: [0x6a, 0x7f, 1])
    let before = trust.centre.change { state in
      state.mishaps = [.answer(broken)]
      return state.requests
    }

    let report = try await site.sync()

    #expect(report.upToDate)
    #expect(trust.centre.change { $0.requests } >= before + 2)
    trust.centre.change { $0.mishaps = [.answer(broken), .answer(broken)] }
    await #expect(throws: SiteError.self) { try await site.sync() }
  }

  @Test func `a centre that is not there halves nothing`() async throws {
    let trust = try TestTrust()
    let site = try await site(trust, 4)
    trust.centre.change { $0.mishaps = [.before(TransportError(.timedOut))] }

    await #expect(throws: SiteError.self) { try await site.sync() }

    #expect(try site.store.batchBytes() == nil)
  }
}
