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

@Suite("Lists")
struct ListTests {
  private static let examples: [(String, JSONValue)] = [
    (
      "RBD01",
      [
        "discoveredOn": "2026-02-20", "modality": "ct", "room": "CT 2", "department": "Imaging",
        "narrative": "The wrong side of the pelvis was scanned after a transposed request.",
        "individuals": [
          ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
        ], "actions": [["description": "Retrain the team", "owner": "lead", "due": "2026-02-25"]],
      ]
    ),
    (
      "RBD02",
      [
        "discoveredOn": "2026-02-27", "modality": "plain-x-ray",
        "narrative": "Repeat of a knee image; the set-up error was seen at once.",
        "individuals": [["exposure": "unintended", "ageAtExposure": 30]],
      ]
    ),
    (
      "RBD02",
      [
        "discoveredOn": "2025-11-05", "modality": "ct", "narrative": "=HYPERLINK(\"x\")",
        "clinicallySignificant": "no",
        "individuals": [
          [
            "exposure": "unintended", "ageAtExposure": 30,
            "effectiveDose": ["intended": "1", "total": "1.1"],
          ]
        ],
      ]
    ),
  ]

  /// Incidents as sites write them.
  private static func fill(_ harness: WebHarness, _ documents: [(String, JSONValue)] = examples)
    throws
  {
    var generator = SystemRandomNumberGenerator()
    for (site, document) in documents {
      let scope = try #require(Scope(site))
      let context = AuthorContext(
        role: "operator", site: scope, nation: .england, now: harness.centre.moment)
      let id = RecordID.make(using: &generator)
      let draft = try Draft(
        .incident, document: document, id: id, context: context, using: &generator)
      _ = try harness.centre.store.write([
        Change(
          record: id, kind: "incident", scope: scope, author: "operator",
          operations: draft.operations)
      ])
    }
  }

  private static func items(_ answer: WebHarness.Answer) throws -> [JSONValue] {
    try #require(try JSONValue(parsing: answer.body)["items"]?.array)
  }

  @Test(arguments: [
    ("", 3), ("site=RBD02", 2), ("modality=ct", 2), ("modality=ct&site=RBD02", 1),
    ("q=pelvis", 1), ("q=PELVIS+transposed", 1), ("q=%22set-up+error%22", 1),
    ("q=%22error+set-up%22", 0), ("code=1", 1), ("code=4.2b", 0), ("department=imaging", 1),
    ("from=2026-02-21", 1), ("to=2026-02-20", 2), ("outcome=undetermined", 1),
    ("addedSince=2026-03-01T12:00:00Z", 3), ("addedSince=2026-03-01T12:00:01Z", 0),
    ("state=logged", 3), ("state=closed", 0),
  ])
  func `a list is narrowed by what was asked for, and counted`(query: String, count: Int)
    async throws
  {
    let harness = try WebHarness()
    try Self.fill(harness)
    let token = try await harness.token(.reader)

    let answer = await harness.get("/api/v1/incidents?\(query)", as: token)

    let document = try JSONValue(parsing: answer.body)
    #expect(answer.status == 200)
    #expect(document["items"]?.array?.count == count, "\(answer.body)")
    #expect(document["total"]?.integer == count)
    let page = await harness.get("/incidents?\(query)", as: try await harness.session(.reader))
    #expect(page.body.contains("<strong>\(Wording.count(count, "incident"))</strong>"))
  }

  @Test func `pages of any order neither repeat nor skip`() async throws {
    let harness = try WebHarness()
    try Self.fill(
      harness,
      (0..<23).map {
        ("RBD0\($0 % 3 + 1)", ["discoveredOn": .string("2026-01-\(10 + $0 % 7)")] as JSONValue)
      })
    let token = try await harness.token(.reader)

    for sort in ListShape.incidents.sortWords {
      var (seen, cursor, pages) = ([String](), nil as String?, 0)
      repeat {
        let path = "/api/v1/incidents?limit=5&sort=\(sort)" + (cursor.map { "&cursor=\($0)" } ?? "")
        let document = try JSONValue(parsing: await harness.get(path, as: token).body)
        seen += (document["items"]?.array ?? []).compactMap { $0["id"]?.string }
        #expect(document["total"]?.integer == 23, "the total is of the whole list: \(sort)")
        cursor = document["next"]?.string
        pages += 1
      } while cursor != nil && pages < 10
      #expect(seen.count == 23 && Set(seen).count == 23, "\(sort): \(seen.count)")
    }
  }

