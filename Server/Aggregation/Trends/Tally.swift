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
    self.init(counting: pairs.map { ($0.row, $0.column, 1) }, rowOrder: rowOrder)
  }

  /// - Parameter cells: a pair may occur more than once.
  package init(
    counting cells: [(row: String, column: String, count: Int)], rowOrder: [String] = []
  ) {
    counts = Dictionary(
      cells.map { (Pair(row: $0.row, column: $0.column), $0.count) }, uniquingKeysWith: +)
    let found = Set(cells.map(\.row))
    let known = rowOrder.filter(found.contains)
    rows = known + found.subtracting(known).sorted()
    columns = Set(cells.map(\.column)).sorted()
    highest = counts.values.max() ?? 0
  }

  package func count(_ row: String, _ column: String) -> Int {
    counts[Pair(row: row, column: column)] ?? 0
  }
}
