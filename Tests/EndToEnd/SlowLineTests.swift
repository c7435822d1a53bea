import Foundation
import TestSupport
import Testing

@Suite("A line that breaks, with real processes")
struct SlowLineTests {
  /// What 30 kbit/s transfers up in the 60 seconds that a centre waits for a body.
  private static let bytesOfOneTry = 30_000 / 8 * 60

  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
  }

  /// Incidents of 4 kB each that do not compress to much less.
  private func log(_ count: Int) throws {
    var random = SeededGenerator(seed: 11)
    let letters = Array("abcdefghijklmnopqrstuvwxyz ")
    let lines = (0..<count).map { _ in
      let text = String((0..<4000).map { _ in letters.randomElement(using: &random) ?? " " })
      return """
        {"discoveredOn": "2026-02-02", "modality": "ct", "narrative": "\(text)", "individuals": \
        [{"exposure": "accidental", "ageAtExposure": 40, "effectiveDose": {"total": "4"}}]}
        """
    }
    let logged = try programs.site(
      "clinic", "incident", "log", "--lines", "--from", "-",
      input: lines.joined(separator: "\n"))
    try #require(logged.code == 0, "\(logged.errors)")
  }

  private func sync(_ environment: [String: String]) throws -> Programs.Finished {
    try programs.run(
      "candour", ["sync", "--json", "--store", programs.work.path("clinic")],
      environment: environment)
  }

  @Test func `three hundred incidents of 4 kB get through a line of 30 kbit/s`() throws {
    try log(300)
    let line = try CuttingProxy(after: Self.bytesOfOneTry)

    let synced = try sync(line.environment)

    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try synced.object()["sent"] as? Int == 300)
    #expect(try synced.object()["upToDate"] as? Bool == true)
    #expect((1...12).contains(line.cuts), "\(line.cuts)")
  }

  @Test func `work grows at every try on a line that breaks sooner than a batch`() throws {
    try log(40)
    let line = try CuttingProxy(after: 40_000)

    var tries = 0
    while tries < 12,
      try programs.site("clinic", "status", "--json").object()["pending"] as? Int != 0
    {
      _ = try sync(line.environment)
      tries += 1
    }

    let status = try programs.site("clinic", "status", "--json").object()
    #expect(status["pending"] as? Int == 0 && status["acknowledged"] as? Int == 40)
    #expect(try programs.centre("verify", "--json").object()["entries"] as? Int == 40)
    #expect(line.cuts > 1)
  }
}
