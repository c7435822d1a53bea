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
    var latest = IncidentSearch()
    latest.order = .latest
    let found = try await clinic.incidents(
      matching: latest, on: .earliest, limit: limit)
    #expect(found.incidents == all.suffix(limit).reversed() && found.total == 3)
  }

  /// A few incidents that differ in what lists are ordered and narrowed by.
  private func various() async throws -> SiteClient {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let days: [JSONValue] = ["2026-03-01", "2026-02-10", "2026-02-26", "2026-03-02", "2026-02-10"]
    let modalities: [JSONValue] = ["ct", "rt-verification-imaging", "ct", .null, "plain-x-ray"]
    let places: [JSONValue] = ["CT 2", .null, "Zürich room", "ct 2", "CT 10"]
    for index in days.indices {
      try await clinic.log(
        .incident,
        [
          "discoveredOn": days[index], "modality": modalities[index], "room": places[index],
          "narrative": .string("The wrong SIDE \(index)"),
          "individuals": [["exposure": index == 4 ? "near-miss" : "accidental"]],
        ])
    }
    let first = try #require(try await clinic.incidents().last?.incident.id)
    try await clinic.withdraw(try await clinic.record(named: first), why: "logged twice")
    return clinic
  }

  @Test(arguments: IncidentOrder.allCases)
  func `a list is in its order, whole and in pages`(order: IncidentOrder) async throws {
    let clinic = try await various()
    let today = try #require(CalendarDate("2026-03-10"))
    var search = IncidentSearch()
    search.order = order
    func key(_ listed: ListedIncident) -> String? {
      let row = listed.incident
      return switch order {
      case .arrival, .latest: nil
      case .newest, .oldest: row.discoveredOn
      case .due: listed.notification?.clocks.nextDay?.description
      case .place: row.room
      case .modality: row.modality?.rawValue
      case .reference: row.reference
      case .outcome: row.outcome.rawValue
      }
    }
    var expected = try await clinic.incidents()
    if order == .latest { expected.reverse() }
    let isDown = order == .newest
    let sorted = expected.enumerated().sorted { one, other in
      let (a, b) = (key(one.element), key(other.element))
      guard a != b else { return one.offset < other.offset }
      guard let a, let b else { return b == nil }
      return isDown ? a > b : a < b
    }.map(\.element)

    #expect(try await clinic.incidents(matching: search, on: today).incidents == sorted)
    var each: [ListedIncident] = []
    try clinic.forEachIncident(matching: search, on: today) { incident, record throws(SiteError) in
      #expect(try record().reference == incident.incident.reference)
      each.append(incident)
    }
    #expect(each == sorted)
    for start in sorted.indices {
      let page = try await clinic.incidents(matching: search, on: today, offset: start, limit: 2)
      #expect(page.incidents == Array(sorted[start...].prefix(2)) && page.total == sorted.count)
    }
  }

  @Test func `each condition of a search leaves what it names`() async throws {
    let clinic = try await various()
    let all = try await clinic.incidents()
    let today = try #require(CalendarDate("2026-02-20"))
    func found(_ narrow: (inout IncidentSearch) -> Void) async throws -> [Int] {
      var search = IncidentSearch()
      narrow(&search)
      let page = try await clinic.incidents(matching: search, on: today)
      #expect(page.total == page.incidents.count)
      var each: [ListedIncident] = []
      try clinic.forEachIncident(matching: search, on: today) { incident, _ in each.append(incident)
      }
      #expect(each == page.incidents)
      return page.incidents.compactMap { all.firstIndex(of: $0) }
    }

    #expect(try await found { $0.isOpen = true } == [0, 1, 2, 3])
    #expect(try await found { $0.status = .void } == [4])
    #expect(try await found { $0.modality = .ct } == [0, 2])
    #expect(try await found { $0.site = "RBD99" } == [])
    #expect(try await found { $0.place = "ct 2" } == [0, 3])
    #expect(try await found { $0.place = "zürich" } == [2])
    #expect(try await found { $0.words = ["wrong", "side 3"] } == [3])
    #expect(try await found { $0.from = CalendarDate("2026-03-01") } == [0, 3])
    #expect(try await found { $0.to = CalendarDate("2026-02-26") } == [1, 2, 4])
    let due = all.indices.filter { all[$0].notification?.isDue(on: today) ?? false }
    #expect(try await found { $0.isDue = true } == due)
    for outcome in Set(all.map(\.incident.outcome)) {
      let same = all.indices.filter { all[$0].incident.outcome == outcome }
      #expect(try await found { $0.outcome = outcome } == same)
    }
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
