#if Postgres
  /// Statements are written with `?` for a parameter, as SQLite reads them. PostgreSQL counts them:
  /// `$1`, `$2`. Two hints for SQLite's planner are left out: `CROSS JOIN` for the order of a join,
  /// and the index to use.
  enum Placeholders {
    private static let known = TextCache<String>()

    static func numbered(_ sql: String) -> String {
      known.value(sql) { sql in
        counted(
          sql.replacing("CROSS JOIN", with: "JOIN").replacing(/INDEXED BY \w+/, with: ""))
      }
    }

    /// How many parameters a statement has.
    static func count(in sql: String) -> Int {
      var count = 0
      var scanner = SQLScanner(sql)
      while let piece = scanner.next() {
        guard piece.kind == .code else { continue }
        count += piece.bytes.count { $0 == UInt8(ascii: "?") }
      }
      return count
    }

    private static func counted(_ sql: String) -> String { replaced(in: sql) { "$\($0)" } }

    /// - Parameter name: the text that replaces a parameter; the first has the number 1.
    static func replaced(in sql: String, by name: (Int) -> String) -> String {
      var result: [UInt8] = []
      result.reserveCapacity(sql.utf8.count + 16)
      var count = 0
      var scanner = SQLScanner(sql)
      while let piece = scanner.next() {
        if piece.kind == .code {
          for byte in piece.bytes {
            guard byte == UInt8(ascii: "?") else {
              result.append(byte)
              continue
            }
            count += 1
            result += Array(name(count).utf8)
          }
        } else {
          result += piece.bytes
        }
      }
      return String(decoding: result, as: UTF8.self)
    }
  }

  /// Splits SQL into code, quoted text and comments, so that nobody looks for a word or sign inside
  /// a literal.
  struct SQLScanner {
    enum Kind {
      case code
      /// `'…'`, `"…"` or `$$…$$`.
      case quoted
      case comment
    }

    struct Piece {
      let kind: Kind
      let bytes: ArraySlice<UInt8>
      var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ sql: String) { bytes = Array(sql.utf8) }

    mutating func next() -> Piece? {
      guard position < bytes.count else { return nil }
      let start = position
      if let (kind, end) = special(at: start) {
        position = end
        return Piece(kind: kind, bytes: bytes[start..<end])
      }
      repeat { position += 1 } while position < bytes.count && special(at: position) == nil
      return Piece(kind: .code, bytes: bytes[start..<position])
    }

    private func special(at start: Int) -> (Kind, end: Int)? {
      switch bytes[start] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        // A doubled quote is two quoted pieces side by side, which reads the same.
        (.quoted, end(after: [bytes[start]], from: start + 1))
      case UInt8(ascii: "$") where starts("$$", at: start):
        (.quoted, end(after: Array("$$".utf8), from: start + 2))
      case UInt8(ascii: "-") where starts("--", at: start):
        (.comment, end(after: [UInt8(ascii: "\n")], from: start + 2))
      case UInt8(ascii: "/") where starts("/*", at: start):
        (.comment, end(after: Array("*/".utf8), from: start + 2))
      default: nil
      }
    }

    private func starts(_ text: StaticString, at start: Int) -> Bool {
      text.withUTF8Buffer { bytes[start...].starts(with: $0) }
    }

    private func end(after mark: [UInt8], from start: Int) -> Int {
      var place = start
      while place < bytes.count {
        if bytes[place...].starts(with: mark) { return place + mark.count }
        place += 1
      }
      return bytes.count
    }
  }
#endif
