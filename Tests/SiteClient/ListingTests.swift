import IRMER
import RecordStore
import Records
import SiteClient
import Testing

@Suite("Lists")
struct ListingTests {
  @Test func `lists say of every record what the record itself says`() async throws {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let hospital = try await trust.enrolled("b", code: "CODE-2")
    let incident = try await clinic.log(.incident, SynchronisingTests.incident)
    try await clinic.log(
      .incident,
      [
        "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
        "individuals": [["exposure": "accidental"]],
        "actions": [["description": "Label it", "owner": "Lead", "due": "2026-03-20"]],
      ])
    try await clinic.log(
      .incident, ["discoveredOn": "2026-03-01", "individuals": [["exposure": "near-miss"]]])
    try await clinic.log(
      .audit,
      [
        "title": "Identity check", "programmeYear": 2026, "standards": [["id": "S1", "text": "x"]],
        "actions": [
          ["change": "Train", "due": "2026-03-20"], ["change": "Ask", "status": "done"],
        ],
      ])
    for site in [clinic, hospital] { _ = try await site.sync() }
    try await clinic.set(["room=CT 1"], on: incident.snapshot)
    try await hospital.set(["room=CT 2"], on: incident.snapshot)
    for site in [clinic, hospital, clinic] { _ = try await site.sync() }

    let rows = try await (clinic.records(.incident) + clinic.records(.audit))
      .map(ReadModel.rows(for:))
    let incidents = try await clinic.incidents()
    let audits = try await clinic.audits()

    #expect(incidents.map(\.incident) == rows.compactMap(\.incident))
    #expect(incidents.map(\.notification) == rows.filter { $0.incident != nil }.map(\.notification))
    #expect(audits.map(\.audit) == rows.compactMap(\.audit))
    #expect(
      audits.map { Set($0.actions) } == rows.filter { $0.audit != nil }.map { Set($0.actions) })
    #expect(incidents.map(\.incident.conflicts) == [1, 0, 0])
    #expect(
      try await clinic.incidents(.undetermined).map(\.incident.id)
        == rows.compactMap(\.incident).filter { $0.outcome == .undetermined }.map(\.id))
  }

  @Test(arguments: [0, 1, 2, 3, 9])
  func `the last incidents are the end of the whole list`(limit: Int) async throws {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    try await clinic.log(.incident, SynchronisingTests.incident)
    try await clinic.log(
      .audit, ["title": "Identity check", "programmeYear": 2026])
    for exposure: JSONValue in ["near-miss", "accidental"] {
      try await clinic.log(
        .incident, ["discoveredOn": "2026-03-01", "individuals": [["exposure": exposure]]])
    }

    let all = try await clinic.incidents()

    #expect(try await clinic.incidentCount() == 3 && all.count == 3)
    #expect(try await clinic.incidents(last: limit) == all.suffix(limit))
  }

  @Test func `actions are listed up to a day, and records that others changed`() async throws {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let hospital = try await trust.enrolled("b", code: "CODE-2")
    let logged = try await clinic.log(.incident, SynchronisingTests.incident)
    let other = try await clinic.log(.incident, SynchronisingTests.incident)
    try await clinic.set(["actions/-/due=2026-03-20"], on: logged.snapshot)
    try await clinic.set(["actions/-/due=2026-03-21", "actions/-/status=done"], on: other.snapshot)
    for site in [clinic, hospital] { _ = try await site.sync() }
    try await hospital.note("seen", on: try await hospital.record(named: other.reference))
    for site in [hospital, clinic] { _ = try await site.sync() }

    let day = try #require(CalendarDate("2026-03-20"))
    let late = try #require(CalendarDate("2026-03-21"))
    #expect(
      try await clinic.recordsWithOpenActions(dueBy: day).map(\.reference) == [logged.reference])
    #expect(try await clinic.recordsWithOpenActions(dueBy: late).count == 1)
    #expect(try await clinic.recordsChangedByOthers().map(\.reference) == [other.reference])
    #expect(try await hospital.recordsChangedByOthers().count == 2)
  }
}
