import Aggregation
import HTTPTypes
import IRMER
import Records
import Replication
import Screens
import TestSupport
import Testing

@testable import Web

@Suite("Ticks of a proposed theme")
struct ThemeTickTests {
  private let harness: WebHarness
  private let session: WebHarness.Credential
  private var ids: [String] = []

  /// Five films of the wrong patient, below every dose threshold, with one cause.
  init() async throws {
    harness = try WebHarness()
    session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    for day in ["02", "05", "09", "12", "16"] {
      ids.append(
        try await harness.centre.add(
          .incident,
          [
            "discoveredOn": .string("2026-02-\(day)"), "modality": "plain-x-ray",
            "department": "ED X-ray", "clinicallySignificant": "no",
            "individuals": [
              [
                "exposure": "accidental", "ageAtExposure": 40, "procedureFailure": true,
                "causeClass": "human-error", "differenceKinds": ["patient"],
                "effectiveDose": ["intended": "0", "total": "0.02"],
              ]
            ],
            "classification": [
              "tiers": [
                "tier1": "Referrer", "tier2": "incorrect referral", "tier3": "wrong patient",
              ]
            ],
          ], by: principal))
    }
  }

  private func decide(_ incidents: [String]) async throws -> WebHarness.Answer {
    let page = await harness.get("/themes", as: session)
    let token = try #require(page.hidden("form-token"))
    let fields =
      [
        ("form-token", token), ("ground", "cause"), ("title", "Wrong patient"),
        ("identifiedOn", "2026-02-28"), ("complementary", "M1"), ("why", "One list"),
        ("decision", "confirm"),
      ] + incidents.map { ("incidents", $0) }
    let body = fields.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
    return await harness.send(
      .post, "/themes", headers: session.headers, body: Array(body.utf8))
  }

  @Test func `every incident of a proposal has a tick of its own`() async throws {
    let page = await harness.get("/themes", as: session).body

    for id in ids {
      #expect(page.contains("name=\"incidents\" value=\"\(id)\" checked"), "\(id)")
    }
  }

  @Test func `a heading says what is shared, where, how many and when`() async throws {
    let principal = try await harness.principal(session)
    for day in ["2026-02-03", "2026-02-20"] {
      _ = try await harness.centre.add(
        .incident,
        [
          "discoveredOn": .string(day), "modality": "ct", "equipment": ["fault": "couch stops"],
          "individuals": [["exposure": "unintended"]],
        ], by: principal)
    }

    let page = await harness.get("/themes", as: session).body
    let headings = page.matches(of: #/<h3 id="p[0-9]+">([^<\n]*)/#).map { String($0.1) }

    #expect(headings.count == Set(headings).count && headings.count >= 2, "\(headings)")
    #expect(
      headings.contains(
        "Fault “couch stops”, RBD, CT: 2 incidents, 3 February 2026 to 20 February 2026"),
      "\(headings)")
    #expect(
      headings.contains {
        $0.hasPrefix("Wrong patient (category 1), RBD, Plain X-ray: 5 incidents")
      },
      "\(headings)")
  }

  @Test func `a page shows so many proposals and themes, and leads to the others`() async throws {
    let principal = try await harness.principal(session)
    for number in 1...6 {
      for day in ["2026-02-03", "2026-02-20"] {
        _ = try await harness.centre.add(
          .incident,
          [
            "discoveredOn": .string(day), "equipment": ["fault": .string("fault \(number)")],
            "individuals": [["exposure": "unintended"]],
          ], by: principal)
      }
    }
    let total = try await harness.centre.themeProposals(limit: 0).total
    for number in 1...21 {
      _ = try await harness.centre.judge(
        ThemeJudgement(
          isTheme: true, title: "Theme \(number)", why: "seen", ground: "same-fault",
          incidents: Array(ids.prefix(2)), identifiedOn: harness.centre.today,
          complementary: ["M1"]), by: principal)
    }

    let first = await harness.get("/themes", as: session).body
    let last = await harness.get("/themes?start=5&decided=20", as: session).body

    #expect(total > 5 && first.matches(of: #/<h3 id="p/#).count == 5)
    #expect(last.matches(of: #/<h3 id="p/#).count == total - 5)
    #expect(first.contains("href=\"/themes?start=5\" rel=\"next\""))
    #expect(first.contains("Themes 1 to 20 of 21") && first.contains("/themes?decided=20"))
    #expect(first.contains("Theme 21</a>") && !first.contains("Theme 1</a>"))
    #expect(last.contains("Theme 1</a>") && !last.contains("Theme 2</a>"))
  }

  @Test func `only what keeps its tick belongs to the theme`() async throws {
    let answer = try await decide(Array(ids.prefix(3)))

    #expect(answer.status == 303, "\(answer.body)")
    let theme = try #require(
      try await harness.centre.snapshots(of: .theme).map(ThemeView.init).first)
    #expect(theme.incidents == Set(ids.prefix(3)))
  }

  @Test(arguments: [0, 1]) func `fewer than two ticks make no theme`(count: Int) async throws {
    let answer = try await decide(Array(ids.prefix(count)))

    #expect(answer.status == 422)
    #expect(try await harness.centre.snapshots(of: .theme).isEmpty)
  }
}
