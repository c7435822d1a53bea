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

  @Test func `the network may go at every sync and come back after it`() throws {
    let now = "2026-02-02T09:00:00Z"
    let centre = try RunningCentre(now: now)
    let folder = try TemporaryFolder()
    var syncs = 0
    let lines = try Self.lines().map { line in
      guard line == "candour sync" else { return line }
      syncs += 1
      return "cut; code=0; candour sync || code=$?; [ $code = 3 ]; back \(syncs); candour sync"
    }
    let accident = """
      trap 'kill -9 $CENTRE' EXIT
      cut() { kill -9 $CENTRE; wait $CENTRE 2>/dev/null || true; }
      back() {
        mkfifo ready$1
        CANDOUR_NOW=\(now) candour-server serve --data "$DATA" --address "${SERVER#https://}" > ready$1 &
        CENTRE=$!
        exec 4< ready$1
        read -r _ <&4
      }
      """

    let run = try Shell.run(
      ["bash", "-ec", accident + "\n" + lines.joined(separator: "\n")],
      environment: [
        "SERVER": centre.address, "CODE": try centre.enrolmentCode(site: "RBD01"),
        "CA": centre.authority, "CANDOUR_STORE": folder.path("store"), "DATA": centre.data,
        "CENTRE": "\(centre.processIdentifier)", "CANDOUR_NOW": now,
      ], in: folder.path)

    #expect(run.status == 0, "\(run.errors.suffix(2000))")
    #expect(syncs == 5 && run.output.split(separator: "Up to date").count == syncs + 1)
    #expect(run.errors.split(separator: "safe and queued").count == syncs + 1)
    #expect(run.output.contains("Sound:"))
  }

  /// - Parameter cut: ends the centre once the site has enrolled; a sync must then exit with 3.
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

  /// The commands in the page's code blocks: a line that begins with `$`, and its continuation
  /// lines.
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
