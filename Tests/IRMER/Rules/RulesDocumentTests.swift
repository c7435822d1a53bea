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

  @Test func `every criterion is cited`() {
    for edition in Edition.all {
      for criterion in edition.criteria {
        #expect(!criterion.quotes.isEmpty && !criterion.source.isEmpty && !criterion.test.isEmpty)
      }
    }
  }
}
