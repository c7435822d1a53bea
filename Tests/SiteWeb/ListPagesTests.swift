import IRMER
import Records
import SiteClient
import Testing

@testable import SiteWeb

@Suite("Themes, lists of codes and known names on the site's screen")
struct ListPagesTests {
  @Test func `a theme is added, shown and changed`() async throws {
    let screen = try await ScreenHarness.opened()
    let added = try await screen.post(
      "/registers/theme/add", ["q-title": "Collimator faults", "q-identifiedOn": "1/3/2026"])
    #expect(added.location == "/registers", "\(added.body)")
    let theme = try #require(try await screen.client.records(.theme).first)
    let list = await screen.get("/registers")
    #expect(list.body.contains("Collimator faults") && list.body.contains("1 March 2026"))

    let path = "/registers/theme/\(theme.name)"
    let form = await screen.get(path)
    #expect(form.status == 200)
    let version = try #require(form.hidden("version"))
    let saved = try await screen.post(
      path, ["version": version, "f:description": "Two on one day"])
    #expect(saved.location == "/registers", "\(saved.body)")
    #expect(
      try await screen.client.record(named: theme.name).text("description") == "Two on one day")
  }

  // MARK: Lists of codes

  private static let codes =
    "code,label\r\nC1,Wrong patient\r\nC2,\"Wrong site, left and right\"\r\n"

  private func imported(_ screen: ScreenHarness, _ changes: [String: String] = [:]) async throws
    -> ScreenHarness.Answer
  {
    try await screen.upload(
      "/code-lists",
      ["list": "cqc-tier1", "source": "CQC annual report", "dated": "1/11/2024"].merging(changes) {
        $1
      }, file: Self.codes, named: "table")
  }

  @Test func `a list of codes is imported, shown, replaced and removed`() async throws {
    let screen = try await ScreenHarness.opened()
    #expect(try await imported(screen).location == "/code-lists")
    #expect(try screen.client.codeLists().first?.codes["C2"] == "Wrong site, left and right")
    let all = await screen.get("/code-lists")
    #expect(all.body.contains("2 codes, CQC annual report, 1 November 2024"), "\(all.body)")
    let one = await screen.get("/code-lists/cqc-tier1")
    #expect(one.body.contains("Wrong patient"))

    #expect(try await imported(screen, ["source": "Another"]).location == "/code-lists")
    #expect(try screen.client.codeLists().map(\.source) == ["Another"])
    #expect(try await screen.post("/code-lists/cqc-tier1/remove", [:]).location == "/code-lists")
    #expect(try screen.client.codeLists().isEmpty)
    #expect(await screen.get("/code-lists/cqc-tier1").status == 404)
  }

  @Test(arguments: [
    (["list": "other"], "list"), (["source": " "], "source"), (["dated": "31/2/2024"], "dated"),
  ])
  func `what is missing of a list is said beside its field`(
    changes: [String: String], field: String
  ) async throws {
    let screen = try await ScreenHarness.opened()
    let answer = try await imported(screen, changes)
    #expect(answer.status == 422 && answer.body.contains("href=\"#\(field)\""))
    #expect(try screen.client.codeLists().isEmpty)
  }

  @Test(arguments: ["", "a,b\r\n1,2\r\n", "code,label\r\n", "code,label\r\nC1,x\r\nC1,y\r\n"])
  func `a sheet that is no list of codes is refused, with the reason`(sheet: String) async throws {
    let screen = try await ScreenHarness.opened()
    let answer = try await screen.upload(
      "/code-lists", ["list": "cqc-tier1", "source": "CQC", "dated": "2024-11-01"], file: sheet,
      named: "table")
    #expect(answer.status == 422 && answer.body.contains("href=\"#table\""))
    #expect(answer.body.contains("value=\"CQC\""))
    #expect(try screen.client.codeLists().isEmpty)
  }

  // MARK: Known names

  @Test func `a name is added, found in a text, and removed`() async throws {
    let screen = try await ScreenHarness.opened()
    let added = try await screen.post(
      "/known-people", ["role": "Radiographer", "names": "Quill Vantongeren\r\nQ Vantongeren\r\n"])
    #expect(added.location == "/known-people", "\(added.body)")
    #expect(
      try screen.client.storedPeople().first?.names == ["Quill Vantongeren", "Q Vantongeren"])
    #expect(await screen.get("/known-people").body.contains("Quill Vantongeren, Q Vantongeren"))
    #expect(try screen.client.storedPeople().first?.role == "Radiographer")

    let stale = try await screen.post("/known-people/remove", ["number": "1", "names": "Other"])
    #expect(try stale.status == 409 && screen.client.storedPeople().count == 1)
    let removed = try await screen.post(
      "/known-people/remove", ["number": "1", "names": "Quill Vantongeren, Q Vantongeren"])
    #expect(try removed.location == "/known-people" && screen.client.storedPeople().isEmpty)
  }

  @Test(arguments: [["role": "", "names": "Quill"], ["role": "Radiographer", "names": " \r\n "]])
  func `a role and a name are needed, and what was typed is kept`(
    fields: [String: String]
  ) async throws {
    let screen = try await ScreenHarness.opened()
    let answer = try await screen.post("/known-people", fields)
    #expect(answer.status == 422 && answer.body.contains("Give a role and at least one name"))
    #expect(try screen.client.storedPeople().isEmpty)
  }

  @Test func `a sheet replaces the list, or changes nothing`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/known-people", ["role": "Clinician", "names": "Old Name"])
    for sheet in ["", "name\r\nA\r\n", "role,name\r\n", "role,name\r\n,Quill\r\n"] {
      let refused = try await screen.upload(
        "/known-people/table", [:], file: sheet, named: "table")
      #expect(refused.status == 422, "\(sheet)")
      #expect(try screen.client.storedPeople().map(\.role) == ["Clinician"])
    }
    let replaced = try await screen.upload(
      "/known-people/table", [:], file: "role,name,other\r\nRadiographer,Quill V,Q V\r\n",
      named: "table")
    #expect(replaced.location == "/known-people")
    #expect(try screen.client.storedPeople().map(\.names) == [["Quill V", "Q V"]])
  }
}
