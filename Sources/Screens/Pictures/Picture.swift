internal import Records

/// A chart as SVG, with its numbers as a table beside it.
///
/// Its styles are classes of the stylesheet. Nothing is shown by colour alone: unusual values have
/// another shape, and the table describes them in words.
package struct Picture {
  package enum Style: String {
    case axis, mean, limit, warning, series, mark, target, bar, met, band, point, signal
    case label, strong, end, middle
  }

  package struct Line {
    package let x1: String
    package let y1: String
    package let x2: String
    package let y2: String
    package let style: String
  }

  package struct Box {
    package let x: String
    package let y: String
    package let width: String
    package let height: String
    package let style: String
    /// The list of what it counts, and what it is called; `nil` where there is none.
    package var href: String?
    package var label = ""
  }

  package struct Dot {
    package let x: String
    package let y: String
    package let style: String
    package var href: String?
    package var label = ""
  }

  package struct Path {
    package let points: String
    package let style: String
  }

  package struct Text {
    package let x: String
    package let y: String
    package let text: String
    package let style: String
  }

  package struct Row {
    package let head: String
    /// The list of what the row counts; `nil` where there is none.
    package let href: String?
    /// As people read them.
    package let cells: [String]
    /// As a file has them: without commas in numbers.
    package let plainCells: [String]

    init(head: String, href: String?, cells: [String]) {
      (self.head, self.href, plainCells) = (head, href, cells)
      self.cells = cells.map { Int($0)?.grouped ?? $0 }
    }
  }

  package let id: String
  package let title: String
  /// A description for a reader who does not see it.
  package let summary: String
  package let width: Int
  package let height: Int
  /// Where the numbers are as CSV.
  package var csv: String?
  package private(set) var boxes: [Box] = []
  package private(set) var lines: [Line] = []
  package private(set) var paths: [Path] = []
  package private(set) var dots: [Dot] = []
  package private(set) var squares: [Box] = []
  package private(set) var texts: [Text] = []
  /// A picture with links is a group of them, not one image.
  package private(set) var role = "img"
  package let header: [String]
  package private(set) var rows: [Row] = []

  package init(
    _ id: String, title: String, summary: String, width: Int = 640, height: Int = 220,
    header: [String]
  ) {
    (self.id, self.title, self.summary, self.header) = (id, title, summary, header)
    (self.width, self.height) = (width, height)
  }

  package var isEmpty: Bool { rows.isEmpty }

  // MARK: Drawing

  package mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: Style)
  {
    lines.append(
      Line(
        x1: Self.text(x1), y1: Self.text(y1), x2: Self.text(x2), y2: Self.text(y2),
        style: style.rawValue))
  }

  package mutating func box(
    _ x: Double, _ y: Double, width: Double, height: Double, _ style: Style, shade: Int? = nil,
    link: Link? = nil
  ) {
    note(link)
    boxes.append(
      Box(
        x: Self.text(x), y: Self.text(y), width: Self.text(max(0, width)),
        height: Self.text(max(0, height)),
        style: shade.map { "\(style.rawValue) shade\($0)" } ?? style.rawValue,
        href: link?.href, label: link?.label ?? ""))
  }

  /// Where a part of a picture leads, and what it is called there.
  package struct Link {
    package let href: String
    package let label: String

    package init(_ href: String, _ label: String) { (self.href, self.label) = (href, label) }
  }

  private mutating func note(_ link: Link?) {
    if link != nil { role = "group" }
  }

  package mutating func path(_ points: [(x: Double, y: Double)], _ style: Style) {
    guard points.count > 1 else { return }
    let text = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    paths.append(Path(points: text, style: style.rawValue))
  }

  /// A round point, or a square one for what is unusual.
  package mutating func point(_ x: Double, _ y: Double, isUnusual: Bool, link: Link? = nil) {
    note(link)
    guard isUnusual else {
      dots.append(
        Dot(
          x: Self.text(x), y: Self.text(y), style: Style.point.rawValue, href: link?.href,
          label: link?.label ?? ""))
      return
    }
    squares.append(
      Box(
        x: Self.text(x - 5), y: Self.text(y - 5), width: "10", height: "10",
        style: Style.signal.rawValue, href: link?.href, label: link?.label ?? ""))
  }

  package mutating func text(_ x: Double, _ y: Double, _ words: String, _ styles: Style...) {
    let style = (styles.isEmpty ? [.label] : styles).map(\.rawValue).joined(separator: " ")
    texts.append(Text(x: Self.text(x), y: Self.text(y), text: words, style: style))
  }

  package mutating func row(_ head: String, _ cells: String..., href: String? = nil) {
    rows.append(Row(head: head, href: href, cells: cells))
  }
  package mutating func row(_ head: String, _ cells: [String], href: String? = nil) {
    rows.append(Row(head: head, href: href, cells: cells))
  }

  /// The table as CSV.
  package var table: String {
    ([header] + rows.map { [$0.head] + $0.plainCells }).map(CSVText.line).joined()
  }

  /// To a tenth.
  package static func text(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return "0" }
    let tenths = Int((number * 10).rounded())
    let digits = "\(abs(tenths) / 10)" + (tenths % 10 == 0 ? "" : ".\(abs(tenths) % 10)")
    return tenths < 0 ? "-" + digits : digits
  }
}
