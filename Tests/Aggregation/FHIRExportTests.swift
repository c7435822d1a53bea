import Foundation
import IRMER
import Synchronization
import Testing

@testable import Aggregation

@Suite("Incidents in the terms of FHIR")
struct FHIRExportTests {
  private static let python = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build-browser/bin/python").standardized.path
  private static let canRead =
    FileManager.default.isExecutableFile(atPath: python)
    || ProcessInfo.processInfo.environment["CANDOUR_BROWSER"] == "required"

  /// Reads each line as the resource that it names; unknown or missing elements are errors.
  private static let reader = """
    import json, sys
    from fhir.resources.R4B.adverseevent import AdverseEvent
    from fhir.resources.R4B.auditevent import AuditEvent
    kinds = {"AdverseEvent": AdverseEvent, "AuditEvent": AuditEvent}
    for line in sys.stdin:
      kind = json.loads(line)["resourceType"]
      kinds[kind].model_validate_json(line)
      print(kind)
    """

  /// Two incidents at a site, one of them a near miss that the centre has changed.
  private func lines(_ from: CalendarDate? = nil) async throws -> [JSONValue] {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    let facts = #"""
      {"discoveredOn": "2026-02-02", "exposureAt": "2026-02-01", "modality": "ct", "clinicallySignificant": "no",
       "narrative": "The wrong side was scanned on Tuesday.",
       "individuals": [{"exposure": "EXPOSURE", "ageAtExposure": 40, "effectiveDose": {"total": "9"}}]}
      """#
    _ = try await harness.log(
      try JSONValue(parsing: facts.replacing("EXPOSURE", with: "accidental")), at: site)
    let near = try await harness.log(
      try JSONValue(
        parsing: facts.replacing("EXPOSURE", with: "near-miss").replacing("02-02", with: "02-20")),
      at: site)
    try await harness.set(near, "room=3")
    let written = Mutex<[JSONValue]>([])
    _ = try await harness.centre.exportFHIR(from: from, to: nil, withHistory: true) { line in
      written.withLock { $0.append(line) }
    }
    return written.withLock { $0 }
  }

  @Test(.enabled(if: canRead)) func `another reader of FHIR takes every line`() async throws {
    let text = try await lines().map { $0.serialized() + "\n" }.joined()
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: Self.python)
    process.arguments = ["-c", Self.reader]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let read = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()

    #expect(process.terminationStatus == 0)
    #expect(
      read.split(separator: "\n") == [
        "AdverseEvent", "AuditEvent", "AdverseEvent", "AuditEvent", "AuditEvent",
      ])
  }

  @Test func `what is in it is a judgement and a number, and nothing that somebody wrote`()
    async throws
  {
    let lines = try await lines()

    let events = lines.compactMap(\.object).filter { $0["resourceType"] == "AdverseEvent" }
    #expect(events.map { $0["actuality"]?.string } == ["actual", "potential"])
    #expect(events.map { $0["date"]?.string } == ["2026-02-01", "2026-02-01"])
    #expect(events.map { $0["detected"]?.string } == ["2026-02-02", "2026-02-20"])
    #expect(events[0]["event"]?.object?["text"]?.string?.contains("(codes 1)") == true)
    let group = events[0]["contained"]?.array?.first?.object
    #expect(group?["quantity"]?.serialized() == "1")
    #expect(!lines.contains { $0.serialized().contains("wrong side") })
    let changes = lines.compactMap(\.object).filter { $0["resourceType"] == "AuditEvent" }
    #expect(changes.map { $0["action"]?.string } == ["C", "C", "U"])
    let fields = changes.compactMap {
      $0["entity"]?.array?.first?.object?["description"]?.string
    }
    #expect(fields.contains("Fields: room"), "\(fields)")
  }

  @Test func `days of discovery narrow it down`() async throws {
    let lines = try await lines(CalendarDate("2026-02-10"))

    #expect(lines.count == 3)
  }
}
