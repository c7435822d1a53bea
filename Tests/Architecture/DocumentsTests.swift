import Foundation
import Testing

/// The threat model, the hazard log and the page on tests name files and tests as evidence. These
/// exist.
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

  /// The sources of the tests; a test of the pages themselves would prove nothing.
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

  /// The file that declares a suite, and those that extend it.
  private static func parts(ofSuite name: String, in sources: [String]) -> [String] {
    guard let face = sources.first(where: { $0.contains("@Suite(\"\(name)\"") }),
      let type = face.components(separatedBy: "@Suite(\"\(name)\"").last?
        .firstMatch(of: /(?:struct|class|actor|enum) (\w+)/)?.1
    else { return [] }
    return [face] + sources.filter { $0.contains("\nextension \(type) {") }
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
      let isThere = Self.parts(ofSuite: words[0], in: sources).contains {
        $0.contains("func `\(words[1])`")
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

  // MARK: Limits

  private struct Limit {
    let name: String
    let shortName: String
    let value: String
  }

  /// The constants that end in `Max` and are visible to more than one type, in the modules that
  /// read input or requests of others.
  private func limits() throws -> [Limit] {
    var limits: [Limit] = []
    for folder in [
      "Client/SiteClient", "Server", "Sources/RecordStore", "Sources/RecordTables",
      "Sources/Replication", "Sources/Storage", "Sources/SyncProtocol",
    ] {
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "swift", !file.path.contains("/Generated/") else { continue }
        limits += Self.limits(in: try String(contentsOf: file, encoding: .utf8))
      }
    }
    return limits
  }

  private static func limits(in source: String) -> [Limit] {
    let declaration = /^(?:\w+ )*(?:extension|struct|enum|class|actor) ([\w.]+)/
    let constant =
      /^ {2,4}(?:public |package )?(?:static )?(?:let|var) (\w+Max)\b[^={]*= (.+)$/
    var type = ""
    var limits: [Limit] = []
    for line in source.split(separator: "\n") {
      if let found = line.firstMatch(of: declaration) { type = String(found.1) }
      guard let found = line.firstMatch(of: constant) else { continue }
      limits.append(
        Limit(name: "\(type).\(found.1)", shortName: ".\(found.1)", value: String(found.2)))
    }
    return limits
  }

  @Test func `every limit is in the table, with its value`() throws {
    let page = try String(
      contentsOf: root.appending(path: "Docs/testing.md"), encoding: .utf8)
    let limits = try limits()

    #expect(limits.count > 60)
    for limit in limits {
      let budgeted = page.contains("`\(limit.name)`") || page.contains("`\(limit.shortName)`")
      let sized = page.contains("\n| `\(limit.name)` |")
      #expect(budgeted, "Docs/testing.md lacks \(limit.name)")
      #expect(
        !sized || page.contains("\n| `\(limit.name)` | `\(limit.value)` |"),
        "Docs/testing.md has another value of \(limit.name) than \(limit.value)")
    }
  }
}
