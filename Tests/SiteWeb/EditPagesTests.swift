import Foundation
import HTTPTypes
import IRMER
internal import RecordStore
import Records
import Replication
import SiteClient
internal import TestSupport
import Testing

@testable import SiteWeb

@Suite("Editing, settling and reporting on the screen")
struct EditPagesTests {
  private func version(_ screen: ScreenHarness, _ snapshot: RecordSnapshot) async throws -> String {
    try await screen.client.record(named: snapshot.name).version
  }

  @Test func `every part of an incident opens, and shows what is recorded by its label`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let choose = await screen.get("/incidents/\(snapshot.name)/edit")
    #expect(choose.status == 200)
    for group in EditGroup.incident {
      #expect(choose.body.contains("/edit/\(group.id)\""))
      let page = await screen.get("/incidents/\(snapshot.name)/edit/\(group.id)")
      #expect(page.status == 200, "\(group.id)")
      #expect(page.body.contains("name=\"f:"), "\(group.id)")
    }
    let people = await screen.get("/incidents/\(snapshot.name)/edit/people")
    #expect(people.body.contains("name=\"f:individuals/0/ageAtExposure\" value=\"54\""))
    #expect(people.body.contains("Age of individual 1"))
  }

  @Test func `what the authority's form asks for is filled in where it is said to be missing`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let path = "/incidents/\(snapshot.name)/missing"
    let page = await screen.get(path)
    for field in [
      "organisationType", "employer", "howDiscovered", "immediateAction", "dutyOfCandour/met",
    ] {
      #expect(page.body.contains("name=\"f:\(field)\""), "\(field)")
    }

    _ = try await screen.post(
      path, ["version": try await version(screen, snapshot), "f:employer": "Example NHS Trust"])

    #expect(try await screen.client.record(named: snapshot.name).text("employer") != nil)
    #expect(!(await screen.get(path)).body.contains("name=\"f:employer\""))
  }

  @Test func `only what was changed is written, and what it does is said`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let path = "/incidents/\(snapshot.name)/edit/people"
    let answer = try await screen.post(
      path,
      [
        "version": try await version(screen, snapshot), "f:individuals/0/ageAtExposure": "54",
        "f:individuals/0/effectiveDose/total": "9.6", "f:individuals/0/exposure": "accidental",
      ])
    #expect(answer.location == "/incidents/\(snapshot.name)")
    let after = try await screen.client.record(named: snapshot.name)
    #expect(after.fields["individuals/0/effectiveDose/total"] != nil)
    let history = try await screen.client.history(of: after)
    #expect(history.last?.changes.map(\.path) == ["individuals/0/effectiveDose/total"])
    let page = await screen.get("/incidents/\(snapshot.name)")
    #expect(page.body.contains("Now: notifiable under code 1"))
    #expect(page.body.contains("Notify CQC by 15 March 2026"))
    // It is shown once.
    #expect(!(await screen.get("/incidents/\(snapshot.name)")).body.contains("Now: notifiable"))
  }

  @Test func `a range typed as the dose is kept as an estimate, and what was understood is said`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()

    let answer = try await screen.post(
      "/incidents/\(snapshot.name)/edit/people",
      [
        "version": try await version(screen, snapshot),
        "f:individuals/0/effectiveDose/total": "2-4 mSv",
      ])

    #expect(answer.location == "/incidents/\(snapshot.name)", "\(answer.body)")
    let after = try await screen.client.record(named: snapshot.name)
    #expect(after.fields["individuals/0/doses/1/low"] == "2")
    #expect(after.fields["individuals/0/doses/1/high"] == "4")
    let page = await screen.get("/incidents/\(snapshot.name)").body
    #expect(page.contains("read as 2 to 4 mSv"))
  }

  @Test func `a reason is asked for when the store demands one, and nothing typed is lost`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let path = "/incidents/\(snapshot.name)/edit/event"
    var fields = [
      "version": try await version(screen, snapshot), "f:discoveredOn": "2/3/2026",
      "f:room": "CT 2 east",
    ]
    let refused = try await screen.post(path, fields)
    #expect(refused.status == 422)
    #expect(refused.body.contains("name=\"why\""))
    #expect(refused.body.contains("value=\"2/3/2026\"") && refused.body.contains("CT 2 east"))
    #expect(!refused.body.contains("--why"))
    #expect(
      try await screen.client.record(named: snapshot.name).text("discoveredOn") == "2026-03-01")

    fields["why"] = "The log book says so"
    #expect(try await screen.post(path, fields).status == 303)
    let after = try await screen.client.record(named: snapshot.name)
    #expect(after.text("discoveredOn") == "2026-03-02")
    #expect(after.text("room") == "CT 2 east")
  }

  @Test func `what cannot be is said at its field, with every value kept`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let answer = try await screen.post(
      "/incidents/\(snapshot.name)/edit/people",
      [
        "version": try await version(screen, snapshot), "f:individuals/0/ageAtExposure": "fifty",
        "f:individuals/0/effectiveDose/total": "9,6,1 banana",
      ])
    #expect(answer.status == 422)
    #expect(answer.body.contains("There is a problem"))
    #expect(answer.body.contains("fifty") && answer.body.contains("banana"))
  }

  @Test func `a name in an edit is shown before it is saved`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    var fields = [
      "version": try await version(screen, snapshot),
      "f:immediateAction": "Mrs Jane Smith was told.",
    ]
    let path = "/incidents/\(snapshot.name)/edit/event"
    let asked = try await screen.post(path, fields)
    #expect(asked.status == 422)
    #expect(asked.body.contains("Words that seem to name someone"))
    #expect(try await screen.client.record(named: snapshot.name).text("immediateAction") == nil)
    fields["keep-names"] = "yes"
    #expect(try await screen.post(path, fields).status == 303)
  }

  @Test func `a form over a record that has changed since decides nothing`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    _ = try await screen.client.set(["room=CT 3"], on: snapshot)
    let answer = try await screen.post(
      "/incidents/\(snapshot.name)/edit/event", ["version": snapshot.version, "f:room": "CT 4"])
    #expect(answer.status == 409)
    #expect(try await screen.client.record(named: snapshot.name).text("room") == "CT 3")
  }

  @Test func `a new element of a list is added`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let page = await screen.get("/incidents/\(snapshot.name)/edit/actions")
    #expect(page.body.contains("name=\"f:actions/-/owner\""))
    let answer = try await screen.post(
      "/incidents/\(snapshot.name)/edit/actions",
      [
        "version": try await version(screen, snapshot), "f:actions/-/description": "Check the list",
        "f:actions/-/owner": "lead radiographer", "f:actions/-/due": "1/4/2026",
      ])
    #expect(answer.status == 303, "\(answer.body)")
    let after = try await screen.client.record(named: snapshot.name)
    #expect(after.elements("actions").count == 1)
    #expect(after.elements("actions").first?.text("due") == "2026-04-01")
  }

  @Test func `what is missing is a form, and filling it in decides`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let page = await screen.get("/incidents/\(snapshot.name)/missing")
    #expect(page.status == 200)
    #expect(page.body.contains("name=\"f:individuals/0/effectiveDose/total\""))
    let answer = try await screen.post(
      "/incidents/\(snapshot.name)/missing",
      [
        "version": try await version(screen, snapshot),
        "f:individuals/0/effectiveDose/total": "0.5",
        "f:clinicallySignificant": "no",
      ])
    #expect(answer.status == 303, "\(answer.body)")
    let after = IncidentView(try await screen.client.record(named: snapshot.name))
    #expect(after.assessment.outcome != .undetermined)
  }

  // MARK: Conflicts

  /// Two people changed the age without seeing each other's work.
  private func inConflict(_ screen: ScreenHarness) async throws -> RecordSnapshot {
    let snapshot = try await screen.log(["q-dose": ""])
    let seen = try await screen.client.record(named: snapshot.name)
    _ = try await screen.client.set(["individuals/0/effectiveDose/total=9.6"], on: seen)
    _ = try await screen.client.set(["individuals/0/effectiveDose/total=0.2"], on: seen)
    return try await screen.client.record(named: snapshot.name)
  }

  @Test func `a conflict is settled with what each value would decide in view`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await inConflict(screen)
    try #require(snapshot.isInConflict)
    #expect((await screen.get("/")).body.contains("/records/\(snapshot.name)/settle"))
    let page = await screen.get("/records/\(snapshot.name)/settle")
    #expect(page.status == 200)
    #expect(page.body.contains("Notifiable under code 1, last day to notify"))
    #expect(page.body.components(separatedBy: "<strong>With this value:</strong>").count == 3)
    let path = try #require(snapshot.conflicts.first).displayPath

    let fields = ["version": snapshot.version, "path": path, "take": "1"]
    let unreasoned = try await screen.post("/records/\(snapshot.name)/settle", fields)
    #expect(unreasoned.status == 422)
    #expect(try await screen.client.record(named: snapshot.name).isInConflict)
    let settled = try await screen.post(
      "/records/\(snapshot.name)/settle", fields.merging(["why": "The physicist said so"]) { $1 })
    #expect(settled.location == "/incidents/\(snapshot.name)")
    #expect(try await !screen.client.record(named: snapshot.name).isInConflict)
  }

  @Test(arguments: ["", "0", "9", "x", "other"])
  func `a choice that is none settles nothing`(take: String) async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await inConflict(screen)
    let path = try #require(snapshot.conflicts.first).displayPath
    let answer = try await screen.post(
      "/records/\(snapshot.name)/settle",
      ["version": snapshot.version, "path": path, "take": take, "value": "words", "why": "why"])
    #expect((400..<500).contains(answer.status))
    #expect(try await screen.client.record(named: snapshot.name).isInConflict)
  }

  // MARK: Reports

  @Test func `the report and the answers are read, printed and confirmed`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let id = snapshot.name
    let report = await screen.get("/incidents/\(id)/report")
    #expect(report.status == 200)
    #expect(report.body.contains("This is a draft") && report.body.contains("As it will read"))
    let answers = await screen.get("/incidents/\(id)/answers")
    #expect(answers.body.contains("data-copy=\"answer-") && answers.body.contains("Not recorded"))
    for path in ["/incidents/\(id)/report/print", "/incidents/\(id)/answers/print"] {
      let printed = await screen.get(path)
      #expect(printed.status == 200)
      #expect(printed.headers[.contentSecurityPolicy]?.contains("style-src 'sha256-") == true)
      #expect(printed.body.contains("Uncontrolled if printed"))
    }
    let confirmed = try await screen.post(
      "/incidents/\(id)/report/confirm", ["version": try await version(screen, snapshot)])
    #expect(confirmed.status == 303)
    #expect(
      (await screen.get("/incidents/\(id)/report")).body.contains("Confirmed by radiographer"))
  }

  @Test func `a report that names somebody is neither shown nor confirmed`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log(["q-narrative": "Mrs Jane Smith was imaged twice."])
    let id = snapshot.name
    let report = await screen.get("/incidents/\(id)/report")
    #expect(report.body.contains("The report names people") && !report.body.contains("Smith"))
    #expect(!(await screen.get("/incidents/\(id)/answers")).body.contains("Smith"))
    #expect((await screen.get("/incidents/\(id)/report/print")).status == 422)
    let confirmed = try await screen.post(
      "/incidents/\(id)/report/confirm", ["version": try await version(screen, snapshot)])
    #expect(confirmed.status == 422)
  }

  // MARK: The store

  @Test func `due, synchronising and verifying say where things are`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()
    let due = await screen.get("/due")
    #expect(due.body.contains("/incidents/\(snapshot.name)"))
    let sync = await screen.get("/sync")
    #expect(sync.body.contains("Not joined yet") && sync.body.contains("Why something waits"))
    #expect(try await screen.post("/sync", [:]).location == "/sync")
    #expect(try await screen.post("/verify", [:]).location == "/verify")
    #expect((await screen.get("/verify")).body.contains("Complete and unaltered"))
  }
}
