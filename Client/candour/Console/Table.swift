/// Rows and columns that fit the screen they are printed on.
struct Table {
  struct Column {
    let title: String
    let isNumber: Bool
    /// May be truncated to fit; the others never are.
    let isFlexible: Bool
    /// On a screen that is too narrow, columns are dropped in this order; `nil` for never.
    private(set) var leaves: Int?
    /// A flexible column is not cut to fewer characters.
    private(set) var least = 8

    /// The same column, dropped before those with a later order.
    func leaving(_ order: Int) -> Column {
      var column = self
      column.leaves = order
      return column
    }

    /// The same column, with at least this many characters.
    func atLeast(_ width: Int) -> Column {
      var column = self
      column.least = width
      return column
    }

    static func text(_ title: String) -> Column {
      Column(title: title, isNumber: false, isFlexible: false)
    }
    static func number(_ title: String) -> Column {
      Column(title: title, isNumber: true, isFlexible: false)
    }
    static func flexible(_ title: String) -> Column {
      Column(title: title, isNumber: false, isFlexible: true)
    }
  }

  struct Cell: ExpressibleByStringLiteral {
    let text: String
    let emphasis: Emphasis

    init(_ text: String, _ emphasis: Emphasis = .none) {
      (self.text, self.emphasis) = (text.singleLine, emphasis)
    }

    init(_ number: Int) { self.init(String(number)) }
    init(stringLiteral value: String) { self.init(value) }
  }

  private(set) var columns: [Column]
  private(set) var rows: [[Cell]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// - Precondition: one cell for each column.
  mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells)
  }

  func lines(on terminal: Terminal) -> [String] {
    if let limit = terminal.width, let narrower = narrower(than: limit) {
      return narrower.lines(on: terminal)
    }
    let widths = fittedWidths(to: terminal.width)
    let titles = columns.map { Cell($0.title, .strong) }
    return ([titles] + rows).map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        let isLast = index == row.count - 1
        line += padded(cell, widths[index], columns[index], isLast: isLast, terminal)
        if !isLast { line += "  " }
      }
      return line
    }
  }

  /// Without the first column to drop, where the table is wider than the screen even after
  /// truncation; `nil` where it fits, or nothing may be dropped.
  private func narrower(than limit: Int) -> Table? {
    let widths = fittedWidths(to: limit)
    guard widths.reduce(0, +) + 2 * (widths.count - 1) > limit,
      let first = columns.indices.filter({ columns[$0].leaves != nil })
        .min(by: { columns[$0].leaves ?? 0 < columns[$1].leaves ?? 0 })
    else { return nil }
    var table = Table(columns)
    table.columns.remove(at: first)
    for var row in rows {
      row.remove(at: first)
      table.add(row)
    }
    return table
  }

  private func padded(
    _ cell: Cell, _ width: Int, _ column: Column, isLast: Bool, _ terminal: Terminal
  ) -> String {
    let text = Self.cut(cell.text, to: width)
    let space = String(repeating: " ", count: width - text.count)
    let shown = cell.emphasis.apply(to: text, on: terminal)
    if column.isNumber { return space + shown }
    return isLast ? shown : shown + space
  }

  private static func cut(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(max(width - 1, 0)) + "…"
  }

  /// The width of each column; flexible ones share the shortage, the widest first.
  private func fittedWidths(to limit: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].title.count) { max($0, $1[index].text.count) }
    }
    guard let limit else { return widths }
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
    while excess > 0 {
      let flexible = columns.indices.filter {
        columns[$0].isFlexible && widths[$0] > columns[$0].least
      }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
