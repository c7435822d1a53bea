import Foundation
import TestSupport
import Testing

@Suite("The registers, as commands")
struct RegisterTests {
  let programs: Programs

  init() throws {
    var programs = try Programs()
    programs.now = "2026-03-01T09:00:00Z"
    self.programs = programs
    try programs.site("s", "init", "--site", "RBD01", "--nation", "england")
  }

  @Test func `what the registers say falls due stands beside the clocks`() throws {
    for (noun, document) in [
      (
        "procedure", #"{"title": "EP17", "approvedOn": "2024-03-10", "dutyHolders": ["operators"]}"#
      ),
      ("licence", #"{"kind": "employer", "number": "E1", "validTo": "2026-02-20"}"#),
      ("licence", #"{"kind": "employer", "number": "E2", "validTo": "2031-02-20"}"#),
      ("theme", #"{"title": "The same fault"}"#),
    ] {
      let added = try programs.site("s", noun, "add", "--from", "-", input: document)
      #expect(added.code == 0, "\(added.errors)")
    }

    let due = try programs.site("s", "due", "--json").object()["registers"] as? [[String: Any]]
    let procedures = try programs.site("s", "procedure", "list", "--json").array()
    let themes = try programs.site("s", "theme", "list", "--json").array()

    #expect(due?.map { $0["title"] as? String } == ["employer E1", "EP17"])
    #expect(due?.map { $0["overdue"] as? Bool } == [true, false])
    #expect(procedures.first?["reviewDue"] as? String == "2026-03-10")
    #expect(procedures.first?["outstanding"] as? [String] == ["operators"])
    #expect(themes.first?["status"] as? String == "proposed")
  }

  @Test func `a breach is found when an administration is logged and when it is recorded later`()
    throws
  {
    try programs.site(
      "s", "licence", "add", "--from", "-",
      input: #"{"kind": "employer", "validFrom": "2024-01-01", "purposes": ["bone imaging"]}"#)
    let administration = #"{"purpose": "lung perfusion", "administeredAt": "2026-02-27"}"#
    let logged = try programs.site(
      "s", "incident", "log", "--from", "-", "--json",
      input: """
        {"discoveredOn": "2026-03-01", "modality": "nm-diagnostic",
         "individuals": [{"nuclearMedicine": \(administration)}]}
        """
    ).object()
    let later = try programs.site(
      "s", "incident", "log", "--from", "-", "--json",
      input: #"{"discoveredOn": "2026-03-01", "individuals": [{}]}"#
    ).object()
    let id = later["id"] as? String ?? ""
    let set = try programs.site(
      "s", "incident", "set", id, "individuals/0/nuclearMedicine=\(administration)")
    let again = try programs.site("s", "incident", "set", id, "room=2")

    let licences = logged["licences"] as? [[String: Any]]
    #expect(licences?.first?["result"] as? String == "breach")
    #expect(set.errors.contains("the employer's licence does not cover the purpose"))
    #expect(again.code == 0 && again.errors.isEmpty)
  }

  @Test func `the local table proposes the margin of a geographical miss, and fills in none`()
    throws
  {
    try programs.site(
      "s", "margin", "add", "--from", "-",
      input: """
        {"anatomicalSite": "prostate", "treatmentIntent": "radical", "errorMargin": "5",
         "version": "3", "validFrom": "2026-01-01"}
        """)
    let logged = try programs.site(
      "s", "incident", "log", "--from", "-", "--json",
      input: """
        {"discoveredOn": "2026-03-01", "modality": "external-beam",
         "individuals": [{"geographicalMiss": {"extent": "partial", "displacement": "13"}}]}
        """
    ).object()
    let id = logged["id"] as? String ?? ""
    let set = try programs.site(
      "s", "incident", "set", id, "individuals/0/radiotherapy/site=prostate",
      "individuals/0/radiotherapy/intent=radical")
    let missing = try programs.site("s", "missing", id, "--json").object()
    let taken = try programs.site(
      "s", "incident", "set", id, "individuals/0/geographicalMiss/errorMargin=5")
    let listed = try programs.site("s", "margin", "list")

    #expect((logged["margins"] as? [[String: Any]])?.first?["result"] as? String == "incomplete")
    #expect(set.errors.contains("individuals/0/geographicalMiss/errorMargin=5"))
    #expect(missing["margins"] as? [String] == ["individuals/0/geographicalMiss"])
    #expect(taken.code == 0 && taken.errors.isEmpty)
    #expect(listed.output.contains("prostate  radical"))
  }

  @Test func `a confirmed theme is shown with its codes, its authority and its last days`() throws {
    let added = try programs.site(
      "s", "theme", "add", "--from", "-", "--json",
      input: """
        {"title": "Wrong patient in ED", "status": "confirmed", "identifiedOn": "2026-02-20",
         "confirmedBy": "governance", "reason": "one list", "nation": "england",
         "incidents": ["a", "b"], "complementary": ["M1"]}
        """
    ).object()
    let reference = try #require(added["reference"] as? String)

    let shown = try programs.site("s", "theme", "show", reference)

    #expect(shown.code == 0, "\(shown.errors)")
    for words in ["M1", "CQC", "6 March 2026", "15 May 2026"] {
      #expect(shown.output.contains(words), "\(words) in \(shown.output)")
    }
    let ended = try programs.site(
      "s", "theme", "set", reference, "notification/submittedOn=2026-02-27")
    #expect(ended.code == 2 && ended.errors.contains("reference"))
    let moved = try programs.site("s", "theme", "set", reference, "identifiedOn=2026-02-28")
    #expect(moved.code == 2 && moved.errors.contains("--why"))
  }

  @Test func `a second entry with one asset number is said`() throws {
    let first = try programs.site("s", "equipment", "add", "assetNumber=CT7", "--json").object()
    let second = try programs.site("s", "equipment", "add", "assetNumber=CT7")

    #expect(second.code == 0 && second.errors.contains("asset number CT7"))
    let digits = (first["reference"] as? String ?? "none").suffix(3)
    #expect(second.errors.contains(digits))
  }
}