  @Test func `whoever goes on from the last change misses none`() async throws {
    let harness = try WebHarness()
    try Self.fill(harness)
    let token = try await harness.token(.reader)
    let first = try Self.items(
      await harness.get("/api/v1/incidents?updatedSince=2020-01-01T00:00:00Z", as: token))
    harness.advance(hours: 1)
    let principal = try await harness.principal(try await harness.session(.mpe))
    let id = try #require(first[0]["id"]?.string)
    let snapshot = try await harness.centre.snapshot(named: id)
    try await harness.centre.edit(
      id, version: snapshot.version, by: principal
    ) { snapshot, context, generator throws(ValidationError) in
      try Edit.note("asked the operator", on: snapshot, context: context, using: &generator)
    }

    let later = try Self.items(
      await harness.get("/api/v1/incidents?updatedSince=2026-03-01T12:30:00Z", as: token))
    let all = try Self.items(
      await harness.get("/api/v1/incidents?updatedSince=2020-01-01T00:00:00Z", as: token))

    #expect(later.map { $0["id"]?.string } == [id])
    #expect(
      all.map { $0["id"]?.string } == (first.dropFirst() + [first[0]]).map { $0["id"]?.string })
    #expect(later[0]["updatedAt"] == "2026-03-01T13:00:00Z")
  }

  @Test(arguments: [
    ("/api/v1/incidents?staet=closed", "staet"), ("/api/v1/coverage?sort=site", "sort"),
    ("/api/v1/notifications?sort=owner", "sort"), ("/api/v1/incidents?q=", "q"),
    ("/api/v1/incidents?updatedSince=yesterday", "updatedSince"),
    ("/api/v1/openapi.json?x=1", "x"), ("/api/v1/notifications?due=never", "due"),
  ])
  func `a parameter that is not known or not usable is named`(path: String, field: String)
    async throws
  {
    let harness = try WebHarness()

    let answer = await harness.get(path, as: try await harness.token(.reader))

    #expect(answer.status == 400)
    #expect(try JSONValue(parsing: answer.body)["field"]?.string == field, "\(answer.body)")
  }

  @Test func `actions are listed with their days, and late ones as overdue`() async throws {
    let harness = try WebHarness()
    try Self.fill(harness)
    let session = try await harness.session(.reader)

    let page = await harness.get("/actions?state=overdue", as: session)
    let none = await harness.get("/actions?state=done", as: session)

    #expect(page.body.contains("Retrain the team") && page.body.contains("Overdue"))
    #expect(none.body.contains("Nothing fits"))
  }

  @Test func `what is shown is exported under the day's name, and no formula runs`() async throws {
    let harness = try WebHarness()
    try Self.fill(harness)

    let answer = await harness.get(
      "/incidents.csv?site=RBD02", as: try await harness.session(.reader))

    let lines = answer.body.split(separator: "\r\n")
    #expect(
      answer.headers[.contentDisposition]
        == "attachment; filename=\"candour-incidents-2026-03-01.csv\"")
    #expect(lines.count == 3 && lines[0].hasPrefix("reference,id,site,discovered,outcome"))
    #expect(answer.body.contains("\"'=HYPERLINK(\"\"x\"\")\""))
  }

  @Test func `a list is kept under a name, and leads nowhere else`() async throws {
    let harness = try WebHarness()
    try Self.fill(harness)
    let session = try await harness.session(.reader)
    let page = await harness.get("/incidents?site=RBD02", as: session)
    let token = try #require(page.hidden("form-token"))
    func save(_ path: String) async -> WebHarness.Answer {
      await harness.post(
        "/views", ["form-token": token, "name": "Harbour", "path": path], as: session)
    }

    let saved = await save("/incidents?site=RBD02")

    #expect(saved.status == 303 && saved.headers[.location] == "/incidents?site=RBD02")
    #expect(await harness.get("/incidents", as: session).body.contains(">Harbour</a>"))
    for path in ["https://elsewhere.example/", "//elsewhere.example", "/people", "/incidentsx"] {
      #expect(await save(path).status == 422, "\(path)")
    }
    let other = try await harness.session(.mpe)
    #expect(!(await harness.get("/incidents", as: other)).body.contains("Harbour"))
  }

  @Test func `days are read as people write them, and a bad one says so beside the form`()
    async throws
  {
    let harness = try WebHarness()
    try Self.fill(harness)
    let session = try await harness.session(.reader)

    let page = await harness.get("/incidents?from=21+Feb&to=today", as: session)
    let bad = await harness.get("/incidents?from=soon&site=RBD02", as: session)

    #expect(page.body.contains("<strong>1 incident</strong>"))
    #expect(bad.status == 400 && bad.body.contains("There is a problem"))
    #expect(bad.body.contains("value=\"soon\""))
  }

  @Test func `a search counts all, shows the words around, and forgets what was redacted`()
    async throws
  {
    let harness = try WebHarness()
    try Self.fill(harness)
    let session = try await harness.session(.governance)

    let page = await harness.get("/search?q=transposed", as: session)
    let nothing = await harness.get("/search?q=transposed+knee", as: session)

    #expect(page.body.contains("<strong>1 record</strong>"))
    #expect(page.body.contains("after a transposed request"))
    #expect(nothing.body.contains("Nothing was found"))

    let found = try #require(try await harness.centre.search("transposed").found.first)
    let record = await harness.get("/incidents/\(found.snapshot.name)", as: session)
    let fields = [
      "form-token": try #require(record.hidden("form-token")),
      "version": try #require(record.hidden("version")), "action": "redact", "path": "narrative",
      "why": "it named somebody",
    ]
    let redacted = await harness.post(
      "/incidents/\(found.snapshot.name)", fields, as: session)
    #expect(redacted.status == 303, "\(redacted.body)")
    #expect(try await harness.centre.search("transposed").total == 0)
  }

  @Test func `every property of the interface is described`() throws {
    let schemas = try #require(OpenAPI.document["components"]?["schemas"]?.object)
    var bare: Set<String> = []
    func look(_ value: JSONValue, _ place: String) {
      for (key, member) in value.object?.members ?? [] {
        if key == "properties" {
          for (name, property) in member.object?.members ?? [] where property["description"] == nil
          {
            bare.insert("\(place)/\(name)")
          }
        }
        look(member, place + "/" + key)
      }
      for item in value.array ?? [] { look(item, place) }
    }
    look(.object(schemas), "")
    look(OpenAPI.document["paths"] ?? .null, "paths")

    #expect(bare.isEmpty, "\(bare.sorted())")
  }
}
