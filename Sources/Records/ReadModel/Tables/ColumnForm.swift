import IRMER

/// How a column is stored, and how others read it.
public enum ColumnForm: Hashable, Sendable {
  case text
  case uuid
  /// `YYYY-MM-DD`.
  case day
  /// A time with its offset (RFC 3339).
  case moment
  case count
  /// Stored as a binary fraction, for sums; the digits as written are in another column.
  case number
  /// Stored as 0 or 1.
  case flag
  /// A year as a number, where it is one.
  case year
  /// One of these words.
  case choice([String])
  /// Stored as words between blanks; given out as a list.
  case words
  /// Stored as the text of a JSON document; given out as that document.
  case document

  /// The type of the column, in SQLite's words.
  var sqlType: String {
    switch self {
    case .count, .flag: "INTEGER"
    case .number: "REAL"
    default: "TEXT"
    }
  }

  /// What the table checks of a value. Each word is compared by itself: for a list (`IN`), SQLite
  /// makes a temporary table at every insert.
  func check(_ name: String) -> String {
    switch self {
    case .flag: " CHECK (\(name) IN (0, 1))"
    case .choice(let words):
      " CHECK (" + words.map { "\(name) = '\($0)'" }.joined(separator: " OR ") + ")"
    default: ""
    }
  }

  /// The stored form in words, for the page of the tables.
  var storedWords: String {
    switch self {
    case .text: "text"
    case .uuid: "UUID"
    case .day: "day, `YYYY-MM-DD`"
    case .moment: "time with its offset (RFC 3339)"
    case .count: "whole number"
    case .number: "number"
    case .flag: "0 or 1"
    case .year: "year, or a label such as `2026/27`"
    case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .words: "words between blanks"
    case .document: "JSON"
    }
  }

  /// A stored value as documents give it out.
  func json(_ cell: Cell) -> JSONValue {
    switch cell {
    case .null: return .null
    case .integer(let number):
      return self == .flag
        ? .bool(number != 0) : .number(JSONNumber(Int(truncatingIfNeeded: number)))
    case .real(let number): return .string("\(number)")
    case .text(let text):
      switch self {
      case .words: return JSONValue(text.split(separator: " ").map(String.init))
      case .document: return (try? JSONValue(parsing: text)) ?? []
      case .year: return Int(text).map { .number(JSONNumber($0)) } ?? .string(text)
      default: return .string(text)
      }
    }
  }

  /// What a document may hold there (JSON Schema).
  func schema(isOptional: Bool) -> JSONObject {
    let (type, others): (String, [(String, JSONValue)]) =
      switch self {
      case .text: ("string", [])
      case .uuid: ("string", [("format", "uuid")])
      case .day: ("string", [("format", "date")])
      case .moment: ("string", [("format", "date-time")])
      case .count: ("integer", [])
      case .number: ("number", [])
      case .flag: ("boolean", [])
      case .year: ("integer", [])
      case .choice(let words):
        ("string", [("enum", .array(words.map { .string($0) } + (isOptional ? [.null] : [])))])
      case .words: ("array", [("items", ["type": "string"])])
      case .document: ("array", [])
      }
    let types = (self == .year ? [type, "string"] : [type]) + (isOptional ? ["null"] : [])
    var schema = JSONObject()
    schema.append("type", types.count == 1 ? .string(type) : JSONValue(types))
    for (key, value) in others { schema.append(key, value) }
    return schema
  }
}
