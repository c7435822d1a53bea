import IRMER
import Records

/// A case as it was given: a document to be checked, or why it cannot be read.
struct GivenCase {
  /// Its number among those given, from 0.
  let position: Int
  /// `line 4`, `case 3`: where it stood.
  let place: String
  let document: Result<JSONValue, CommandFailure>
}

/// Reads the cases of an audit as people keep them: a sheet with a column for each standard.
struct CaseReader {
  /// The ids of the audit's standards.
  let standards: [String]
  /// The names of the data items that the audit announced.
  let items: [String]

  init(standards: [String], items: [String]) {
    (self.standards, self.items) = (standards, items)
  }

  init(_ audit: AuditView) {
    self.init(standards: audit.standards.map(\.id), items: audit.dataItems)
  }

  private static let ownKeys = ["row", "site", "on"]

  /// A CSV with a header, or a JSON list of documents.
  func cases(in bytes: [UInt8]) throws -> [GivenCase] {
    let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else { return try table(bytes) }
    guard let cases = try Input.json(bytes).array else {
      throw CommandFailure.unusable("the JSON is not a list of cases", code: "wrong-type")
    }
    return cases.enumerated().map {
      GivenCase(position: $0, place: "case \($0 + 1)", document: .success($1))
    }
  }

  private func table(_ bytes: [UInt8]) throws -> [GivenCase] {
    let table = try CSVTable(bytes)
    return table.rows.enumerated().map { position, row in
      GivenCase(
        position: position, place: "line \(row.line)",
        document: Result { () throws(CommandFailure) in
          guard row.isText else {
            throw .unusable("the row is not UTF-8: save the file as “CSV UTF-8”", code: "not-utf8")
          }
          guard row.cells.count == table.header.count else {
            throw .unusable(
              "expected \(table.header.count.of("column", "columns")), found \(row.cells.count)",
              code: "malformed-csv")
          }
          return try document(Array(zip(table.header, row.cells)))
        })
    }
  }

  /// One case as typed: `S1=yes`.
  func typed(_ assignments: [String]) throws(CommandFailure) -> JSONValue {
    var pairs: [(String, String)] = []
    for assignment in assignments {
      guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
        throw .unusable(
          "“\(assignment)” is not STANDARD=ANSWER, such as S1=yes", code: "malformed-assignment")
      }
      let key = String(assignment[..<sign])
      guard !pairs.contains(where: { $0.0 == key }) else {
        throw .unusable("is given twice", code: "given-twice", field: key)
      }
      pairs.append((key, String(assignment[assignment.index(after: sign)...])))
    }
    return try document(pairs)
  }

  private func document(_ pairs: [(String, String)]) throws(CommandFailure) -> JSONValue {
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
      throw .unusable("the case says nothing", code: "required")
    }
    if !items.isEmpty { own["items"] = .object(items) }
    if !results.isEmpty { own["results"] = .object(results) }
    return .object(own)
  }

  private static func result(
    _ words: String, of key: String
  ) throws(CommandFailure) -> AuditTally.Result {
    switch folded(words) {
    case "met", "yes", "y", "true", "1": .met
    case "not-met", "notmet", "no", "n", "false", "0": .notMet
    case "excluded", "n/a", "na", "-": .excluded
    default:
      throw .unusable("must be yes, no or n/a", code: "unknown-value", field: key)
    }
  }

  /// Spaces and capitals do not tell one from another: a sheet's header loses them easily.
  private static func folded(_ words: String) -> String {
    words.lowercased().filter { !$0.isWhitespace }
  }
}
