/// CSV (RFC 4180) that a spreadsheet may open safely.
package enum CSVText {
  /// One line. A cell that a spreadsheet would execute is prefixed with an apostrophe.
  package static func line(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } == true && Double(text) == nil
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
