public import IRMER

/// A case as given: a document to be checked, or why it cannot be read.
public struct GivenCase: Sendable {
  /// Its number among those given, from 0.
  public let position: Int
  /// `line 4`, `case 3`: where it was.
  public let place: String
  /// The case as ``Edit`` and a site's client take it, or why it cannot be read.
  public let document: Result<JSONValue, ValidationError>

  /// - Parameters:
  ///   - position: its number among those given, from 0.
  ///   - place: where it was, for the person who gave it.
  public init(position: Int, place: String, document: Result<JSONValue, ValidationError>) {
    (self.position, self.place, self.document) = (position, place, document)
  }
}

/// Reads the cases of an audit as people keep them: a sheet with a column for each standard.
///
/// A column is a standard by its id (blanks and capitals do not matter), one of `row`, `site` and
/// `on`, or a data item. An answer to a standard is yes, no or n/a.
public struct CaseReader: Sendable {
  /// The ids of the audit's standards.
  package let standards: [String]
  /// The names of the data items that the audit plans to record.
  package let items: [String]

  package init(standards: [String], items: [String]) {
    (self.standards, self.items) = (standards, items)
  }

  /// A reader for an audit with its standards and data items.
  public init(_ audit: AuditView) {
    self.init(standards: audit.standards.map(\.id), items: audit.dataItems)
  }

  private static let ownKeys = ["row", "site", "on"]

  /// The rows of a CSV with a header.
  ///
  /// - Throws: `ValidationError` where the file is not a table (``CSVTable/init(_:)``). A row that
  ///   cannot be read is a case without a document.
  public func cases(inTable bytes: [UInt8]) throws(ValidationError) -> [GivenCase] {
    let table = try CSVTable(bytes)
    return table.rows.enumerated().map { position, row in
      GivenCase(
        position: position, place: "line \(row.line)",
        document: Result { () throws(ValidationError) in
          try document(Array(zip(table.header, try table.cells(of: row))))
        })
    }
  }

  /// The elements of a JSON list, each a document.
  ///
  /// - Throws: `ValidationError` where it is not a list.
  public func cases(inList list: JSONValue) throws(ValidationError) -> [GivenCase] {
    guard let cases = list.array else {
      throw ValidationError("wrong-type", "the JSON is not a list of cases")
    }
    return cases.enumerated().map {
      GivenCase(position: $0, place: "case \($0 + 1)", document: .success($1))
    }
  }

  /// Whether a file is JSON rather than a table.
  public static func isJSON(_ bytes: [UInt8]) -> Bool {
    let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    return first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
  }

  /// One case as typed: `S1=yes`.
  ///
  /// - Throws: `ValidationError` for a text without `=`, a name given twice, an answer that is not yes,
  ///   no or n/a, or a case that says nothing.
  public func typed(_ assignments: [String]) throws(ValidationError) -> JSONValue {
    var pairs: [(String, String)] = []
    for assignment in assignments {
      guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
        throw ValidationError(
          "malformed-assignment", "“\(assignment)” is not STANDARD=ANSWER, such as S1=yes")
      }
      let key = String(assignment[..<sign])
      guard !pairs.contains(where: { $0.0 == key }) else {
        throw ValidationError("given-twice", "is given twice", field: key)
      }
      pairs.append((key, String(assignment[assignment.index(after: sign)...])))
    }
    return try document(pairs)
  }

  private func document(_ pairs: [(String, String)]) throws(ValidationError) -> JSONValue {
    var (own, items, results) = (JSONObject(), JSONObject(), JSONObject())
    for (key, cell) in pairs {
      let words = cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !words.isEmpty else { continue }
      if let standard = standards.first(where: { Self.folded($0) == Self.folded(key) }) {
        results[standard] = .string(try Self.result(words, of: key).rawValue)
      } else if Self.ownKeys.contains(key) {
        own[key] = .string(words)
      } else {
        let name = self.items.first { Self.folded($0) == Self.folded(key) } ?? key
        items[name] = .string(words)
      }
    }
    guard !own.isEmpty || !items.isEmpty || !results.isEmpty else {
      throw ValidationError("required", "the case says nothing")
    }
    if !items.isEmpty { own["items"] = .object(items) }
    if !results.isEmpty { own["results"] = .object(results) }
    return .object(own)
  }

  private static func result(
    _ words: String, of key: String
  ) throws(ValidationError) -> AuditTally.Result {
    switch folded(words) {
    case "met", "yes", "y", "true", "1": .met
    case "not-met", "notmet", "no", "n", "false", "0": .notMet
    case "excluded", "n/a", "na", "-": .excluded
    default:
      throw ValidationError("unknown-value", "must be yes, no or n/a", field: key)
    }
  }

  /// Spaces and capitals do not matter: a sheet's header loses them easily.
  private static func folded(_ words: String) -> String {
    words.lowercased().filter { !$0.isWhitespace }
  }
}
