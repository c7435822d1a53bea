import SiteClient

/// Incidents as comma-separated values: a header of field paths, one incident a row.
///
/// A cell is read as JSON where it is JSON, otherwise as text; an empty one sets nothing.
extension CSVTable {
  /// The table with paths in place of the labels that people know fields by.
  func namingFields() -> CSVTable {
    naming { title, path in
      guard path != Self.eventColumn, RecordSchema.unknownField(path, of: .incident) != nil else {
        return path
      }
      return FieldCatalogue.path(labelled: title, in: .incident) ?? path
    }
  }

  /// The values of a column of days, as they are understood; nil where there is no such column, or
  /// one of them is no day.
  func days(of column: String, today: CalendarDate) -> Set<String>? {
    guard header.contains(column) else { return nil }
    var days: Set<String> = []
    for cell in cells(of: column) {
      guard let day = Self.value(cell, at: column, today: today).string, CalendarDate(day) != nil
      else { return nil }
      days.insert(day)
    }
    return days
  }

  /// The row as a document: `individuals/0/kind` becomes a member of an element of a list.
  ///
  /// - Parameter today: the day from which a date without a year is counted back.
  func document(of row: Row, today: CalendarDate) throws -> JSONValue {
    var document = JSONValue.object(JSONObject())
    for (path, cell) in zip(header, try cells(of: row)) where !cell.isEmpty {
      let value = Self.value(cell, at: path, today: today)
      try Self.set(value, at: path.split(separator: "/")[...], of: path, in: &document)
    }
    return document
  }

  /// The rows of each incident, in the order in which they begin: those with one value in the
  /// column `event` belong to one event, and every other row is a separate one.
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

  /// The column that joins rows of one event; it is not a field of the incident.
  static let eventColumn = "event"

  /// The lines of rows that say the same of the event, where no column says which belong together.
  var linesAlike: [[Int]] {
    guard !header.contains(Self.eventColumn), header.contains("narrative") else { return [] }
    let own = header.indices.filter { !header[$0].hasPrefix("individuals/") }
    var lines: [[String]: [Int]] = [:]
    for row in rows where row.isText && row.cells.count == header.count {
      lines[own.map { row.cells[$0] }, default: []].append(row.line)
    }
    return lines.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

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

  /// Columns that name no field of an incident, each with the field that may have been meant.
  var unknownColumns: [String] {
    zip(titles, header).compactMap { title, path in
      guard path != Self.eventColumn,
        let unknown = RecordSchema.unknownField(path, of: .incident)
      else { return nil }
      return unknown.meant.map { "\(title) (did you mean \($0)?)" } ?? title
    }
  }

  /// Whether a file is CSV although no option says so: its first line names the one field that
  /// every incident must have, and it does not begin as JSON does.
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
        throw ValidationError(
          "malformed-csv", "list elements are numbered from 0 without a gap", field: path)
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
}
