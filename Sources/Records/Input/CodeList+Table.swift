import IRMER

extension CodeList {
  /// The codes of a published list.
  ///
  /// - Parameter table: with the header `code,label`.
  /// - Returns: each code with its label, as a code list stores them.
  /// - Throws: `ValidationError` for another header, a row of another width, a code that is there
  ///   twice, no code, or too many.
  public static func codes(in table: CSVTable) throws(ValidationError) -> [String: String] {
    guard table.header.map({ $0.lowercased() }) == ["code", "label"] else {
      throw ValidationError("malformed-csv", "the header must be code,label")
    }
    guard table.rows.count <= codesMax else {
      throw ValidationError("usage", "a list has at most \(codesMax) codes")
    }
    var codes: [String: String] = [:]
    for row in table.rows {
      guard row.isText, row.cells.count == 2, !row.cells[0].isEmpty else {
        throw ValidationError("malformed-csv", "line \(row.line): expected a code and its label")
      }
      guard codes.updateValue(row.cells[1], forKey: row.cells[0]) == nil else {
        throw ValidationError(
          "malformed-csv", "line \(row.line): the code \(row.cells[0]) is there twice")
      }
    }
    guard !codes.isEmpty else {
      throw ValidationError("malformed-csv", "the file holds no code")
    }
    return codes
  }
}
