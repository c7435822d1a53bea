import IRMER
import Records

/// Incidents as comma-separated values (RFC 4180): a header of field paths, one incident a row.
///
/// A cell is read as JSON where it is JSON, else as text; an empty one says nothing.
struct CSVTable {
  struct Row {
    /// The line on which it begins, from 1.
    let line: Int
    let cells: [String]
    /// Whether every byte of it was UTF-8. Other bytes are never guessed at.
    var isText = true
  }

  /// The names of the columns without blanks.
  private(set) var header: [String]
  /// The names of the columns as they are written.
  let titles: [String]
  let rows: [Row]

  init(_ bytes: [UInt8]) throws {
    guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
      throw Self.notText("the file")
    }
    var all = try Self.rows(bytes)
    guard let first = all.first else {
      throw CommandFailure.unusable("the CSV has no header", code: "malformed-csv")
    }
    guard first.isText else { throw Self.notText("the header") }
    titles = all.removeFirst().cells
    header = titles.map { $0.filter { !$0.isWhitespace } }
    guard header.count > 1 || !(header[0].contains(";") || first.cells[0].contains("\t")) else {
      throw CommandFailure.unusable(
        "the columns are not separated by commas", code: "malformed-csv")
    }
    guard !header.contains(""), Set(header).count == header.count else {
      throw CommandFailure.unusable(
        "every column of the header needs a name of its own", code: "malformed-csv")
    }
    rows = all.filter { $0.cells != [""] || !$0.isText }
  }

  /// The table with paths in place of the labels that people know fields by.
  func namingFields() -> CSVTable {
    var table = self
    table.header = zip(titles, header).map { title, path in
      guard path != Self.eventColumn, RecordSchema.unknownField(path, of: .incident) != nil else {
        return path
      }
      return FieldCatalogue.path(labelled: title, in: .incident) ?? path
    }
    return table
  }

  /// The row as a document: `individuals/0/kind` becomes a member of an element of a list.
  ///
  /// - Parameter today: the day from which a date without a year is counted back.
  func document(of row: Row, today: CalendarDate) throws -> JSONValue {
    guard row.isText else { throw Self.notText("the row") }
    guard row.cells.count == header.count else {
      throw CommandFailure.unusable(
        "expected \(header.count.of("column", "columns")), found \(row.cells.count)",
        code: "malformed-csv")
    }
    var document = JSONValue.object(JSONObject())
    for (path, cell) in zip(header, row.cells) where !cell.isEmpty {
      let value = Self.value(cell, at: path, today: today)
      try Self.set(value, at: path.split(separator: "/")[...], of: path, in: &document)
    }
    return document
  }

  /// The rows of each incident, in the order in which they begin: those with one value in the column
  /// `event` are one event, and every other row is one by itself.
  var events: [[Row]] {
    guard let column = header.firstIndex(of: Self.eventColumn) else { return rows.map { [$0] } }
    var positions: [String: Int] = [:]
    var events: [[Row]] = []
    for row in rows {
      let name = row.cells.indices.contains(column) ? row.cells[column] : ""
      if name.isEmpty || !row.isText {
        events.append([row])
      } else if let position = positions[name] {
        events[position].append(row)
      } else {
        positions[name] = events.count
        events.append([row])
      }
    }
    return events
  }

  /// The column that joins rows of one event; it is no field of the incident.
  static let eventColumn = "event"

  /// The rows of one event as one document with all their individuals.
  func document(of rows: [Row], today: CalendarDate) throws -> JSONValue {
    let documents = try rows.map { row in
      guard case .object(var object) = try document(of: row, today: today) else {
        return JSONValue.null
      }
      if header.contains(Self.eventColumn) { object[Self.eventColumn] = nil }
      return .object(object)
    }
    return documents.count == 1 ? documents[0] : try JoinedIncidents.document(of: documents)
  }

  /// Every value of a column.
  func cells(of column: String) -> Set<String> {
    guard let index = header.firstIndex(of: column) else { return [] }
    return Set(rows.lazy.filter { $0.cells.indices.contains(index) }.map { $0.cells[index] })
  }

  private static func notText(_ what: String) -> CommandFailure {
    .unusable("\(what) is not UTF-8: save the file as “CSV UTF-8”", code: "not-utf8")
  }

  /// Columns that name no field of an incident, each with the field that was perhaps meant.
  var unknownColumns: [String] {
    header.compactMap { path in
      guard path != Self.eventColumn,
        let unknown = RecordSchema.unknownField(path, of: .incident)
      else { return nil }
      return unknown.meant.map { "\(path) (did you mean \($0)?)" } ?? path
    }
  }

  /// Whether a file that is not said to be CSV is: its first line names the one field that every
  /// incident must have, and it does not begin as JSON does.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
    let line = String(decoding: bytes.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    let start = line.first { !$0.isWhitespace && $0 != "\u{feff}" }
    return !["{", "[", nil].contains(start) && line.contains("discoveredOn")
  }

  private static func value(_ cell: String, at path: String, today: CalendarDate) -> JSONValue {
    // `02/02/2026`, as spreadsheets in Britain write a date.
    if RecordSchema.isDate(path, of: .incident), CalendarDate(cell) == nil, Moment(cell) == nil,
      let read = DateInput(cell, today: today)
    {
      return .string("\(read.day)")
    }
    return value(cell)
  }

  private static func value(_ cell: String) -> JSONValue {
    switch try? JSONValue(parsing: cell) {
    case .some(.bool(let flag)): .bool(flag)
    case .some(.number(let number)): .number(number)
    case .some(.array(let elements)): .array(elements)
    case .some(.object(let object)): .object(object)
    default: .string(cell)
    }
  }

  private static func set(
    _ value: JSONValue, at keys: ArraySlice<Substring>, of path: String,
    in document: inout JSONValue
  ) throws {
    guard let key = keys.first else {
      document = value
      return
    }
    if let position = Int(key), position >= 0 {
      var elements = document.array ?? []
      guard position <= elements.count else {
        throw CommandFailure.unusable(
          "list elements are numbered from 0 without a gap", code: "malformed-csv", field: path)
      }
      if position == elements.count { elements.append(.object(JSONObject())) }
      try set(value, at: keys.dropFirst(), of: path, in: &elements[position])
      document = .array(elements)
    } else {
      var object = document.object ?? JSONObject()
      var member = object[String(key)] ?? .object(JSONObject())
      try set(value, at: keys.dropFirst(), of: path, in: &member)
      object[String(key)] = member
      document = .object(object)
    }
  }

  private static func rows(_ bytes: [UInt8]) throws -> [Row] {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
    var reader = CSVReader()
    for byte in text { try reader.take(byte) }
    return try reader.finished()
  }
}

/// Takes a file byte by byte.
private struct CSVReader {
  private enum State { case begin, plain, quoted, quoteInQuoted, afterReturn }

  private var state = State.begin
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var isText = true
  private var rows: [CSVTable.Row] = []
  private var line = 1
  private var start = 1

  mutating func take(_ byte: UInt8) throws {
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
      throw CommandFailure.unusable(
        "line \(line): text after a closing quotation mark", code: "malformed-csv")
    default:
      cell.append(byte)
      state = .plain
    }
  }

  mutating func finished() throws -> [CSVTable.Row] {
    guard state != .quoted else {
      throw CommandFailure.unusable(
        "line \(start): a quotation mark is never closed", code: "malformed-csv")
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
