import Foundation
import TestSupport
import Testing

@Suite("Hostile clients, with real processes")
struct HostileClientTests {
  private let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    trust.environment = [
      "CANDOUR_LIMITS_HANDSHAKE_SECONDS": "2", "CANDOUR_LIMITS_IDLE_SECONDS": "2",
      "CANDOUR_LIMITS_BODY_SECONDS": "3", "CANDOUR_LIMITS_CONNECTIONS": "200",
    ]
    try trust.start()
  }

  @Test func `whoever drips, floods or lies is ended, and a site beside them is served`() throws {
    try trust.enrol("clinic", site: "RBD02")
    try programs.site(
      "clinic", "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    let script = Programs.repository.appending(path: "Tests/Support/hostile.py").path
    let port = String(trust.url.split(separator: ":").last ?? "")
    let attack = try programs.start(
      "/usr/bin/env", ["python3", script, "127.0.0.1", port, trust.authority, "3", "60"])
    while attack.process.isRunning, !attack.finishedOutput().hasPrefix("begun") { usleep(10_000) }

    let synced = try programs.site("clinic", "sync", "--json")
    attack.process.waitUntilExit()

    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try synced.object()["upToDate"] as? Bool == true)
    let last = attack.finishedOutput().split(separator: "\n").last ?? ""
    let endings =
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: [String: Int]]
    let allowed: [String: Set<String>] = [
      "silent": ["closed"], "slow-head": ["closed", "408"], "slow-body": ["closed", "408", "401"],
      "endless": ["413", "closed", "401"], "huge": ["413", "closed", "401"],
      "huge-head": ["400", "431", "closed"],
      "wrong-length": ["400"], "two-lengths": ["400"], "short-length": ["400", "401"],
      "two-hosts": ["400"], "no-host": ["400"], "bad-chunk": ["400", "401"],
      "never-reads": ["closed"], "no-http": ["400", "closed"],
    ]
    for (kind, endings) in try #require(endings) {
      #expect(Set(endings.keys).isSubset(of: allowed[kind] ?? []), "\(kind): \(endings)")
      #expect(endings.values.reduce(0, +) == 3)
    }
    #expect(endings?.count == allowed.count)
    #expect(try programs.site("clinic", "sync").code == 0)
    #expect(trust.stop() == 0)
  }
}
