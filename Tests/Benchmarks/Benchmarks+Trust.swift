import RecordStore
import SyncProtocol

extension Benchmarks {
  /// A complete trust: every site's records merged at the centre, then six edits of each.
  mutating func trust() throws {
    let centre = try store("centre", .centre, scope(0))
    var stores: [RecordStore] = []
    for number in 1...sites {
      let site = try store("site\(number)", .site, scope(number))
      var workload = Workload(site: scope(number), seed: UInt64(number))
      try fill(site, &workload, records)
      stores.append(site)
    }
    try merge(stores, into: centre)
    if edits > 0 { try edit(stores, into: centre) }
    for store in stores { try store.close() }
    try centre.close()
  }

  private mutating func merge(_ stores: [RecordStore], into centre: RecordStore) throws {
    var traffic = Traffic()
    var firstSite = 0
    for store in stores {
      traffic += try exchange(store, with: centre)
      if firstSite == 0 { firstSite = traffic.up }
    }
    let count = sites * records
    note(
      "merge of \(count) new records at the centre, durable and judged",
      Measure.rate(count, traffic.centreSeconds),
      "site: \(Measure.rate(count, traffic.siteSeconds))", "≥ 30,000 /s",
      reached: Double(count) >= 30_000 * traffic.centreSeconds)
    var workload = Workload(site: scope(1), seed: 1)
    let plain = try workload.plain(records)
    let compressed = BodyCompression.compressed(plain).count
    note(
      "bytes of a first upload", "\(firstSite / 1024) KiB",
      Measure.ratio(Double(firstSite), Double(compressed), "compressed JSON")
        + ", \(firstSite / records) B a record",
      "≤ 1.3 ×, ≤ 200 B a record",
      reached: Double(firstSite) <= 1.3 * Double(compressed) && firstSite <= 200 * records)
    let stored = size(of: "centre")
    note(
      "stored bytes a record at the centre", "\(stored / count)",
      Measure.ratio(Double(stored / count), Double(plain.count / records), "plain JSON"), "≤ 600",
      reached: stored <= 600 * count)
  }

  /// What is aimed at with so many edits of a record in a batch: a record is read, judged and written once a
  /// batch.
  static func editAim(_ edits: Int) -> (rate: Double, words: String)? {
    switch edits {
    case 1: (25_000, "≥ 25,000 /s")
    case 6: (100_000, "≥ 100,000 /s")
    default: nil
    }
  }

  /// Edits every record of a site, as people do: the edits of one record soon after each other.
  func edit(_ store: RecordStore, _ workload: inout Workload) throws {
    let all = try store.records(kind: "incident").map(\.id)
    for start in stride(from: 0, to: all.count, by: 80) {
      for _ in 0..<edits {
        let shown = try all[start..<min(start + 80, all.count)].compactMap {
          try store.record($0)
        }
        try store.write(shown.map { workload.edit($0) })
      }
    }
  }

  private mutating func edit(_ stores: [RecordStore], into centre: RecordStore) throws {
    let count = sites * records * edits
    for (number, store) in stores.enumerated() {
      var workload = Workload(site: scope(number + 1), seed: UInt64(1000 + number))
      try edit(store, &workload)
    }
    var traffic = Traffic()
    for store in stores { traffic += try exchange(store, with: centre) }
    note(
      "merge of \(count) edits at the centre, k = \(edits), each site its own; durable, judged",
      Measure.rate(count, traffic.centreSeconds),
      "site: \(Measure.rate(count, traffic.siteSeconds))", Self.editAim(edits)?.words ?? "",
      reached: Self.editAim(edits).map { Double(count) >= $0.rate * traffic.centreSeconds })
  }
}
