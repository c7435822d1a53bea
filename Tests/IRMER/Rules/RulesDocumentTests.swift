import Foundation
import IRMER
import Testing

@Suite("Rules document")
struct RulesDocumentTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func `Docs/rules.md says what the rules say`() throws {
    let page = Self.root.appending(path: "Docs/rules.md")
    let (written, requirements) = try Self.parts(of: page)
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
      try Data((RulesDocument.text + requirements).utf8).write(to: page)
      return
    }

    #expect(written == RulesDocument.text, "run again with UPDATE_SNAPSHOTS=1 and read the diff")
  }

  /// The generated part of the page, and the requirements, which people write.
  private static func parts(of page: URL) throws -> (rules: String, requirements: String) {
    let text = try String(contentsOf: page, encoding: .utf8)
    guard let start = text.range(of: "\n## Requirements\n") else { return (text, "") }
    return (String(text[..<start.lowerBound]), String(text[start.lowerBound...]))
  }

  @Test func `every requirement has a place and a test that are there`() throws {
    let page = Self.root.appending(path: "Docs/rules.md")
    let rows = try Self.parts(of: page).requirements.split(separator: "\n")
      .filter { $0.hasPrefix("| R") }

    #expect(rows.count == 134)
    for row in rows {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(cells.count == 4, "\(row)")
      for name in (cells[1] + " " + cells[2]).split(separator: "`").filter({ $0.contains("/") }) {
        let path = Self.root.appending(path: String(name)).path
        #expect(FileManager.default.fileExists(atPath: path), "\(cells[0]): \(name)")
      }
      #expect(["works", "partly:", "not:"].contains { cells[3].hasPrefix($0) }, "\(cells[0])")
    }
  }

  @Test func `the default edition has every code, once for each nation`() {
    for nation in Nation.allCases {
      let codes = Edition.default.criteria.filter { $0.nations.contains(nation) }.map(\.code)

      #expect(codes == NotificationCode.allCases)
    }
  }

  @Test(arguments: NotificationCode.allCases)
  func `a code is found in the code, and in the test that the page names`(
    code: NotificationCode
  ) throws {
    let criteria = Edition.all.flatMap(\.criteria).filter { $0.code == code }
    for criterion in criteria {
      let test = Self.root.appending(path: "Tests/IRMER/\(RulesDocument.testFile(of: criterion))")
      let source = Self.root.appending(
        path: "Sources/\(criterion.place)".replacing(
          "IRMER/", with: "IRMER/\(Self.folder(criterion))/"))
      let name = code.rawValue.replacing(".", with: "_")

      #expect(try String(contentsOf: test, encoding: .utf8).contains("\"\(code.rawValue)\""))
      #expect(try String(contentsOf: source, encoding: .utf8).contains(".code\(name)"))
    }
  }

  private static func folder(_ criterion: Criterion) -> String {
    criterion.place.contains("Edition+") ? "Editions" : "Rules"
  }

  @Test func `every criterion is cited`() {
    for edition in Edition.all {
      for criterion in edition.criteria {
        #expect(!criterion.quotes.isEmpty && !criterion.source.isEmpty && !criterion.test.isEmpty)
      }
    }
  }
}
