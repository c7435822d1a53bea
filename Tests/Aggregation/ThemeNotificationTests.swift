import IRMER
import RecordStore
import Records
import Testing

@testable import Aggregation

@Suite("Themes at the centre")
struct ThemeNotificationTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  private func threeIncidents(nations: [String] = ["england"]) async throws -> [String] {
    let sites = [try await harness.site("RBD01"), try await harness.site("RBD02")]
    var ids: [String] = []
    for number in 0..<3 {
      let facts = Facts.protocolFailure(
        discoveredOn: "2026-01-2\(number)", nation: nations[number % nations.count])
      ids.append(try await harness.log(facts, at: sites[number % 2]))
    }
    return ids
  }

  private func confirm(
    _ incidents: [String], identifiedOn: String = "2026-02-27", codes: [String] = ["M4.2b"]
  ) async throws -> [String] {
    try await centre.judge(
      ThemeJudgement(
        isTheme: true, title: "Immobilisation", why: "one protocol", ground: "category/4.2b",
        incidents: incidents, identifiedOn: try #require(CalendarDate(identifiedOn)),
        complementary: codes), by: harness.governance)
  }

  @Test func `incidents across sites are proposed with the code they would have`() async throws {
    _ = try await threeIncidents()

    let proposals = try await centre.themeProposals().proposals

    #expect(proposals.map(\.proposal.sites) == [["RBD01", "RBD02"]])
    #expect(proposals.map(\.complementary) == [["M4.2b"]])
    #expect(proposals.first?.proposal.strength == .proposed)
  }

  @Test func `a confirmed theme is a notification of its own with its own clock`() async throws {
    let incidents = try await threeIncidents()
    let before = try await centre.notifications(Filter()).items

    let theme = try await confirm(incidents)

    let after = try await centre.notifications(Filter()).items
    let own = after.filter { $0["kind"] == "theme" }
    #expect(own.map { $0["incident"]?.string } == theme)
    #expect(own.first?["notifyBy"] == "2026-03-13" && own.first?["reportBy"] == "2026-05-22")
    #expect(own.first?["state"] == "due" && own.first?["complementary"] == ["M4.2b"])
    #expect(after.filter { $0["kind"] == "incident" } == before, "nothing older is graded again")
    #expect(
      try await centre.themeProposals().proposals.isEmpty, "what is decided is not proposed again")
    #expect(try centre.store.verify().isSound)
  }

  @Test func `a theme across two nations is a notification to each authority`() async throws {
    let incidents = try await threeIncidents(nations: ["england", "scotland"])

    _ = try await confirm(incidents)

    let own = try await centre.notifications(Filter()).items.filter { $0["kind"] == "theme" }
    #expect(Set(own.compactMap { $0["authority"]?.string }) == ["CQC", "HIS"])
  }

  @Test func `a site's list holds the themes that hold its incidents`() async throws {
    _ = try await confirm(try await threeIncidents())
    var filter = Filter()
    filter.site = "RBD02"

    let kinds = try await centre.notifications(filter).items.map { $0["kind"]?.string }

    #expect(kinds.contains("theme") && kinds.contains("incident"))
  }

  @Test func `the steps of a theme go in their order`() async throws {
    let theme = try await confirm(try await threeIncidents())[0]
    func state() async throws -> String? {
      try await centre.notifications(Filter()).items.first { $0["kind"] == "theme" }?["state"]?
        .string
    }
    await #expect(throws: EditRefusal.self) {
      try await harness.set(theme, "report/sentOn=2026-03-01")
    }

    try await harness.set(
      theme, "notification/submittedOn=2026-02-28", "notification/reference=SAUE-1")
    #expect(try await state() == "notified")
    await #expect(throws: EditRefusal.self) {
      try await harness.set(theme, "regulator/closureOn=2026-03-01")
    }
    try await harness.set(theme, "report/sentOn=2026-02-28")
    #expect(try await state() == "report-sent")
    try await harness.set(theme, "regulator/withAuthorityOn=2026-02-28")
    #expect(try await state() == "with-authority")
    try await harness.set(theme, "regulator/closureOn=2026-03-01")
    #expect(try await state() == "closed")
  }

  @Test func `an incident that comes late joins the theme and starts no second clock`() async throws
  {
    let theme = try await confirm(try await threeIncidents())[0]
    let late = try await harness.log(
      Facts.protocolFailure(discoveredOn: "2026-01-25"), at: try await harness.site("RBD03"))

    let proposal = try #require(try await centre.themeProposals().proposals.first)
    #expect(proposal.proposal.newIncidents == [late] && proposal.overlapping == [theme])
    try await centre.join(
      theme, version: try await harness.version(theme), incidents: proposal.proposal.newIncidents,
      why: "the same protocol", by: harness.governance)

    #expect(try await centre.themeProposals().proposals.isEmpty)
    let own = try await centre.notifications(Filter()).items.filter { $0["kind"] == "theme" }
    #expect(own.map { $0["notifyBy"]?.string } == ["2026-03-13"])
    #expect(own.first?["reasons"]?.serialized().contains("RBD01, RBD02, RBD03") == true)
  }

  @Test(arguments: [
    ("2026-03-02", "M4.2b", 3, "in-the-future"), ("2026-03-01", "4.2b", 3, "unknown-code"),
    ("2026-03-01", "", 3, "unknown-code"), ("2026-03-01", "M4.2b", 1, "not-a-theme"),
  ])
  func `what no theme can be is refused`(
    day: String, code: String, count: Int, error: String
  ) async throws {
    let incidents = try await threeIncidents()

    do {
      _ = try await confirm(
        Array(incidents.prefix(count)), identifiedOn: day, codes: code.isEmpty ? [] : [code])
      Issue.record("it was written")
    } catch EditRefusal.invalid(let refusal) {
      #expect(refusal.code == error)
    }
  }

  @Test func `what came after the notification is said, and makes no second one`() async throws {
    let clinic = try await harness.site("RBD01")
    let id = try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-20"), at: clinic)
    try await harness.set(
      id, "notification/submittedOn=2026-02-28", "notification/codes=1",
      "notification/discoveredOn=2026-02-20", "notification/reference=SAUE-1", "status=notified")

    try await harness.set(id, "discoveredOn=2026-02-18", why: "the log of the scanner")
    try await harness.set(
      id, "individuals/0/effectiveDose/total=0.5", why: "read from the wrong line")

    let items = try await centre.notifications(Filter()).items
    let reasons = items.flatMap { $0["reasons"]?.array ?? [] }.compactMap(\.string)
    #expect(items.count == 1 && items.first?["state"] == "notified")
    #expect(reasons.contains { $0.contains("do not ask for it: tell the authority") })
    #expect(reasons.contains { $0.contains("discovered on 2026-02-20, now that is 2026-02-18") })
  }
}
