/// HTML that prints well on A4 and has the footer of a controlled document.
///
/// The audit procedure: “Uncontrolled if printed”, on every page, with version and time.
struct PrintedPage {
  let title: String
  let version: Int
  let madeAt: Moment
  /// Shown at the top and in the footer of every page; `nil` for a final one.
  var draftMark: String?
  /// Shown at the top and in the footer of a sent copy, instead of the draft's mark.
  var sentMark: String?
  private(set) var body = ""

  init(title: String, version: Int, madeAt: Moment) {
    (self.title, self.version, self.madeAt) = (title, version, madeAt)
  }

  mutating func heading(_ text: String) { body += "<h2>\(Self.escaped(text))</h2>\n" }

  mutating func quote(_ text: String) {
    guard !text.isEmpty else { return }
    body += "<p class=\"quote\">“\(Self.escaped(text))”</p>\n"
  }

  mutating func paragraph(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { Self.escaped(String($0)) }
    body += "<p>\(lines.joined(separator: "<br>"))</p>\n"
  }

  /// A day or a time in words; other text as it is.
  private static func shown(_ text: String) -> String {
    escaped(PersonsDates.displayText(text))
  }

  mutating func missing(_ items: [String]) {
    guard !items.isEmpty else { return }
    let list = items.map(Self.escaped).joined(separator: "; ")
    body += "<p class=\"missing\">Still missing: \(list)</p>\n"
  }

  mutating func facts(_ facts: [(name: String, value: String)]) {
    body += "<table class=\"facts\">\n"
    for (name, value) in facts {
      body +=
        "<tr><th scope=\"row\">\(Self.escaped(name))</th><td>\(Self.shown(value))</td></tr>\n"
    }
    body += "</table>\n"
  }

  mutating func table(_ columns: [String], _ rows: [[String]]) {
    guard !rows.isEmpty else { return }
    body += "<table>\n<thead><tr>"
    body += columns.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined()
    body += "</tr></thead>\n<tbody>\n"
    for row in rows {
      // On a narrow screen each cell is a line after its column's name.
      let cells = zip(columns, row).map { column, text in
        "<td data-column=\"\(Self.escaped(column))\">\(Self.shown(text))</td>"
      }
      body += "<tr>" + cells.joined() + "</tr>\n"
    }
    body += "</tbody>\n</table>\n"
  }

  /// What is kept outside the record; the page contains its hashes and none of its bytes.
  mutating func evidence(_ items: [EvidenceItem]) {
    guard !items.isEmpty else { return }
    heading("Evidence kept elsewhere")
    table(EvidenceItem.columns, items.map(\.cells))
  }

  /// Shows at a glance which of the contents are present.
  mutating func strip(_ items: [(name: String, isThere: Bool)]) {
    let boxes = items.map { item in
      "<li class=\"\(item.isThere ? "there" : "gap")\">\(item.isThere ? "✓" : "–") "
        + "\(Self.escaped(item.name))</li>"
    }
    body += "<ul class=\"strip\">\(boxes.joined())</ul>\n"
  }

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en-GB">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Self.escaped(title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <h1>\(Self.escaped(title))</h1>
    \(heading)\(body)<footer>\(shortMark)Uncontrolled if printed · version \(version) · \(madeAt.displayText)</footer>
    </body>
    </html>

    """
  }

  private var heading: String {
    if let sentMark { return "<p class=\"sent\">\(Self.escaped(sentMark))</p>\n" }
    return draftMark.map {
      "<p class=\"draft\"><strong>DRAFT</strong> · \(Self.escaped($0))</p>\n"
    } ?? ""
  }

  private var shortMark: String {
    sentMark != nil ? "As sent · " : draftMark == nil ? "" : "DRAFT · "
  }

  static func escaped(_ text: String) -> String { HTMLText.escaped(text) }

  private static let style = """
    @page { size: A4; margin: 18mm 16mm 22mm;
      @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt Georgia, serif; } }
    body { font: 10.5pt/1.45 Georgia, "Times New Roman", serif; color: #111; max-width: 178mm;
      margin: 0 auto; padding: 0 4mm 16mm; }
    h1 { font-size: 17pt; margin: 0 0 4mm; }
    h2 { font-size: 12.5pt; margin: 6mm 0 1.5mm; break-after: avoid; }
    p { margin: 0 0 2mm; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; margin: 0 0 3mm; }
    th, td { border: 0.3mm solid #999; padding: 1mm 2mm; text-align: left; vertical-align: top; }
    tr { break-inside: avoid; }
    .facts th { width: 42mm; font-weight: normal; color: #444; }
    .quote { color: #555; font-style: italic; font-size: 9.5pt; }
    .missing { border-left: 1mm solid #b00020; padding-left: 2mm; }
    .draft { border: 0.6mm solid #b00020; padding: 1.5mm 3mm; }
    .sent { border: 0.3mm solid #444; padding: 1.5mm 3mm; }
    .strip { list-style: none; display: flex; flex-wrap: wrap; gap: 1.5mm; padding: 0; }
    .strip li { border: 0.3mm solid #777; padding: 0.5mm 2mm; font-size: 9pt; }
    .strip .gap { border-style: dashed; border-color: #b00020; }
    footer { font-size: 8.5pt; color: #444; border-top: 0.3mm solid #999; padding-top: 1mm;
      margin-top: 8mm; }
    @media screen and (max-width: 45em) { .facts { table-layout: fixed; } .facts th { width: 38%; }
      h1, h2, th, td, footer { overflow-wrap: anywhere; }
      thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      table:not(.facts) :is(tbody, tr, td) { display: block; border: 0; padding: 0.5mm 0; }
      table:not(.facts) tr { border-top: 0.3mm solid #999; }
      td[data-column]::before { content: attr(data-column) ": "; color: #444; } }
    @media print { footer { position: fixed; bottom: -14mm; left: 0; right: 24mm; background: #fff; } }
    """
}
