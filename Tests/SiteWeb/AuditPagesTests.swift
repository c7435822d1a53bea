import Foundation
import IRMER
import Records
import SiteClient
import Testing

@testable import SiteWeb

@Suite("Audits and registers on the screen")
struct AuditPagesTests {
  private func planned(_ screen: ScreenHarness) async throws -> RecordSnapshot {
    let answer = try await screen.post(
      "/audits/plan",
      [
        "q-title": "Clinical evaluation of plain films", "q-programmeYear": "2026",
        "q-standards/0/text": "Every image is evaluated", "q-standards/0/target": "95",
      ])
    let place = try #require(answer.location, "\(answer.body)")
    return try await screen.client.record(
      named: String(place.dropFirst("/audits/".count)), .audit)
  }

  @Test func `an audit is planned, counted and shown with its steps`() async throws {
    let screen = try await ScreenHarness.opened()
    let audit = try await planned(screen)
    let page = await screen.get("/audits/\(audit.name)")
    #expect(page.status == 200)
    for step in AuditStep.groups {
      #expect(page.body.contains("/audits/\(audit.name)/edit/\(step.id)"))
      #expect((await screen.get("/audits/\(audit.name)/edit/\(step.id)")).status == 200)
    }
    for said in ["met", "met", "not-met", "excluded"] {
      let answer = try await screen.post("/audits/\(audit.name)/cases", ["s0": said])
      #expect(answer.location == "/audits/\(audit.name)/cases", "\(answer.body)")
    }
    let tally = AuditView(try await screen.client.record(named: audit.name)).tally
    #expect(tally.cases == 4)
    #expect(tally.lines.first?.met == 2 && tally.lines.first?.examined == 3)

    let version = try await screen.client.record(named: audit.name).version
    _ = try await screen.post("/audits/\(audit.name)/results", ["version": version])
    let measured = await screen.get("/audits/\(audit.name)")
    #expect(measured.body.contains("2 of 3"))
    #expect(measured.body.contains("<svg"))
  }

  @Test func `an audit without a title is asked for it, with what was typed`() async throws {
    let screen = try await ScreenHarness.opened()
    let answer = try await screen.post("/audits/plan", ["q-standards/0/text": "Words to keep"])
    #expect(answer.status == 422)
    #expect(answer.body.contains("This is needed") && answer.body.contains("Words to keep"))
    #expect(try await screen.client.audits().isEmpty)
  }

  @Test func `a stage that is not reached is refused at the page`() async throws {
    let screen = try await ScreenHarness.opened()
    let audit = try await planned(screen)
    let answer = try await screen.post(
      "/audits/\(audit.name)/edit/reaudit", ["version": audit.version, "f:status": "closed"])
    #expect(answer.status == 422)
    #expect(AuditView(try await screen.client.record(named: audit.name)).status == .proposed)
  }

  @Test func `an entry of each register is added and edited`() async throws {
    let screen = try await ScreenHarness.opened()
    for (kind, fields, edit) in [
      ("equipment", ["q-assetNumber": "CT-0042", "q-room": "CT 2"], ("f:room", "CT 3")),
      ("procedure", ["q-title": "EP17 Clinical audit"], ("f:version", "2")),
      ("margin", ["q-anatomicalSite": "Prostate", "q-errorMargin": "5"], ("f:version", "1")),
    ] {
      let added = try await screen.post("/registers/\(kind)/add", fields)
      #expect(added.location == "/registers", "\(kind): \(added.body)")
      let record = try #require(try await screen.client.records(RecordKind(rawValue: kind)).first)
      let path = "/registers/\(kind)/\(record.name)"
      #expect((await screen.get(path)).status == 200)
      let edited = try await screen.post(path, ["version": record.version, edit.0: edit.1])
      #expect(edited.status == 303, "\(kind): \(edited.body)")
    }
    let page = await screen.get("/registers")
    #expect(page.body.contains("CT-0042") && page.body.contains("CT 3"))
    #expect((await screen.get("/registers/nonsense/add")).status == 404)
    #expect(try await screen.post("/registers/equipment/add", [:]).status == 422)
  }
}
