import Foundation
import TestSupport
import Testing

/// Days and times for people are in words or as 26/11/2026; `--json` has them as programs do.
@Suite("Dates as people read them")
struct PlainDatesTests {
  private static let incident = """
    {"discoveredOn": "2026-02-02", "exposureAt": {"first": "2026-01-30"}, "modality": "ct", \
    "narrative": "A second scan was done.", "individuals": [{"kind": "patient", "ageAtExposure": 40, \
    "exposure": "accidental", "effectiveDose": {"total": "9"}, "doses": [{"quantity": "dlp", \
    "total": "500", "unit": "mGy·cm", "method": "console", "date": "2026-02-03"}]}], \
    "actions": [{"description": "Ask twice", "owner": "lead radiographer", "due": "2026-03-31"}], \
    "learning": [{"item": "Ask twice", "audience": "the department", "date": "2026-02-05"}]}
    """

  @Test func `no page or table for people has a date as programs write it`() throws {
    let programs = try Programs()
    func site(_ arguments: String..., input: String? = nil) throws -> Programs.Finished {
      try programs.run(
        "candour", arguments + ["--store", programs.work.path("clinic")], input: input)
    }
    _ = try site("init", "--site", "RBD01", "--nation", "england")
    let logged = try site(
      "incident", "log", "--json", "--allow-unknown", "--from", "-", input: Self.incident)
    let incident = try #require(try logged.object()["id"] as? String, "\(logged.errors)")
    let planned = try site(
      "audit", "plan", "--json", "--from",
      Programs.repository.appending(path: "Docs/examples/5-audit-clinical-evaluation.json").path)
    let audit = try #require(try planned.object()["id"] as? String, "\(planned.errors)")
    _ = try site("audit", "action", audit, "Remind the team", "--due", "2026-12-01")
    _ = try site("audit", "set", audit, "reviewDate=2027-02-01")
    _ = try site("theme", "add", "title=Second scans", "identifiedOn=2026-02-04")
    _ = try site("licence", "add", "kind=employer", "number=E1", "validTo=2026-03-01")
    _ = try site("incident", "note", incident, "Talked about at the handover")

    let date = /\b[0-9]{4}-[0-9]{2}-[0-9]{2}/
    let identifiers = /(saue-|RBD01-)[0-9-]+/
    for command in [
      ["incident", "list"], ["incident", "show", incident], ["history", incident],
      ["history", audit], ["audit", "show", audit], ["audit", "list"], ["missing", incident],
      ["explain", incident], ["due"], ["theme", "list"], ["licence", "list"], ["changes"],
      ["conflicts"], ["status", "--why"], ["undetermined"], ["editions"], ["report", incident],
      ["report", incident, "--answers"], ["audit", "report", audit, "--first"],
      ["audit", "report", audit, "--second"],
    ] {
      let store = command == ["editions"] ? [] : ["--store", programs.work.path("clinic")]
      let shown = try programs.run("candour", command + store)
      #expect(shown.code == 0, "\(command): \(shown.errors)")
      let text = shown.output.replacing(identifiers, with: "")
      let found = text.split(separator: "\n").first { $0.contains(date) }
      #expect(found == nil, "\(command): \(found ?? "")")
    }
    let json = try site("incident", "show", incident, "--json").output
    #expect(json.contains("\"2026-02-02\"") || json.contains(": \"2026-02-02\""))
  }
}
