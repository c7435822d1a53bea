import Foundation
import IRMER
import TestSupport
import Testing

/// The input of `make demo`, and the demo itself with the programs of this build.
@Suite("The demo")
struct DemoTests {
  private static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Docs/examples").path

  /// `make examples` rewrites the lists.
  @Test(arguments: ["RBD01", "RBD02", "RBD03"])
  func `each site's list is what the generator makes of its seed`(site: String) throws {
    let last = try #require(CalendarDate("2026-02-08"))
    let list = TrustYear(seed: 2026).csv(of: site, until: last)
    let path = "\(Self.examples)/weeks/\(site).csv"

    if GoldenFile.isUpdating {
      try list.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == list)
  }

  @Test func `it runs to its end, logs the weeks and says what cannot be`() throws {
    let folder = try TemporaryFolder()

    let run = try Shell.run(
      ["bash", "\(Self.examples)/demo.sh"],
      environment: ["BIN": Shell.binaries.path, "TMPDIR": folder.path], in: folder.path)

    #expect(run.status == 0, "\(run.errors.suffix(2000))")
    #expect(run.output.contains(" logged ("))
    #expect(run.errors.contains("line "))
    #expect(!run.errors.contains("seems to"))
    #expect(run.output.split(separator: "Sound:").count == 5)
  }
}
