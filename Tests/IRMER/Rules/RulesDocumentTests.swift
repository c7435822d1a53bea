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
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
      try Data(RulesDocument.text.utf8).write(to: page)
    }

    let written = try String(contentsOf: page, encoding: .utf8)

    #expect(written == RulesDocument.text, "run again with UPDATE_SNAPSHOTS=1 and read the diff")
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
