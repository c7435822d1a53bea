import Foundation
import Testing

/// The threat model, the hazard log and the page on tests name files and tests as evidence. What they name is there.
@Suite("Documents that name evidence")
struct DocumentsTests {
  private let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The code spans of a page, in its order.
  private func spans(in page: String) throws -> [String] {
    let text = try String(contentsOf: root.appending(path: page), encoding: .utf8)
    return text.split(separator: "\n").flatMap { line in
      let parts = line.split(separator: "`", omittingEmptySubsequences: false)
      return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }
  }

  /// The sources of the tests; the words of another page's test would prove nothing.
  private func tests() throws -> [String] {
    let files = FileManager.default.enumerator(
      at: root.appending(path: "Tests"), includingPropertiesForKeys: nil)
    var sources: [String] = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      sources.append(try String(contentsOf: file, encoding: .utf8))
    }
    return sources
  }

  private func isThere(_ path: String) -> Bool {
    ["", "Sources/", "Client/", "Server/"].contains { folder in
      FileManager.default.fileExists(atPath: root.appending(path: folder + path).path)
    }
  }

  @Test(arguments: [
    "Docs/threat-model.md", "Docs/clinical-safety/hazard-log.md", "Docs/testing.md",
  ])
  func `every test that is named as evidence is there`(page: String) throws {
    let sources = try tests()
    let named = try spans(in: page).filter { $0.contains(" › ") }

    #expect(!named.isEmpty)
    for name in named {
      let words = name.components(separatedBy: " › ")
      let isThere = sources.contains { source in
        source.contains("@Suite(\"\(words[0])\"") && source.contains("func `\(words[1])`")
      }
      #expect(isThere, "\(page) names “\(name)”")
    }
  }

  @Test(arguments: ["Docs/threat-model.md", "Docs/clinical-safety/hazard-log.md"])
  func `every file that is named as a control is there`(page: String) throws {
    let endings = [".swift", ".md", ".proto"]
    let named = try spans(in: page).filter { span in
      span.contains("/") && !span.contains(" ") && endings.contains { span.hasSuffix($0) }
    }

    #expect(!named.isEmpty)
    for path in named { #expect(isThere(path), "\(page) names \(path)") }
  }
}
