import Aggregation
import CentreStore
import Foundation
import IRMER
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport

/// `make bench`: the cost of a commit, a merge and a sync, beside raw SQLite doing the same
/// inserts.
///
/// Everything measured is durable, verified, indexed and judged by the rules. `SITES`, `RECORDS`
/// (per site) and `EDITS` (per record) set the size; the targets are those of the design at 12 ×
/// 10,000.
@main
struct Benchmarks {
  let folder: TemporaryFolder
  let sites: Int
  let records: Int
  let edits: Int
  var results: [Result] = []

  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    var benchmarks = Benchmarks(
      folder: try TemporaryFolder(), sites: Int(environment["SITES"] ?? "") ?? 12,
      records: Int(environment["RECORDS"] ?? "") ?? 10_000,
      edits: Int(environment["EDITS"] ?? "") ?? 6)
    print("\(benchmarks.sites) sites × \(benchmarks.records) records, one core at a time\n")
    // ONLY=rules, local, trust, shared or history: one part, for a profile.
    let only = environment["ONLY"]
    // A store sets SQLite up for the process: what it is compared with then has the same settings.
    try benchmarks.store("first", .site, benchmarks.scope(0)).close()
    benchmarks.rawInserts()
    if only ?? "rules" == "rules" { try benchmarks.rules() }
    if only ?? "local" == "local" { try benchmarks.localCommit() }
    if only ?? "trust" == "trust" { try benchmarks.trust() }
    // SIZES=10000,50000,200000: what grows with the number of records, at each.
    let sizes = (environment["SIZES"] ?? "10000,50000").split(separator: ",").compactMap {
      Int($0)
    }
    if only ?? "shared" == "shared" { for size in sizes { try benchmarks.shared(size) } }
    if only ?? "history" == "history" { for size in sizes { try benchmarks.history(of: size) } }
    benchmarks.note(
      "peak memory of all of it", String(format: "%.0f MiB", Measure.peakMemory()), "", "bounded")
    Measure.print(benchmarks.results)
  }

  /// - Parameter isReached: whether the aim was reached; `nil` where it is none, or not of this size.
  mutating func note(
    _ name: String, _ value: String, _ ratio: String, _ aim: String, reached isReached: Bool? = nil
  ) {
    let result = Result(name: name, value: value, ratio: ratio, aim: aim, isReached: isReached)
    results.append(result)
    FileHandle.standardError.write(Data("  \(name): \(value) \(ratio) \(result.judgedAim)\n".utf8))
  }

  static let environment = StoreEnvironment(now: { 1_770_000_000_000 }).forCentre

  func store(_ name: String, _ side: StoreIdentity.Side, _ scope: Scope) throws
    -> RecordStore
  {
    guard let trust = Scope("RBD") else { preconditionFailure("a scope of the benchmark") }
    return try RecordStore.create(
      in: folder.path(name),
      NewStoreOptions(side: side, scope: scope, trust: trust, nation: "england"),
      environment: Self.environment)
  }

  func scope(_ number: Int) -> Scope {
    guard let scope = Scope("RBD\(100 + number)") else { preconditionFailure("a scope") }
    return scope
  }

  /// What `make bench-check` compares rates and times with: the speed of the processor and of SQLite.
  private mutating func rawInserts() {
    let raw = RawStore(path: folder.path("yardstick.sqlite"))
    let body = [UInt8](repeating: 0x2e, count: 1_000)
    let count = 200_000
    let seconds = Measure.seconds {
      raw.execute("BEGIN")
      for _ in 0..<count { raw.insert(body) }
      raw.execute("COMMIT")
    }
    note("raw inserts, in one transaction", Measure.rate(count, seconds), "", "")
  }

  // MARK: Local commit

  private mutating func localCommit() throws {
    let site = try store("local", .site, scope(99))
    var workload = Workload(site: scope(99), seed: 1)
    let single = try (0..<400).map { _ in try workload.change() }
    let bulk = try (0..<min(10_000, records)).map { _ in try workload.change() }
    let raw = RawStore(path: folder.path("raw.sqlite"))
    let bodies = (0..<400).map { _ in Array(workload.document().serialized().utf8) }

    let rawSeconds = Measure.seconds { for body in bodies { raw.insert(body) } }
    let ourSeconds = try Measure.seconds { for change in single { try site.write([change]) } }
    note(
      "local commit, one at a time, durable and judged", Measure.milliseconds(ourSeconds / 400),
      String(format: "%.2f × raw durable insert", ourSeconds / rawSeconds), "≤ 1.5 ×",
      reached: ourSeconds <= 1.5 * rawSeconds)

    let rawBulk = Measure.seconds {
      raw.execute("BEGIN")
      for index in bulk.indices { raw.insert(bodies[index % 400]) }
      raw.execute("COMMIT")
    }
    let ourBulk = try Measure.seconds { try site.write(bulk) }
    note(
      "local commit, \(bulk.count) in one transaction, durable and judged",
      Measure.rate(bulk.count, ourBulk),
      String(format: "%.1f × raw", ourBulk / rawBulk), "")
    try site.close()
  }

  // MARK: Shared parts

  /// Logs records at a site, 500 at a time.
  func fill(_ site: RecordStore, _ workload: inout Workload, _ count: Int) throws {
    for start in stride(from: 0, to: count, by: 500) {
      try site.write((start..<min(start + 500, count)).map { _ in try workload.change() })
    }
  }

  func size(of store: String) -> Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      let path = folder.path(store) + "/" + RecordStore.fileName + suffix
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }
}
