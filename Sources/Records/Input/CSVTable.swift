/// Comma-separated values (RFC 4180) with a header: what people keep in a spreadsheet.
///
/// A row that cannot be read is not an error of the table: `cells(of:)` throws for it alone, so
/// that the other rows can be used.
public struct CSVTable: Sendable {
  /// A row under the header.
  public struct Row: Sendable {
    /// The line of the file on which it begins, from 1; the header's is the first.
    public let line: Int
    /// As written, without the quotation marks around them; one that is not UTF-8 is empty. There
    /// may be fewer or more than the header has.
    public let cells: [String]
    /// Whether every byte of it was UTF-8. Other bytes are never guessed at.
    public let isText: Bool
  }

  /// The names of the columns without blanks, each once.
  public private(set) var header: [String]
  /// The names of the columns as they are written.
  public let titles: [String]
  /// In the order of the file, without empty lines.
  public let rows: [Row]

  /// Reads a file, with or without a byte order mark.
  ///
  /// - Throws: `ValidationError` where there is no header, or one that is not UTF-8 or has a column
  ///   without a name or a name twice; where columns are not separated by commas; and for a quotation
  ///   mark that is never closed or that text follows.
  public init(_ bytes: [UInt8]) throws(ValidationError) {
    guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
      throw Self.notText("the file")
    }
    var all = try Self.rows(bytes)
    guard let first = all.first else {
      throw ValidationError("malformed-csv", "the CSV has no header")
    }
    guard first.isText else { throw Self.notText("the header") }
    titles = all.removeFirst().cells
    header = titles.map { $0.filter { !$0.isWhitespace } }
    guard header.count > 1 || !(header[0].contains(";") || first.cells[0].contains("\t")) else {
      throw ValidationError(
        "malformed-csv",
        "the columns are not separated by commas: save the file as CSV with commas")
    }
    guard !header.contains(""), Set(header).count == header.count else {
      throw ValidationError(
        "malformed-csv", "every column of the header needs a name of its own")
    }
    rows = all.filter { $0.cells != [""] || !$0.isText }
  }

  /// The table with other names for its columns, such as the paths of fields for their labels.
  ///
  /// - Parameter name: makes a column's name in ``header`` from its name in ``titles`` and its present
  ///   one.
  public func naming(_ name: (_ title: String, _ header: String) -> String) -> CSVTable {
    var table = self
    table.header = zip(titles, header).map(name)
    return table
  }

  /// The row's cells, one for each column.
  ///
  /// - Throws: `ValidationError` for a row of another width, or one that is not UTF-8.
  public func cells(of row: Row) throws(ValidationError) -> [String] {
    guard row.isText else { throw Self.notText("the row") }
    guard row.cells.count == header.count else {
      let columns = header.count == 1 ? "1 column" : "\(header.count) columns"
      throw ValidationError("malformed-csv", "expected \(columns), found \(row.cells.count)")
    }
    return row.cells
  }

  /// Every value of a column; empty where no column has the name.
  public func cells(of column: String) -> Set<String> {
    guard let index = header.firstIndex(of: column) else { return [] }
    return Set(rows.lazy.filter { $0.cells.indices.contains(index) }.map { $0.cells[index] })
  }

  private static func notText(_ what: String) -> ValidationError {
    ValidationError("not-utf8", "\(what) is not UTF-8: save the file as “CSV UTF-8”")
  }

  private static func rows(_ bytes: [UInt8]) throws(ValidationError) -> [Row] {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
    var reader = CSVReader()
    for byte in text { try reader.take(byte) }
    return try reader.finished()
  }
}

/// Reads a file byte by byte.
private struct CSVReader {
  private enum State { case begin, plain, quoted, quoteInQuoted, afterReturn }

  private var state = State.begin
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var isText = true
  private var rows: [CSVTable.Row] = []
  private var line = 1
  private var start = 1

  mutating func take(_ byte: UInt8) throws(ValidationError) {
    if state == .afterReturn {
      state = .begin
      if byte == 0x0a { return }
    }
    switch (state, byte) {
    case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
    case (.quoted, _):
      if byte == 0x0a { line += 1 }
      cell.append(byte)
    case (.begin, UInt8(ascii: "\"")) where cell.isEmpty: state = .quoted
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      cell.append(byte)
      state = .quoted
    case (_, UInt8(ascii: ",")): endCell()
    case (_, 0x0a): endRow()
    case (_, 0x0d):
      endRow()
      state = .afterReturn
    case (.quoteInQuoted, _):
      throw ValidationError("malformed-csv", "line \(line): text after a closing quotation mark")
    default:
      cell.append(byte)
      state = .plain
    }
  }

  mutating func finished() throws(ValidationError) -> [CSVTable.Row] {
    guard state != .quoted else {
      throw ValidationError("malformed-csv", "line \(start): a quotation mark is never closed")
    }
    if !cell.isEmpty || !cells.isEmpty || state == .quoteInQuoted { endRow() }
    return rows
  }

  private mutating func endCell() {
    let text = String(validating: cell, as: UTF8.self)
    if text == nil { isText = false }
    cells.append(text ?? "")
    cell.removeAll(keepingCapacity: true)
    state = .begin
  }

  private mutating func endRow() {
    endCell()
    rows.append(CSVTable.Row(line: start, cells: cells, isText: isText))
    (cells, isText) = ([], true)
    line += 1
    start = line
  }
}
