import Foundation
import HTTPTypes
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

  private static let sheet = "row,S1\n1,yes\n2,no\n3,n/a\n"

  private func cases(_ screen: ScreenHarness, _ audit: RecordSnapshot) async throws -> Int {
    AuditView(try await screen.client.record(named: audit.name)).tally.cases
  }

  @Test func `a sheet is taken whole, or not at all with every line that cannot be read`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let audit = try await planned(screen)
    let path = "/audits/\(audit.name)/cases"
    let column = try #require(AuditView(audit).standards.first?.id)
    let sheet = Self.sheet.replacing("S1", with: column)

    let broken = try await screen.upload(
      path + "/table", [:], file: sheet + "4,maybe\n5,perhaps\n", named: "table")
    #expect(broken.status == 422)
    #expect(broken.body.contains("Line 5") && broken.body.contains("Line 6"), "\(broken.body)")
    #expect(broken.body.contains("No case of the file was saved"))
    #expect(try await cases(screen, audit) == 0)

    for (file, words) in [("", "has no header"), ("row;\(column)\n1;yes\n", "separated by commas")]
    {
      let answer = try await screen.upload(path + "/table", [:], file: file, named: "table")
      #expect(answer.status == 422 && answer.body.contains(words), "\(file): \(answer.body)")
    }
    let taken = try await screen.upload(path + "/table", [:], file: sheet, named: "table")
    #expect(taken.location == path, "\(taken.body)")
    #expect(try await cases(screen, audit) == 3)
    #expect((await screen.get(path)).body.contains("3 cases of the file saved"))
  }

  @Test func `each case that is there answers for one case of a sheet`() async throws {
    let screen = try await ScreenHarness.opened()
    let audit = try await planned(screen)
    let column = try #require(AuditView(audit).standards.first?.id)
    let said = { (row: String, word: String) -> JSONValue in
      ["row": .string(row), "results": .object(JSONObject([(column, .string(word))]))]
    }
    let first = try screen.client.cases([said("1", "met"), said("7", "not-met")], for: audit)
    _ = try await screen.client.write(first.edits, to: audit)
    let now = try await screen.client.record(named: audit.name)

    let observed = try screen.client.cases(
      [
        said("1", "met"), said("1", "met"), said("2", "bad"), said("7", "met"),
        said("7", "not-met"), said("8", "not-met"),
      ], for: now)

    #expect(observed.refused.map(\.position) == [2])
    #expect(observed.repeated(in: now) == [0, 4])
  }

  @Test func `a sheet that is chosen twice doubles nothing unless a person says so`() async throws {
    let screen = try await ScreenHarness.opened()
    let audit = try await planned(screen)
    let path = "/audits/\(audit.name)/cases"
    let column = try #require(AuditView(audit).standards.first?.id)
    let sheet = Self.sheet.replacing("S1", with: column)
    _ = try await screen.upload(path + "/table", [:], file: sheet, named: "table")

    let again = try await screen.upload(path + "/table", [:], file: sheet, named: "table")
    let more = try await screen.upload(
      path + "/table", [:], file: sheet + "4,yes\n", named: "table")

    #expect(again.status == 422 && again.body.contains("Every case of the file"))
    #expect(!again.body.contains("value=\"others\""))
    #expect(more.body.contains("3 of the 4 cases") && more.body.contains("Line 2"))
    #expect(try await cases(screen, audit) == 3)
    let name = try #require(more.hidden("sheet"))
    let unsaid = try await screen.post(path + "/table", ["sheet": name])
    #expect(unsaid.status == 422)
    let others = try await screen.post(path + "/table", ["sheet": name, "repeating": "others"])
    #expect(others.status == 303, "\(others.body)")
    #expect(try await cases(screen, audit) == 4)
    let asked = try #require(again.hidden("sheet"))
    let all = try await screen.post(path + "/table", ["sheet": asked, "repeating": "all"])
    #expect(all.status == 303 || all.body.contains("no longer here"), "\(all.body)")
    let gone = try await screen.post(path + "/table", ["sheet": "none", "repeating": "all"])
    #expect(gone.status == 422 && gone.body.contains("no longer here"))
  }

  @Test func `both reports of an audit print, and neither while it names people`() async throws {
    let screen = try await ScreenHarness.opened()
    let audit = try await planned(screen)
    let path = "/audits/\(audit.name)"
    for (part, words) in [
      ("first", "First report"), ("second", "Second report: progress of actions"),
    ] {
      let page = await screen.get("\(path)/report/\(part)")
      #expect(page.status == 200)
      #expect(page.body.contains(words) && page.body.contains("Every image is evaluated"))
      #expect(page.body.contains("Uncontrolled if printed") && page.body.contains("Still missing"))
      // Printed pages carry their own style and nothing else.
      #expect(page.headers[.contentSecurityPolicy]?.contains("script") == false)
    }
    #expect((await screen.get("\(path)/report/third")).status == 404)
    let named = try await screen.post(
      "\(path)/edit/plan",
      [
        "version": audit.version, "f:population": "Patients of Mrs Jane Smith", "keep-names": "yes",
      ])
    #expect(named.status == 303, "\(named.body)")
    for part in ["first", "second"] {
      let refused = await screen.get("\(path)/report/\(part)")
      #expect(refused.status == 422 && refused.body.contains("names people"))
      #expect(!refused.body.contains("Jane Smith"))
    }
  }

  @Test func `a licence is added by its form, and its end is said where it is due`() async throws {
    let screen = try await ScreenHarness.opened()
    let form = await screen.get("/registers/licence/add")
    #expect(form.status == 200)
    let names = form.body.matches(of: /name="(q-[^"]+)"/).map { String($0.1) }
    #expect(names.contains("q-number") && names.contains("q-validTo"), "\(names)")

    let kind = names.contains("q-kind") ? ["q-kind": "employer"] : [:]
    let wrong = try await screen.post(
      "/registers/licence/add",
      kind.merging(["q-number": "E 123", "q-validTo": "31/31/2026"]) { $1 })
    #expect(wrong.status == 422 && wrong.body.contains("E 123"), "\(wrong.body)")
    #expect(try await screen.client.records(.licence).isEmpty)

    let added = try await screen.post(
      "/registers/licence/add",
      kind.merging(["q-number": "E 123", "q-validTo": "9/3/2026"]) { $1 })
    #expect(added.location == "/registers", "\(added.body)")
    let record = try #require(try await screen.client.records(.licence).first)
    #expect(record.text("number") == "E 123" && record.text("validTo") == "2026-03-09")
    #expect((await screen.get("/registers")).body.contains("E 123"))
    #expect((await screen.get("/due")).body.contains("E 123"))
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
