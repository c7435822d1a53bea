import Foundation
import TestSupport
import Testing

@Suite("The library in another program")
struct EmbeddingTests {
  @Test func `the example logs, observes, edits and says what is pending`() throws {
    let folder = try TemporaryFolder()

    let run = try Shell.run(["embedding-example", folder.path("store")], environment: [:])

    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasSuffix(": tell CQC") == true)
    #expect(lines.last == "pending: 2")
  }

  @Test func `the documentation prints the program that is built here`() throws {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let program = try String(
      contentsOf: root.appending(path: "Docs/embedding/Embedding.swift"), encoding: .utf8)
    let page = try String(
      contentsOf: root.appending(path: "Client/SiteClient/SiteClient.docc/SiteClient.md"),
      encoding: .utf8)

    #expect(page.contains("```swift\n\(program)```"))
  }
}
