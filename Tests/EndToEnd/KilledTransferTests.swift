import Foundation
import TestSupport
import Testing

/// A process is killed while a body is being transferred, at any byte of it.
@Suite("Killed in mid-transfer, with real processes", .serialized)
struct KilledTransferTests {
  enum Victim: String, CaseIterable, Sendable {
    case site, centre
  }

  private static let incidents = 1100
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
    let line = """
      {"discoveredOn": "2026-02-02", "modality": "ct", "individuals": [{"exposure": "accidental", \
      "ageAtExposure": 40, "effectiveDose": {"total": "4"}}]}

      """
    let logged = try programs.site(
      "clinic", "incident", "log", "--lines", "--from", "-",
      input: String(repeating: line, count: Self.incidents))
    try #require(logged.code == 0, "\(logged.errors)")
  }

  /// Synchronises through a proxy that kills after this many bytes in one direction.
  ///
  /// - Returns: whether that point was reached.
  private func cut(
    _ store: String, _ victim: Victim, after bytes: Int, goingUp: Bool
  ) throws -> Bool {
    let proxy = try KillingProxy(after: bytes, goingUp: goingUp)
    let sync = try programs.start(
      "candour", ["sync", "--json", "--store", programs.work.path(store)],
      environment: proxy.environment)
    let centre = try #require(trust.processIdentifier)
    try proxy.aim(at: victim == .site ? sync.process.processIdentifier : centre)
    sync.process.waitUntilExit()
    if victim == .centre, proxy.hasKilled {
      trust.kill()
      try trust.start()
      #expect(sync.finished().code == 3, "\(sync.finishedErrors())")
    }
    return proxy.hasKilled
  }

  private func expectWhole(_ stores: String...) throws {
    for store in stores {
      let synced = try programs.site(store, "sync", "--json")
      #expect(synced.code == 0, "\(synced.errors)")
      #expect(try synced.object()["upToDate"] as? Bool == true)
      let status = try programs.site(store, "status", "--json").object()
      #expect(status["pending"] as? Int == 0)
      #expect(status["written"] as? Int == status["acknowledged"] as? Int)
      let verified = try programs.site(store, "verify", "--json").object()
      #expect(verified["ok"] as? Bool == true)
      #expect(verified["entries"] as? Int == Self.incidents)
    }
    let verified = try programs.centre("verify", "--json").object()
    #expect(verified["ok"] as? Bool == true)
    let token = try programs.run(
      "candour-server",
      [
        "token", "create", "--data", programs.work.path("centre"), "--role", "reader", "--name",
        "test",
      ]
    ).output.trimmingCharacters(in: .whitespacesAndNewlines)
    let coverage = try #require(try trust.items("/api/v1/coverage", token: token).first)
    for figure in ["received", "merged", "entries"] {
      #expect(coverage[figure] as? Int == Self.incidents, "\(figure)")
    }
    #expect(coverage["quarantined"] as? Int == 0 && coverage["behind"] as? Int == 0)
  }

  @Test(arguments: Victim.allCases)
  func `a kill at any byte of an upload loses nothing and doubles nothing`(victim: Victim) throws {
    var random = SeededGenerator(seed: victim == .site ? 3 : 4)
    var kills = 0
    for _ in 0..<5 {
      let bytes = Int.random(in: 3000...40_000, using: &random)
      if try cut("clinic", victim, after: bytes, goingUp: true) { kills += 1 }
    }

    #expect(kills > 0)
    try expectWhole("clinic")
  }

  @Test(arguments: Victim.allCases)
  func `a kill at any byte of a download loses nothing and doubles nothing`(victim: Victim) throws {
    var random = SeededGenerator(seed: victim == .site ? 5 : 6)
    #expect(try programs.site("clinic", "sync").code == 0)
    try trust.enrol("desk", site: "RBD02")
    var kills = 0
    for _ in 0..<5 {
      let bytes = Int.random(in: 3000...40_000, using: &random)
      if try cut("desk", victim, after: bytes, goingUp: false) { kills += 1 }
    }

    #expect(kills > 0)
    try expectWhole("clinic", "desk")
  }
}
