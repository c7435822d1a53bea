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

  package init(_ names: [String]) { self.init(counting: names.map { (name: $0, count: 1) }) }

  /// - Parameter counts: a name may occur more than once.
  package init(counting counts: some Sequence<(name: String, count: Int)>) {
    let sums = Dictionary(counts.map { ($0.name, $0.count) }, uniquingKeysWith: +)
    let ordered = sums.filter { $0.value > 0 }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let total = ordered.reduce(0) { $0 + $1.value }
    var running = 0
    bars = ordered.map { name, count in
      running += count
      return Bar(name: name, count: count, cumulative: 100 * Double(running) / Double(total))
    }
    self.total = total
  }

  /// The bar's own share, in whole percent.
  package func share(of bar: Bar) -> Int {
    total > 0 ? Int((100 * Double(bar.count) / Double(total)).rounded()) : 0
  }

  /// As tallies of a report.
  var tallies: [EmployerReport.Tally] { bars.map { .init(name: $0.name, number: $0.count) } }
}
