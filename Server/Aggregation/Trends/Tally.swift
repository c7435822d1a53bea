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

/// How often each pair of a row and a column occurs.
package struct HeatMap: Hashable, Sendable {
  package let rows: [String]
  package let columns: [String]
  private let counts: [Pair: Int]
  package let highest: Int

  private struct Pair: Hashable {
    let row: String
    let column: String
  }

  /// - Parameter rowOrder: rows that come first, in this order; the others by name.
  package init(_ pairs: [(row: String, column: String)], rowOrder: [String] = []) {
    counts = Dictionary(grouping: pairs.map { Pair(row: $0.row, column: $0.column) }) { $0 }
      .mapValues(\.count)
    let found = Set(pairs.map(\.row))
    let known = rowOrder.filter(found.contains)
    rows = known + found.subtracting(known).sorted()
    columns = Set(pairs.map(\.column)).sorted()
    highest = counts.values.max() ?? 0
  }

  package func count(_ row: String, _ column: String) -> Int {
    counts[Pair(row: row, column: column)] ?? 0
  }
}
