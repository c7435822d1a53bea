/// CSV (RFC 4180) that a spreadsheet may open safely.
package enum CSVText {
  /// One line. A cell that a spreadsheet would execute is prefixed with an apostrophe.
  package static func line(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// Read by scalars: a comma or a quotation mark with a combining accent after it is one
  /// `Character` that is neither, and yet separates two cells. A zero, at which some readers end,
  /// becomes U+FFFD.
  private static func cell(_ text: String) -> String {
    let first = text.unicodeScalars.first
    let isFormula = first.map(starts.contains) == true && Double(text) == nil
    var cell = String.UnicodeScalarView(isFormula ? "'".unicodeScalars : "".unicodeScalars)
    var needsQuotes = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"":
        cell.append(scalar)
        needsQuotes = true
      case ",", "\n", "\r": needsQuotes = true
      default: break
      }
      cell.append(scalar == "\0" ? "\u{fffd}" : scalar)
    }
    return needsQuotes ? "\"" + String(cell) + "\"" : String(cell)
  }

  /// What a formula begins with, the wide forms that some spreadsheets read alike among them.
  private static let starts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}",
  ]
}
