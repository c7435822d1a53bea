import Aggregation
import Foundation
import IRMER
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport

/// `make bench`: what a commit, a merge and a sync cost, beside raw SQLite doing the same inserts.
///
/// Everything measured is durable, verified, indexed and judged by the rules. `SITES` and `RECORDS`
/// (per site) set the size; the aims are those of the design at 12 × 10,000.
@main
struct Benchmarks {
  let folder: TemporaryFolder
  let sites: Int
  let records: Int
  var results: [Result] = []

  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    var benchmarks = Benchmarks(
      folder: try TemporaryFolder(), sites: Int(environment["SITES"] ?? "") ?? 12,
      records: Int(environment["RECORDS"] ?? "") ?? 10_000)
    print("\(benchmarks.sites) sites × \(benchmarks.records) records, one core at a time\n")
    try benchmarks.rules()
    try benchmarks.localCommit()
    try benchmarks.mergeAndSync()
    benchmarks.note(
      "peak memory of all of it", String(format: "%.0f MiB", Measure.peakMemory()), "", "bounded")
    Measure.print(benchmarks.results)
  }

  mutating func note(_ name: String, _ value: String, _ ratio: String, _ aim: String) {
    results.append(Result(name: name, value: value, ratio: ratio, aim: aim))
    FileHandle.standardError.write(Data("  \(name): \(value) \(ratio)\n".utf8))
  }

  private static let environment = StoreEnvironment(now: { 1_770_000_000_000 })

  private func store(_ name: String, _ side: StoreIdentity.Side, _ scope: Scope) throws
    -> RecordStore
  {
    guard let trust = Scope("RBD") else { preconditionFailure("a scope of the benchmark") }
    return try RecordStore.create(
      in: folder.path(name),
      StoreFounding(side: side, scope: scope, trust: trust, nation: "england"),
      environment: Self.environment)
  }

  private func scope(_ number: Int) -> Scope {
    guard let scope = Scope("RBD\(100 + number)") else { preconditionFailure("a scope") }
    return scope
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
      "local commit, one at a time", Measure.milliseconds(ourSeconds / 400),
      String(format: "%.2f × raw durable insert", ourSeconds / rawSeconds), "≤ 1.5 ×")

    let rawBulk = Measure.seconds {
      raw.execute("BEGIN")
      for index in bulk.indices { raw.insert(bodies[index % 400]) }
      raw.execute("COMMIT")
    }
    let ourBulk = try Measure.seconds { try site.write(bulk) }
    note(
      "local commit, \(bulk.count) in one transaction", Measure.rate(bulk.count, ourBulk),
      String(format: "%.1f × raw", ourBulk / rawBulk), "")
    try site.close()
  }

  // MARK: Merge and sync

  private mutating func mergeAndSync() throws {
    let centre = try store("centre", .centre, scope(0))
    var stores: [RecordStore] = []
    var plain: [UInt8] = []
    for number in 1...sites {
      let site = try store("site\(number)", .site, scope(number))
      var workload = Workload(site: scope(number), seed: UInt64(number))
      for start in stride(from: 0, to: records, by: 500) {
        try site.write(
          (start..<min(start + 500, records)).map { _ in try workload.change() })
      }
      if number == 1 {
        var again = Workload(site: scope(number), seed: UInt64(number))
        for _ in 0..<records { plain += Array(again.document().serialized().utf8) + [10] }
      }
      stores.append(site)
    }
    try merge(stores, into: centre, plain)
    try edits(stores, into: centre)
    try firstSync(from: centre)
    try incremental(stores[0], with: centre)
    try cold()
  }

  private mutating func merge(
    _ stores: [RecordStore], into centre: RecordStore, _ plain: [UInt8]
  ) throws {
    var bytes = 0
    var firstSite = 0
    let seconds = try Measure.seconds {
      for store in stores {
        bytes += try exchange(store, with: centre).up
        if firstSite == 0 { firstSite = bytes }
      }
    }
    let count = sites * records
    note(
      "merge of \(count) new records at the centre", Measure.rate(count, seconds), "",
      "≥ 30000 /s")
    let compressed = BodyCompression.compressed(plain).count
    note(
      "bytes of a first upload", "\(firstSite / 1024) KiB",
      String(format: "%.2f × compressed JSON", Double(firstSite) / Double(compressed)), "≤ 1.3 ×")
    let stored = size(of: "centre")
    note(
      "stored bytes a record at the centre", "\(stored / count)",
      String(format: "%.1f × plain JSON", Double(stored / count) / Double(plain.count / records)),
      "")
  }

  private mutating func edits(_ stores: [RecordStore], into centre: RecordStore) throws {
    var count = 0
    for (number, store) in stores.enumerated() {
      var workload = Workload(site: scope(number + 1), seed: UInt64(1000 + number))
      for _ in 0..<6 {
        let all = try store.records(kind: "incident")
        for start in stride(from: 0, to: all.count, by: 500) {
          let changes = all[start..<min(start + 500, all.count)].map { workload.edit($0) }
          try store.write(changes)
          count += changes.count
        }
      }
    }
    let seconds = try Measure.seconds {
      for store in stores { _ = try exchange(store, with: centre) }
    }
    note("merge of \(count) edits at the centre", Measure.rate(count, seconds), "", "≥ 100000 /s")
  }

  private mutating func firstSync(from centre: RecordStore) throws {
    let fresh = try store("fresh", .site, scope(1))
    var received = 0
    let seconds = try Measure.seconds { received = try exchange(fresh, with: centre).received }
    note(
      "first sync of a fresh replica, \(records) records",
      String(format: "%.1f s", seconds), "\(Measure.rate(received, seconds)) entries",
      "50000 records in 5 s")
    try fresh.close()
  }

  private mutating func incremental(_ site: RecordStore, with centre: RecordStore) throws {
    var workload = Workload(site: scope(1), seed: 77)
    let some = try site.records(kind: "incident").prefix(10)
    try site.write(some.map { workload.edit($0) })
    var traffic = Traffic()
    let seconds = try Measure.seconds { traffic = try exchange(site, with: centre) }
    note(
      "incremental sync of 10 edits after \(records) records", Measure.milliseconds(seconds),
      "\(traffic.rounds) round, \(traffic.up) B up, \(traffic.down) B down", "1 round, ≤ 500 B")
  }

  private mutating func cold() throws {
    let seconds = try Measure.seconds {
      let store = try RecordStore.open(
        in: folder.path("site1"), environment: Self.environment)
      _ = try store.lastSync()
    }
    note("cold open and first read", Measure.milliseconds(seconds), "", "≤ 10 ms")
  }

  private func size(of store: String) -> Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      let path = folder.path(store) + "/" + RecordStore.fileName + suffix
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }
}
