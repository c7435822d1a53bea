internal import Foundation
import IRMER
import Records
import Screens
import SiteClient
import Testing

@testable import SiteWeb

@Suite("Finding and seeing an incident on the screen")
struct FindPageTests {
  private func filled() async throws -> ScreenHarness {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.log()
    _ = try await screen.log([
      "q-narrative": "The left knee was imaged in place of the right.", "q-modality": "plain-x-ray",
      "q-place": "Room 7", "q-discovered": "20/2/2026", "q-exposed": "20/2/2026",
      "q-exposure": "unintended",
    ])
    return screen
  }

  @Test(arguments: [
    ("words=left+knee", 1), ("words=KNEE", 1), ("words=nothing", 0), ("place=ct", 1),
    ("modality=ct", 1), ("from=25+Feb", 1), ("to=25/2/2026", 1), ("state=open", 2),
    ("state=closed", 0), ("state=undetermined", 2), ("words=RBD01-2026", 2), ("", 2),
  ])
  func `a word, a day, a place, an examination and a state narrow the list`(
    query: String, count: Int
  ) async throws {
    let screen = try await filled()
    let page = await screen.get("/incidents?\(query)")
    #expect(page.status == 200)
    #expect(page.body.components(separatedBy: "href=\"/incidents/").count - 1 == count)
  }

  @Test func `a day that is none is said, with what was typed`() async throws {
    let screen = try await filled()
    let page = await screen.get("/incidents?from=31/2/2026&words=knee")
    #expect(page.status == 422)
    #expect(page.body.contains("31/2/2026 is not a date"))
    #expect(page.body.contains("value=\"31/2/2026\"") && page.body.contains("value=\"knee\""))
  }

  @Test func `an incident is shown with what happened first, one step and its history`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let page = await screen.get("/incidents/\(try #require(snapshot.reference))")

    #expect(page.status == 200)
    #expect(page.body.components(separatedBy: "callout step").count == 2)
    #expect(page.body.contains("Find out whether CQC must be told by 15 March 2026"))
    #expect(page.body.contains("3 mSv effective dose or above"))
    #expect(page.body.contains("Logged it, with"))
    let narrative = try #require(page.body.firstRange(of: "wrong patient"))
    let rules = try #require(page.body.firstRange(of: "What the rules say"))
    #expect(narrative.lowerBound < rules.lowerBound)
  }

  @Test func `a place that nobody wrote leaves no gap in the list`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.log(["q-place": "", "q-modality": ""])

    let page = await screen.get("/incidents")

    #expect(page.body.contains("discovered on 1 March 2026</span>"), "\(page.body)")
  }

  @Test func `a unit keeps its capitals, and a dose its name`() {
    #expect(ValueWords.displayText("mGy·cm", at: "individuals/0/doses/0/unit") == "mGy·cm")
    #expect(ValueWords.displayText("kBq", at: "individuals/0/nuclearMedicine/unit") == "kBq")
    #expect(ValueWords.displayText("near-miss", at: "individuals/0/exposure") == "Near miss")
    #expect(
      ValueWords.displayText("saue-2023-04-19", at: "classification/ruleSetId")
        == "Significant accidental and unintended exposures, guidance updated 19 April 2023")
    #expect(ValueWords.displayText("not-met", at: "data/2/results/S1") == "Not met")
    #expect(ValueWords.displayText("near-miss", at: "narrative") == "near-miss")
  }

  @Test func `an amount has its unit, by the field or by the field beside it`() throws {
    let fields = try #require((["individuals/0/doses/0/unit": "mGy·cm"] as JSONValue).object)
    func words(_ text: String, _ path: String) -> String {
      ValueWords.displayText(.string(text), at: path, beside: fields)
    }
    #expect(words("9.6", "individuals/0/effectiveDose/total") == "9.6 mSv")
    #expect(words("512", "individuals/0/doses/0/best") == "512 mGy·cm")
    #expect(words("512", "individuals/0/doses/1/best") == "512")
    #expect(words("0.017", "individuals/0/doses/0/kFactor") == "0.017")
    #expect(words("about 9", "individuals/0/effectiveDose/total") == "about 9")
    #expect(words("54", "individuals/0/ageAtExposure") == "54")
  }

  @Test func `a day in a remark of the program is in words`() {
    #expect(
      ValueWords.displayText(
        "this computer's clock said 2026-03-02; it was 2026-03-09", at: "clockDoubt")
        == "this computer's clock said 2 March 2026; it was 9 March 2026")
  }

  @Test func `a note is added, and a withdrawal needs its reason`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let path = "/incidents/\(snapshot.name)"
    _ = try await screen.post("\(path)/note", ["text": "The team was told."])
    #expect((await screen.get(path)).body.contains("The team was told."))
    let version = try await screen.client.record(named: snapshot.name).version
    #expect(
      try await screen.post("\(path)/withdraw", ["version": version, "why": " "]).status == 422)
    #expect(
      try await screen.post("\(path)/withdraw", ["version": snapshot.version, "why": "x"]).status
        == 409)
    _ = try await screen.post("\(path)/withdraw", ["version": version, "why": "Entered twice"])
    #expect((await screen.get(path)).body.contains("This record was withdrawn"))
  }

  @Test(arguments: [
    "/incidents/nowhere", "/incidents/%00", "/incidents/%FF",
    "/incidents/00000000-0000-4000-8000-000000000000",
    "/incidents?start=-9999999999999999999999", "/incidents?from=%", "/log/question/nonsense",
  ])
  func `no address makes the screen fail`(path: String) async throws {
    let screen = try await ScreenHarness.opened()
    let answer = await screen.get(path)
    #expect(answer.status < 500 && !answer.body.isEmpty || answer.status == 303)
  }
}

@Suite("Who is working at the screen")
struct RoleTests {
  @Test func `a role is asked first, and goes with what is written`() async throws {
    let screen = try await ScreenHarness.opened()
    screen.door.role = nil
    #expect((await screen.get("/log")).location == "/role?to=%2Flog")
    let chosen = try await screen.post("/role", ["role-other": "lead radiographer", "to": "/log"])
    #expect(chosen.location == "/log")
    #expect((await screen.get("/log")).body.contains("Working as: lead radiographer"))
    #expect(try await screen.log().text("recordedBy") == "lead radiographer")
  }

  @Test(arguments: ["Mrs Jane Smith", "jane@trust.example", ""])
  func `a name is no role`(typed: String) async throws {
    let screen = try await ScreenHarness.opened()
    let answer = try await screen.post("/role", ["role-other": typed])
    #expect(answer.status == 422)
    #expect(screen.door.role == "radiographer")
  }

  @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
  func `the way back never leads away`(to: String) async throws {
    let screen = try await ScreenHarness.opened()
    #expect(try await screen.post("/role", ["role": "radiographer", "to": to]).location == "/")
  }
}
