import Aggregation
import CentreStore
import Foundation
import IRMER
import RecordStore
import Replication
import SiteClient
import TestSupport

/// `make load`: very many sites at once against a real server over HTTPS, with a power cut in
/// between and with malicious clients beside them; then every entry is accounted for.
///
/// `SITES`, `RECORDS` (of each, each time), `KILLS`, `HOSTILE` (unknown clients of each kind) and
/// `HARMFUL` (enrolled devices) set the size.
/// Exits with 1 when anything is missing.
@main
struct Load {
  let sites: Int
  let records: Int
  let kills: Int
  let hostile: Int
  let harmful: Int
  let folder: TemporaryFolder
  let centre: CentreProcess
  let crew: Crew

  static func main() async throws {
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == "--worker" {
      return await Worker(folder: arguments[2]).run()
    }
    do {
      try await Load().run()
    } catch let error as Crew.Failed {
      print("FAILED: \(error.text)")
      exit(1)
    }
  }

  init() throws {
    func number(_ name: String, _ standard: Int) -> Int {
      ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }
    (sites, records) = (number("SITES", 500), number("RECORDS", 10))
    (kills, hostile) = (number("KILLS", 5), number("HOSTILE", 20))
    harmful = number("HARMFUL", 10)
    folder = try TemporaryFolder()
    centre = try CentreProcess(data: folder.path("centre"))
    crew = try Crew(size: min(8, max(1, sites / 25)), folder: folder.path)
  }

  private func run() async throws {
    print("\(sites) sites × \(records) records a run, \(crew.size) processes of sites\n")
    let raw = try RawInserts.perSecond(in: folder, count: 500)
    print("raw durable inserts: \(Int(raw)) /s\n")
    try centre.start()
    try await join()

    try measure("all sites at once", raw)
    try measure("once more", raw)
    try measure("with hostile clients", raw, beside: Attack(centre, each: hostile, seconds: 90))
    let devices = HostileDevices(centre, count: harmful, seconds: 90)
    try await devices.join()
    try measure("with hostile devices that enrolled", raw, beside: devices)
    try await Replay(centre).run(times: 100)
    print("  the server's peak memory: \(centre.peakMemory) MiB")
    let beyond = try await WorstRequests(centre: centre).run()
    try measure("killed \(kills) times", raw, beside: Cuts(centre, count: kills))
    try await balance()
    guard beyond.isEmpty else {
      throw Crew.Failed(text: "requests cost more than they may: \(beyond.joined(separator: ", "))")
    }
  }

  private func join() async throws {
    let door = try Centre.open(
      in: centre.data, environment: StoreEnvironment(now: SiteEnvironment.systemTime).forCentre)
    var shares = Array(repeating: [String](), count: crew.size)
    for number in 0..<sites {
      guard let scope = Scope("S\(1000 + number)") else { throw Crew.Failed(text: "a site's code") }
      let code = try await door.makeEnrolmentCode(site: scope, role: .site)
      shares[number % crew.size].append("\(scope.code)=\(code.text)")
    }
    try door.store.close()
    crew.begin { "join \(centre.url) \(centre.authority) " + shares[$0].joined(separator: " ") }
    _ = try crew.finish()
  }

  /// Has every site write, and then all of them synchronise at once.
  private func measure(_ name: String, _ raw: Double, beside harm: (any Harm)? = nil) throws {
    _ = try crew.perform("write \(records) 1")
    try harm?.begin()
    let start = DispatchTime.now().uptimeNanoseconds
    crew.begin { _ in "sync" }
    let answer = try crew.finish()
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let rate = Double(sites * records) / seconds
    let sorted = answer.latencies.sorted()
    func at(_ share: Double) -> String {
      sorted.isEmpty
        ? "–" : "\(Int(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])) ms"
    }
    print(
      """
      \(name): \(String(format: "%.1f", seconds)) s
        \(Int(rate)) entries/s, \(String(format: "%.2f", rate / raw)) × raw durable inserts
        \(sorted.count) requests, p50 \(at(0.5)), p99 \(at(0.99)), longest \(at(1)); \
      \(answer.failures) broke off and were made again
      """)
    if let text = try harm?.end() { print("  " + text) }
  }

  private static func isHostile(_ scope: Scope) -> Bool {
    scope.code.hasPrefix("HARM") || scope.code.hasPrefix("WORST")
  }

  /// Every entry that a site wrote is acknowledged and is at the centre; both sides verify.
  private func balance() async throws {
    let status = try crew.perform("status")
    let expected = 5 * sites * records
    guard centre.stop() == 0 else { throw Crew.Failed(text: "the server did not stop gracefully") }
    let store = try RecordStore.open(
      in: centre.data, environment: StoreEnvironment(now: SiteEnvironment.systemTime).forCentre)
    let ledger = try store.ledger().filter { !$0.isOwn && !Self.isHostile($0.scope) }
    let merged = ledger.reduce(0) { $0 + Int($1.merged) }
    let heads = Dictionary(
      ledger.map { ($0.log.description, $0.entries) }, uniquingKeysWith: { $1 })
    let verification = try store.verify()
    print(
      """

      written \(status.written), acknowledged \(status.acknowledged), merged at the centre \(merged), \
      expected \(expected); \(verification.entries) entries verified
      """)
    for (isSo, what) in [
      (status.written == expected && status.acknowledged == expected, "the sites' ledger"),
      (merged == expected && ledger.allSatisfy(\.isBalanced), "the centre's ledger"),
      (heads == status.logs, "every log at its site's length"),
      (verification.isSound, "hashes, signatures, records and tables"),
      (
        try store.quarantine().allSatisfy { Self.isHostile($0.scope) },
        "nothing of an honest site in quarantine"
      ),
    ] {
      guard isSo else { throw Crew.Failed(text: what) }
      print("  ✓ \(what)")
    }
  }
}
