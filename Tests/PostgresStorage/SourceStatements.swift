#if Postgres
  import Foundation

  /// The SQL texts in the sources of a module: string literals that begin as a statement does.
  struct SourceStatement: Sendable, CustomStringConvertible {
    /// `Folder/File.swift:12`.
    let place: String
    /// With each interpolation between two marks.
    let text: String

    var description: String { place }

    static let opening: Character = "\u{1}"
    static let closing: Character = "\u{2}"

    /// - Parameter folder: from the root of the repository.
    static func all(in folder: String) throws -> [SourceStatement] {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: folder)
      let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
      var found: [SourceStatement] = []
      while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        let name = file.path.dropFirst(root.path.count + 1)
        var reader = LiteralReader(try String(contentsOf: file, encoding: .utf8))
        for literal in reader.literals() where isStatement(literal.text) {
          found.append(SourceStatement(place: "\(name):\(literal.line)", text: literal.text))
        }
      }
      return found.sorted { $0.place < $1.place }
    }

    private static func isStatement(_ text: String) -> Bool {
      let first = text.drop(while: \.isWhitespace).prefix { $0.isLetter }
      return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(String(first))
        && text.contains(" ")
    }

    /// The text with each interpolation replaced.
    ///
    /// - Returns: `nil` where the replacements lack one.
    func resolved(_ replacements: [String: String]) -> String? {
      var result = ""
      var rest = text[...]
      while let start = rest.firstIndex(of: Self.opening) {
        guard let end = rest[start...].firstIndex(of: Self.closing),
          let value = replacements[String(rest[rest.index(after: start)..<end])]
        else { return nil }
        result += rest[..<start] + value
        rest = rest[rest.index(after: end)...]
      }
      return result + rest
    }
  }

  /// Reads string literals out of Swift.
  private struct LiteralReader {
    private let source: [Character]
    private var position = 0
    private var line = 1

    init(_ source: String) { self.source = Array(source) }

    mutating func literals() -> [(line: Int, text: String)] {
      var found: [(line: Int, text: String)] = []
      while position < source.count {
        if starts("//") {
          while position < source.count, source[position] != "\n" { position += 1 }
        } else if source[position] == "\"" {
          let start = line
          found.append((start, literal()))
        } else {
          step()
        }
      }
      return found
    }

    private func starts(_ text: String) -> Bool { source[position...].starts(with: text) }

    private mutating func step(_ count: Int = 1) {
      for _ in 0..<count where position < source.count {
        if source[position] == "\n" { line += 1 }
        position += 1
      }
    }

    /// A literal from its first quote to its last.
    private mutating func literal() -> String {
      let quote = starts("\"\"\"") ? "\"\"\"" : "\""
      step(quote.count)
      var text = ""
      while position < source.count, !starts(quote) {
        if starts("\\(") {
          step(2)
          text += [SourceStatement.opening] + interpolation() + [SourceStatement.closing]
        } else if starts("\\") {
          text += source[position + 1] == "\n" ? "" : String(source[position + 1])
          step(2)
        } else {
          text.append(source[position])
          step()
        }
      }
      step(quote.count)
      return text
    }

    private mutating func interpolation() -> String {
      var depth = 1
      var text = ""
      while position < source.count {
        switch source[position] {
        case "(": depth += 1
        case ")": depth -= 1
        case "\"":
          text += "\"\(literal())\""
          continue
        default: break
        }
        if depth == 0 { break }
        text.append(source[position])
        step()
      }
      step()
      return text
    }
  }
#endif
