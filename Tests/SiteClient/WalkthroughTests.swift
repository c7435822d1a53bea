import Foundation
import TestSupport
import Testing

@Suite("The walkthrough")
struct WalkthroughTests {
  @Test func `every line of it works, with the network`() throws {
    let run = try replay(cut: false)

    #expect(run.status == 0, "\(run.errors.suffix(2000))")
    #expect(run.output.contains("changed status from closure-received to closed"))
    #expect(run.output.contains("Up to date"))
    #expect(run.output.contains("Sound:"))
  }

  @Test func `every line of it works with the network cut, and the work is queued`() throws {
    let run = try replay(cut: true)

    #expect(run.status == 0, "\(run.errors.suffix(2000))")
    #expect(run.output.contains("changed status from closure-received to closed"))
    #expect(!run.output.contains("Up to date"))
    #expect(run.errors.contains("safe and queued"))
  }

  /// - Parameter cut: ends the centre once the site has enrolled; a sync must then say so with 3.
  private func replay(cut: Bool) throws -> Shell.Run {
    let centre = try RunningCentre(now: "2026-02-02T09:00:00Z")
    let folder = try TemporaryFolder()
    let environment = [
      "SERVER": centre.address, "CODE": try centre.enrolmentCode(site: "RBD01"),
      "CA": centre.authority, "CANDOUR_STORE": folder.path("store"),
      "CANDOUR_NOW": "2026-02-02T09:00:00Z",
    ]
    var lines = try Self.lines()
    if cut {
      let joined = try #require(lines.firstIndex { $0.hasPrefix("candour enrol") })
      let first = lines[...joined].joined(separator: "\n")
      let start = try Shell.run(
        ["bash", "-ec", first], environment: environment, in: folder.path)
      try #require(start.status == 0, "\(start.errors)")
      centre.kill()
      lines = lines[(joined + 1)...].map {
        $0 == "candour sync" ? "code=0; candour sync || code=$?; [ $code = 3 ]" : $0
      }
    }
    return try Shell.run(
      ["bash", "-ec", lines.joined(separator: "\n")], environment: environment, in: folder.path)
  }

  /// What stands in the page's code blocks: a line that begins with `$`, and those that go on from it.
  private static func lines() throws -> [String] {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Docs/walkthrough.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    var lines: [String] = []
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isCode = line == "```sh"
      } else if isCode, line.hasPrefix("$ ") {
        lines.append(String(line.dropFirst(2)))
      } else if isCode, !lines.isEmpty {
        lines[lines.count - 1] += "\n" + line
      }
    }
    return lines
  }
}
