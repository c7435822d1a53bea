import Aggregation
import RecordStore
import TestSupport

extension Benchmarks {
  /// What grows with a site's history, and what must not grow.
  mutating func history(of size: Int) throws {
    let folder = "history-\(size)"
    let site = try store(folder, .site, scope(1))
    let centre = try store("\(folder)-centre", .centre, scope(0))
    var workload = Workload(site: scope(1), seed: UInt64(size))
    try fill(site, &workload, size)
    _ = try exchange(site, with: centre)
    try incremental(site, with: centre, &workload, after: size)
    try keepSegments(at: centre, "of \(size) records")
    try firstSync(from: centre, of: size, to: "fresh-\(size)")
    if edits > 0 {
      try edit(site, &workload)
      _ = try exchange(site, with: centre)
      try keepSegments(at: centre, "of \(edits) edits each of \(size) records")
      try firstSync(from: centre, of: size, to: "fresh-edited-\(size)", withEdits: true)
    }
    try site.close()
    try centre.close()
    try coldOpen(folder, size)
  }

  private mutating func incremental(
    _ site: RecordStore, with centre: RecordStore, _ workload: inout Workload, after size: Int
  ) throws {
    let ids = try site.records(kind: "incident").prefix(10).map(\.id)
    var runs: [(seconds: Double, traffic: Traffic)] = []
    // A single one may meet a cold cache or a checkpoint.
    for _ in 0..<21 {
      try site.write(ids.compactMap { try site.record($0) }.map { workload.edit($0) })
      var traffic = Traffic()
      let seconds = try Measure.seconds { traffic = try exchange(site, with: centre) }
      runs.append((seconds, traffic))
    }
    let (seconds, traffic) = runs.sorted { $0.seconds < $1.seconds }[runs.count / 2]
    note(
      "incremental sync of 10 edits after \(size) records", Measure.milliseconds(seconds),
      "\(traffic.rounds) round, \(traffic.up) B up, \(traffic.down) B down, durable and judged, "
        + "median of \(runs.count)",
      "≤ 1 ms and flushes, 1 round, ≤ 450 B",
      reached: seconds <= 0.001 && traffic.rounds == 1 && traffic.up <= 450)
  }

  /// What a server does between two exchanges.
  private mutating func keepSegments(at centre: RecordStore, _ what: String) throws {
    let before = try centre.keptSegmentTotals()
    let seconds = try Measure.seconds {
      for log in try centre.logsToKeep(since: [:]).keys {
        while try SyncExchange.keepNextSegment(of: log, at: centre) {}
      }
    }
    let after = try centre.keptSegmentTotals()
    let entries = after.entries - before.entries
    note(
      "packing once what is copied into answers, \(what)",
      Measure.microseconds(seconds, entries) + " an entry",
      "\((after.bytes - before.bytes) / max(entries, 1)) B an entry", "")
  }

  private mutating func firstSync(
    from centre: RecordStore, of size: Int, to name: String, withEdits: Bool = false
  ) throws {
    let fresh = try store(name, .site, scope(1))
    var traffic = Traffic()
    let seconds = try Measure.seconds { traffic = try exchange(fresh, with: centre) }
    let isServed = traffic.centreSeconds <= 1e-6 * Double(traffic.received)
    let isAimed = size == 50_000 && edits == 6 && withEdits
    note(
      "first sync of a fresh replica, \(size) records" + (withEdits ? ", \(edits) edits each" : ""),
      Measure.seconds(seconds),
      "\(Measure.rate(traffic.received, seconds)) entries, \(traffic.rounds) rounds, "
        + "\(traffic.down / 1024) KiB, "
        + "hub \(Measure.microseconds(traffic.centreSeconds, traffic.received)) an entry",
      isAimed ? "≤ 8 s, ≤ 14 MB, ≤ 10 rounds, hub ≤ 1 µs an entry" : "hub ≤ 1 µs an entry",
      reached: isServed
        && (!isAimed || seconds <= 8 && traffic.down <= 14_000_000 && traffic.rounds <= 10))
    try fresh.close()
  }

  private mutating func coldOpen(_ name: String, _ size: Int) throws {
    let seconds = try Measure.seconds {
      let store = try RecordStore.open(in: folder.path(name), environment: Self.environment)
      _ = try store.lastSync()
      try store.close()
    }
    note(
      "cold open and first read, \(size) records", Measure.milliseconds(seconds), "", "≤ 10 ms",
      reached: seconds <= 0.01)
  }
}
