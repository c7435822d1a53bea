import RecordStore
import Replication
import TestSupport

extension Benchmarks {
  private static let replicas = 3

  /// Any site edits any record: all replicas write in one scope, and most edits are of a record that another
  /// of them wrote.
  mutating func shared(_ count: Int) throws {
    let centre = try store("shared-\(count)-centre", .centre, scope(0))
    var stores: [RecordStore] = []
    for number in 1...Self.replicas {
      let site = try store("shared-\(count)-\(number)", .site, scope(1))
      var workload = Workload(site: scope(1), seed: UInt64(100 * number + count))
      try fill(site, &workload, count / Self.replicas)
      stores.append(site)
    }
    let traffic = try exchangeAll(stores, with: centre)
    let made = count / Self.replicas * Self.replicas
    note(
      "merge of \(made) new records of one scope, durable and judged",
      Measure.rate(made, traffic.centreSeconds), "", "≥ 30,000 /s",
      reached: Double(made) >= 30_000 * traffic.centreSeconds)
    for edits in [1, 6] { try editAny(stores, made, edits, in: centre) }
    for store in stores { try store.close() }
    try centre.close()
  }

  /// What the uploads cost. Then those that came first fetch what the others brought.
  private func exchangeAll(
    _ stores: [RecordStore], with centre: RecordStore
  ) throws -> Traffic {
    var traffic = Traffic()
    for store in stores { traffic += try exchange(store, with: centre) }
    for store in stores { _ = try exchange(store, with: centre) }
    return traffic
  }

  private mutating func editAny(
    _ stores: [RecordStore], _ count: Int, _ edits: Int, in centre: RecordStore
  ) throws {
    var random = SeededGenerator(seed: UInt64(count + edits))
    var written = 0
    for (number, store) in stores.enumerated() {
      var workload = Workload(site: scope(1), seed: UInt64(7000 + 10 * edits + number))
      let all = try store.records(kind: "incident").map(\.id).shuffled(using: &random)
      let mine = Array(all.prefix(count / stores.count / edits))
      for start in stride(from: 0, to: mine.count, by: 80) {
        for _ in 0..<edits {
          let shown = try mine[start..<min(start + 80, mine.count)].compactMap {
            try store.record($0)
          }
          try store.write(shown.map { workload.edit($0) })
          written += shown.count
        }
      }
    }
    let traffic = try exchangeAll(stores, with: centre)
    let aim = Self.editAim(edits)
    note(
      "merge of \(written) edits of \(count) records, k = \(edits), any site any; durable, judged",
      Measure.rate(written, traffic.centreSeconds),
      "\(traffic.up / max(written, 1)) B up an edit",
      "\(aim?.words ?? ""), ≤ 21 B an edit",
      reached: Double(written) >= (aim?.rate ?? 0) * traffic.centreSeconds
        && traffic.up <= 21 * written)
  }
}
