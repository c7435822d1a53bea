import IRMER
import Testing

@Suite("Contact directory")
struct DirectoryContactTests {
  private let directory = ContactDirectory.shipped

  @Test func `old and new contacts stand side by side, the newer first`() throws {
    let today = try #require(CalendarDate("2026-02-02"))
    let contacts = directory.contacts(of: .his, on: today)

    #expect(
      contacts.map(\.value) == [
        "Healthcare Improvement Scotland notification portal", "his.irmer@nhs.scot",
        "hcis.irmer@nhs.net",
      ])
    #expect(contacts.map(\.standing) == [.newer, .newer, .source])
  }

  /// “email: IRMERIncidents@Wales.GSI.Gov.uk”, “email: hcis.irmer@nhs.net”, “please email
  /// IRMER@cqc.org.uk” (SAUE guidance).
  @Test(arguments: [
    (ReportingBody.hiw, "IRMERIncidents@Wales.GSI.Gov.uk"), (.his, "hcis.irmer@nhs.net"),
    (.cqc, "IRMER@cqc.org.uk"),
  ])
  func `the source's own address is kept as it is`(body: ReportingBody, address: String) throws {
    let today = try #require(CalendarDate("2026-02-02"))
    let contact = directory.contacts(of: body, on: today).first { $0.value == address }

    #expect(contact?.standing == .source)
  }

  @Test func `a contact shows from the day on which it held`() throws {
    let before = try #require(CalendarDate("2024-08-27"))
    let after = try #require(CalendarDate("2024-08-28"))

    #expect(!directory.contacts(of: .hfs, on: before).contains { $0.value == "nss.iric@nhs.scot" })
    #expect(directory.contacts(of: .hfs, on: after).contains { $0.value == "nss.iric@nhs.scot" })
  }

  @Test func `a trust's own contact comes first and hides none`() throws {
    let today = try #require(CalendarDate("2026-02-02"))
    let local = Contact(
      body: .his, channel: .email, value: "new@example.org", purpose: "notify", standing: .local,
      source: "the trust", from: today)

    let contacts = directory.adding([local]).contacts(of: .his, on: today)

    #expect(contacts.first == local)
    #expect(contacts.count == 4)
  }

  @Test(arguments: ReportingBody.allCases)
  func `every body has a contact and every contact a source`(body: ReportingBody) throws {
    let today = try #require(CalendarDate("2026-02-02"))
    let contacts = directory.contacts(of: body, on: today)

    #expect(!contacts.isEmpty)
    #expect(contacts.allSatisfy { !$0.source.isEmpty && !$0.value.isEmpty })
  }

  /// “Scotland: Health Facilities Scotland. Northern Ireland: The Northern Ireland Adverse Incident
  /// Centre” and “Health and Safety Executive Northern Ireland” (SAUE guidance).
  @Test(arguments: [
    (Nation.england, ReportingBody.mhra, ReportingBody.hse), (.wales, .mhra, .hse),
    (.scotland, .hfs, .hse), (.northernIreland, .niaic, .hseni),
  ])
  func `devices, workers and the public have a body by nation`(
    nation: Nation, devices: ReportingBody, workers: ReportingBody
  ) {
    #expect(ReportingBody.forDevices(in: nation) == devices)
    #expect(ReportingBody.forWorkersAndPublic(in: nation) == workers)
  }
}

@Suite("Regulator's process")
struct DirectoryProcessTests {
  @Test func `the CQC has the six steps of its guidance, in order`() {
    let steps = RegulatorProcess.of(.cqc).steps

    #expect(
      steps.map(\.text) == [
        "conduct initial risk triage", "review the full report",
        "progress the notification by email correspondence or a site visit",
        "signal closure of the notification by email",
        "categorise the incident for internal reporting",
        "publish headline findings in our annual report",
      ])
    #expect(steps.allSatisfy { $0.isQuoted })
    #expect(steps.filter { !$0.isSeenByEmployer }.map(\.number) == [1, 5, 6])
  }

  /// “Otherwise, we will wait until you have submitted your full report before we review it.” (SAUE guidance)
  @Test(arguments: Authority.allCases)
  func `no step but triage comes before the report`(authority: Authority) {
    let steps = RegulatorProcess.of(authority).steps

    #expect(steps.filter { !$0.needsReport }.map(\.id) == ["triage"])
    #expect(steps.map(\.number) == Array(1...steps.count))
    #expect(Set(steps.map(\.id)).count == steps.count)
    // The authority's own work: employers are not informed of these (R134).
    #expect(
      steps.filter { !$0.isSeenByEmployer }.map(\.id)
        == ["triage", "categorisation", "publication"])
  }

  @Test func `Wales has seven steps, closure after provisional closure`() {
    let process = RegulatorProcess.of(.hiw)

    #expect(process.steps.count == 7)
    #expect(process.steps[3].id == "provisional-closure")
    #expect(process.steps[4].id == "closure")
    #expect(process.note != nil)
  }

  @Test(arguments: [Authority.rqia, .his])
  func `the other authorities have the source's six, said to be the CQC's`(authority: Authority) {
    let process = RegulatorProcess.of(authority)

    #expect(process.steps == RegulatorProcess.of(.cqc).steps)
    #expect(process.note?.contains("not established") == true)
  }
}
