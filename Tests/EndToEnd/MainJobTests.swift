import Foundation
import TestSupport
import Testing

@Suite("The main job, with real processes")
struct MainJobTests {
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  private func createToken() throws -> String {
    let made = try programs.run(
      "candour-server",
      [
        "token", "create", "--data", programs.work.path("centre"), "--role", "governance",
        "--name", "test",
      ])
    return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test func `logged off line at two sites, merged at the centre, notified`() throws {
    try trust.enrol("clinic", site: "RBD02")
    try trust.enrol("hospital", site: "RBD01")
    #expect(trust.stop() == 0)

    let logged = try programs.site(
      "clinic", "incident", "log", "--json", "--from", trust.example("2-sabr-immobilisation"))
    try programs.site(
      "hospital", "incident", "log", "--json", "--from", trust.example("4-wrong-tracer"))
    try programs.site(
      "hospital", "audit", "plan", "--from", trust.example("5-audit-clinical-evaluation"))
    #expect(logged.code == 0, "\(logged.errors)")
    let unreachable = try programs.site("clinic", "sync")
    #expect(unreachable.code == 3, "\(unreachable.errors)")
    let waiting = try programs.site("clinic", "status", "--json").object()
    #expect(waiting["pending"] as? Int == 1 && waiting["acknowledged"] as? Int == 0)

    try trust.start()
    for store in ["clinic", "hospital"] {
      let synced = try programs.site(store, "sync", "--json")
      #expect(synced.code == 0, "\(synced.errors)")
      #expect(try synced.object()["upToDate"] as? Bool == true)
    }

    let reference = try logged.object()["reference"] as? String
    let token = try createToken()
    let notifications = try trust.items("/api/v1/notifications", token: token)
    let clinic = notifications.first { $0["site"] as? String == "RBD02" }
    #expect(notifications.count == 2)
    #expect(clinic?["reference"] as? String == reference)
    #expect(clinic?["codes"] as? [String] == ["4.2b"])
    #expect(clinic?["authority"] as? String == "CQC")
    #expect(clinic?["notifyBy"] as? String == "2026-02-16")
    #expect(clinic?["reportBy"] as? String == "2026-04-27")
    #expect(clinic?["daysLeft"] as? Int == 7)
    #expect(clinic?["state"] as? String == "due")
    #expect(try trust.items("/api/v1/audit-status", token: token).count == 1)
    #expect(try trust.items("/api/v1/coverage", token: token).count == 2)
  }

  @Test func `nothing but health is readable without authorisation`() throws {
    #expect(try trust.get("/healthz", token: nil).status == "200")
    #expect(try trust.get("/readyz", token: nil).status == "200")
    for path in ["notifications", "audit-status", "conflicts", "coverage", "incidents"] {
      #expect(try trust.get("/api/v1/\(path)", token: nil).status == "401", "\(path)")
      #expect(try trust.get("/api/v1/\(path)", token: "wrong").status == "401", "\(path)")
    }
  }

  @Test func `two replicas of a site that edit one field unseen leave a conflict for a person`()
    throws
  {
    try trust.enrol("clinic", site: "RBD02")
    try trust.enrol("desk", site: "RBD02")
    let logged = try programs.site(
      "clinic", "incident", "log", "--json", "--from", trust.example("2-sabr-immobilisation"))
    let id = try logged.object()["id"] as? String ?? ""
    for store in ["clinic", "desk"] { try programs.site(store, "sync") }
    let path = "individuals/0/ageAtExposure"
    try programs.site("clinic", "incident", "set", id, "\(path)=55")
    try programs.site("desk", "incident", "set", id, "\(path)=45")
    for store in ["clinic", "desk", "clinic"] { try programs.site(store, "sync") }

    let shown = try programs.site("clinic", "incident", "show", id, "--json").object()
    let conflicts = shown["conflicts"] as? [String: [[String: Any]]]
    #expect(Set(conflicts?[path]?.compactMap { $0["value"] as? Int } ?? []) == [45, 55])
    let items = try trust.items("/api/v1/conflicts", token: try createToken())
    #expect(items.map { $0["path"] as? String } == [path])
    let overview = try programs.run(
      "candour-server", ["overview", "--data", programs.work.path("centre")])
    #expect(overview.output.contains("individual 1"), "\(overview.output)")
    #expect(!overview.output.contains("individuals/0"), "\(overview.output)")

    let unexplained = try programs.site("clinic", "incident", "set", id, "\(path)=50")
    #expect(unexplained.code == 2 && unexplained.errors.contains("needs a reason"))
    let settled = try programs.site(
      "clinic", "incident", "resolve", id, path, "--take", "1", "--why", "checked in the RIS")
    #expect(settled.code == 0, "\(settled.errors)")
    for store in ["clinic", "desk"] { try programs.site(store, "sync") }
    #expect(try trust.items("/api/v1/conflicts", token: try createToken()).isEmpty)
    for store in ["clinic", "desk"] {
      #expect(try programs.site(store, "verify").code == 0)
    }
  }

  @Test func `a server killed during a sync loses nothing`() throws {
    try trust.enrol("clinic", site: "RBD02")
    let example = try String(
      contentsOfFile: trust.example("2-sabr-immobilisation"), encoding: .utf8
    )
    .replacingOccurrences(of: "\n", with: " ")
    let lines = String(repeating: example + "\n", count: 300)
    let logged = try programs.site(
      "clinic", "incident", "log", "--lines", "--from", "-", input: lines)
    #expect(logged.code == 0, "\(logged.errors)")

    let sync = try programs.start("candour", ["sync", "--store", programs.work.path("clinic")])
    usleep(80_000)
    trust.kill()
    sync.process.waitUntilExit()
    #expect([0, 3].contains(sync.process.terminationStatus))

    try trust.start()
    let again = try programs.site("clinic", "sync", "--json")
    #expect(again.code == 0, "\(again.errors)")
    #expect(try again.object()["upToDate"] as? Bool == true)
    let status = try programs.site("clinic", "status", "--json").object()
    #expect(status["pending"] as? Int == 0 && status["acknowledged"] as? Int == 300)
    #expect(try programs.site("clinic", "verify").code == 0)
    #expect(trust.stop() == 0)
    #expect(try programs.centre("verify").code == 0)
  }

  @Test func `anybody can query the plain tables with sqlite3`() throws {
    try programs.site("alone", "init", "--site", "RBD03", "--nation", "scotland")
    try programs.site("alone", "incident", "log", "--from", trust.example("1-set-up-error"))

    let rows = try programs.run(
      "/usr/bin/sqlite3",
      [
        "-readonly", programs.work.path("alone") + "/store.sqlite",
        "SELECT site, outcome, codes, notifyBy, reportBy, status FROM incident",
      ])

    #expect(rows.output == "RBD03|notifiable|4.2a|2026-02-11|2026-04-22|logged\n")
  }
}
