/// How often each of some names occurs, the most frequent first, with the running share.
package struct Pareto: Hashable, Sendable {
  package struct Bar: Hashable, Sendable {
    package let name: String
    package let count: Int
    /// In percent, for this bar and all before it.
    package let cumulative: Double
  }

  package let bars: [Bar]
  package let total: Int

  package init(_ names: [String]) {
    let ordered = Dictionary(grouping: names) { $0 }.mapValues(\.count)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    total = names.count
    var running = 0
    bars = ordered.map { name, count in
      running += count
      return Bar(
        name: name, count: count, cumulative: 100 * Double(running) / Double(names.count))
    }
  }
}
