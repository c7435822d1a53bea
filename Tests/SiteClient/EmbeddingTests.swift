import TestSupport
import Testing

@Suite("The library in another program")
struct EmbeddingTests {
  @Test func `the example logs, edits and says what waits`() throws {
    let folder = try TemporaryFolder()

    let run = try Shell.run(["embedding-example", folder.path("store")], environment: [:])

    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.first?.hasSuffix(": notifiable") == true)
    #expect(lines.last == "pending: 2")
  }
}
