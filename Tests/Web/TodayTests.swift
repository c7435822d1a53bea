import Aggregation
import Foundation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import Screens
import TestSupport
import Testing

@testable import Web

@Suite("Today")
struct TodayTests {
  /// One that is overdue to notify, one whose last day is today, one undetermined for two reasons.
  private func fill(_ harness: WebHarness) throws {
    var generator = SystemRandomNumberGenerator()
    let site = try #require(Scope("RBD01"))
    let context = AuthorContext(
      role: "operator", site: site, nation: .england, now: harness.centre.moment)
    let notifiable: JSONValue = [
      ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
    ]
    let documents: [JSONValue] = [
      ["discoveredOn": "2026-02-01", "modality": "ct", "individuals": notifiable],
      ["discoveredOn": "2026-02-15", "modality": "ct", "individuals": notifiable],
      [
        "discoveredOn": "2026-02-26", "modality": "ct",
        "individuals": [["exposure": "accidental", "ageAtExposure": 40]],
      ],
    ]
    for document in documents {
      let id = RecordID.make(using: &generator)
      let draft = try Draft(
        .incident, document: document, id: id, context: context, using: &generator)
      _ = try harness.centre.store.write([
        Change(
          record: id, kind: "incident", scope: site, author: "operator",
          operations: draft.operations)
      ])
    }
  }

  @Test func `every figure leads to a list of just so many`() async throws {
    let harness = try WebHarness()
    try fill(harness)
    let session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    for day in ["2026-02-01", "2026-12-01"] {
      _ = try await harness.centre.add(
        .audit,
        ["title": "Audit", "firstReport": ["due": .string(day)]],
        by: principal)
    }

    let report = try await harness.centre.todayReport()

    let counts = Dictionary(
      uniqueKeysWithValues: report.figures.map { ($0.subject, $0.count) })
    #expect(counts[.overdueToNotify] == 1 && counts[.lastDay] == 1)
    #expect(counts[.undecidedSignificance] == 1 && counts[.missingDose] == 1)
    #expect(counts[.new] == 3 && counts[.auditsOverdue] == 1)
    for figure in report.figures {
      let page = await harness.get(figure.path, as: session)
      #expect(page.status == 200, "\(figure.path)")
      let nouns = [
        "/notifications": "notification", "/incidents": "incident", "/audits": "audit",
        "/actions": "action",
      ]
      let list = String(figure.path.prefix { $0 != "?" })
      guard let noun = nouns[list] else { continue }
      #expect(
        page.body.contains("<strong>\(Wording.count(figure.count, noun))</strong>"),
        "\(figure.subject): \(figure.count)")
    }
  }

  @Test func `the first page offers what settles an open one`() async throws {
    let harness = try WebHarness()
    try fill(harness)

    let session = try await harness.session(.mpe)
    let page = await harness.get("/", as: session)
    let reader = await harness.get("/", as: try await harness.session(.reader))

    #expect(page.body.contains("#step-significance\">Decide significance</a>"))
    #expect(page.body.contains("#step-dose\">Enter the dose</a>"))
    #expect(!reader.body.contains("Enter the dose"))
    // Only one of the two is the next step: the other's form is unfolded, too.
    for step in ["significance", "dose"] {
      let link = try #require(
        page.body.firstMatch(of: try Regex("href=\"(/incidents/[^\"]*step=\(step))#step-\(step)\""))
      )
      let record = await harness.get(
        String(try #require(link.output[1].substring)), as: session)
      let place = try #require(record.body.firstRange(of: "id=\"step-\(step)\"")).upperBound
      #expect(!record.body[place...].hasPrefix(">" + "<summary>"), "\(step) is folded")
    }
  }

  @Test func `a first visit is called one, and the next day counts from it`() async throws {
    let harness = try WebHarness()
    try fill(harness)
    let session = try await harness.session(.governance)

    let first = await harness.get("/", as: session)
    #expect(first.body.contains("This is your first visit"))
    #expect(first.body.contains("new incidents in the last seven days"))
    #expect(!first.body.contains("since your last visit"))

    try await harness.centre.writeAccesses()
    harness.advance(hours: 24)
    let second = await harness.get("/", as: try await harness.session(.governance))
    #expect(second.body.contains("New incidents are counted since your last visit"))
  }

  @Test func `the state in SQL is the state of the rules, for every step and day`() async throws {
    let harness = try WebHarness()
    try fill(harness)
    for hours in [0, 24 * 20, 24 * 60, 24 * 90] as [Int64] {
      harness.advance(hours: hours)
      let today = harness.centre.today
      for state in NotificationState.allCases {
        var filter = Filter()
        filter.state = state.rawValue
        let page = try await harness.centre.notificationRows(filter)
        let all = try await harness.centre.notificationRows(Filter())
        #expect(page.items.allSatisfy { $0.row.state(on: today) == state })
        #expect(page.total == all.items.count { $0.row.state(on: today) == state })
      }
    }
  }

  @Test func `a calendar shows days by an address that can be ended`() async throws {
    let harness = try WebHarness()
    try fill(harness)
    let session = try await harness.session(.mpe)
    let form = await harness.get("/calendar", as: session)
    let token = try #require(form.hidden("form-token"))

    let made = await harness.post(
      "/calendar", ["form-token": token, "decision": "make"], as: session)
    let start = try #require(made.body.firstRange(of: "/calendar/cal_")).lowerBound
    let path = String(made.body[start...].prefix { $0 != "<" })
    let feed = await harness.get(path)

    #expect(feed.status == 200 && feed.headers[.contentType]?.hasPrefix("text/calendar") == true)
    #expect(feed.body.contains("SUMMARY:Notify CQC: "))
    #expect(feed.body.contains("DTSTART;VALUE=DATE:20260215"))
    #expect(feed.body.contains("SUMMARY:Report to CQC: "))
    #expect(feed.body.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 75 })
    let links = feed.body.replacing("\r\n ", with: "").split(separator: "\r\n").compactMap {
      $0.firstRange(of: "/incidents/").map { [line = $0] in String(line[$0.lowerBound...]) }
    }
    #expect(!links.isEmpty)
    for link in links {
      #expect(link.hasPrefix("/incidents/RBD01:"), "the site is part of a record's name")
      #expect(await harness.get(link, as: session).status == 200)
      let before = link.replacing("RBD01:", with: "")
      #expect(await harness.get(before, as: session).status == 200, "links of earlier versions")
    }

    _ = await harness.post("/calendar", ["form-token": token, "decision": "end"], as: session)
    #expect(await harness.get(path).status == 404)
    #expect(await harness.get("/calendar/cal_wrong.ics").status == 404)
  }
}
