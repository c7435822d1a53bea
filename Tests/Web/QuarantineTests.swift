import Aggregation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Web

/// The effect of invalid entries on pages and lists: none.
@Suite("Entries that are not in order, on pages and in lists")
struct QuarantineTests {
  private let harness: WebHarness
  private let token: WebHarness.Credential
  private let session: WebHarness.Credential
  private let record = RecordID(high: 6, low: 6)

  init() async throws {
    harness = try WebHarness()
    token = try await harness.token(.governance)
    session = try await harness.session(.governance)
  }

  private func enrol(_ device: HostileDevice, site: String) async throws {
    let scope = try #require(Scope(site))
    let secret = try await harness.centre.makeEnrolmentCode(site: scope, role: .site)
    _ = try await harness.centre.enrol(
      EnrolmentRequest.signed(code: secret.text, site: scope, name: "", by: device.key))
  }

  private func deliver(_ device: HostileDevice) async throws {
    let caller = SyncExchange.Caller(
      replica: device.key.replica, scopes: [device.log.descriptor.scope, harness.centre.trust],
      isRevoked: false)
    _ = try await harness.centre.exchange(
      SyncRequest(frontier: device.log.frontier, segments: [try device.log.segment()]),
      from: caller)
  }

  private func device(_ site: String, seed: UInt64) async throws -> HostileDevice {
    let device = HostileDevice(seed: seed, scope: site)
    try await enrol(device, site: site)
    return device
  }

  private func honest() async throws {
    var honest = try await device("RBD01", seed: 1)
    honest.found(
      record, reference: "RBD01-2026-123456789",
      [("modality", .text("ct")), ("status", .text("logged"))])
    try await deliver(honest)
  }

  private static let lists = [
    "incidents", "notifications", "audits", "audit-status", "conflicts", "quarantine", "coverage",
    "themes", "duplicates", "trends", "employer", "search?q=ct",
  ]
  private static let pages = [
    "/", "/incidents", "/conflicts", "/quarantine", "/employer", "/themes", "/duplicates",
    "/trends", "/sites", "/audits",
  ]

  private func expectEverythingOpens() async {
    for list in Self.lists {
      let answer = await harness.get("/api/v1/\(list)", as: token)
      #expect(answer.status == 200, "\(list)")
    }
    for page in Self.pages {
      let answer = await harness.get(page, as: session)
      #expect(answer.status == 200, "\(page)")
    }
  }

  @Test func `every list and page opens, and the incident under its UUID`() async throws {
    try await honest()
    var stranger = try await device("RBD02", seed: 2)
    stranger.write([HostileDevice.set("status", .text("void"))], to: record)
    stranger.write([HostileDevice.set("title", .text("x"))], to: record, kind: "a")
    stranger.found(RecordID(high: 6, low: 7), reference: "RBD01-2026-123456789")
    try await deliver(stranger)

    let answer = await harness.get("/api/v1/incidents/\(record)", as: token)

    #expect(answer.status == 200 && answer.body.contains(#""site":"RBD01""#))
    let named = await harness.get("/api/v1/incidents/RBD01-2026-123456789", as: token)
    #expect(named.status == 200)
    await expectEverythingOpens()
  }

  @Test func `one UUID at two sites is refused by name, and each opens by the id in the list`()
    async throws
  {
    try await honest()
    var stranger = try await device("RBD02", seed: 2)
    stranger.found(record, [("modality", .text("dental"))])
    try await deliver(stranger)

    let plain = await harness.get("/api/v1/incidents/\(record)", as: token)
    #expect(plain.status == 409 && plain.body.contains("ambiguous-identifier"))
    #expect(plain.body.contains("RBD01:\(record)") && plain.body.contains("RBD02:\(record)"))
    for site in ["RBD01", "RBD02"] {
      let one = await harness.get("/api/v1/incidents/\(site):\(record)", as: token)
      #expect(one.status == 200 && one.body.contains(#""site":"\#(site)""#))
      let history = await harness.get("/api/v1/records/\(site):\(record)/history", as: token)
      #expect(history.status == 200)
      let page = await harness.get("/incidents/\(site):\(record)", as: session)
      #expect(page.status == 200 && page.body.contains("\(site):\(record)"))
    }
    await expectEverythingOpens()
  }

  @Test
  func `a device without a name is shown with its site, and one that never joined as unknown`()
    async throws
  {
    var known = try await device("RBD02", seed: 2)
    known.found(record, [("modality", .text("ct"))])
    _ = try await harness.centre.revokeDevice(known.key.replica, why: "lost")
    try await deliver(known)
    var unknown = HostileDevice(seed: 3, scope: "RBD01")
    unknown.found(RecordID(high: 6, low: 7), [("modality", .text("ct"))])
    try await deliver(unknown)

    let page = await harness.get("/quarantine", as: session)

    #expect(page.body.contains("an unnamed device of RBD02, revoked"))
    #expect(page.body.contains("a device that is not known here"))
  }

  @Test func `the page names every field of an entry by its label`() async throws {
    try await honest()
    var device = HostileDevice(seed: 3, scope: "RBD01")
    device.found(
      RecordID(high: 6, low: 7),
      [
        ("individuals/@a1", .element), ("individuals/@a1/ageAtExposure", .number("54")),
        ("individuals/@a2", .element), ("individuals/@a2/effectiveDose/total", .text("3.2")),
        ("individuals/@a2/doses/@b1", .element),
        ("individuals/@a2/doses/@b1/quantity", .text("dlp")),
      ])
    device.write([HostileDevice.set("equipment/assetNumber", .text("12"))], to: record)
    try await deliver(device)

    let page = await harness.get("/quarantine", as: session)

    for words in [
      "age of individual 1: 54", "effective dose of individual 2: 3.2",
      "quantity measured of dose estimate 1 of individual 2: DLP",
    ] {
      #expect(page.body.contains(words), "\(words)")
    }
    #expect(!page.body.contains("who was exposed") && !page.body.contains("@a"))
  }

  @Test func `the page shows what rests on an entry, and decides about what is ticked`()
    async throws
  {
    var device = HostileDevice(seed: 3, scope: "RBD01")
    device.found(record, [("modality", .text("ct"))])
    device.write([HostileDevice.set("room", .text("2"))], to: record)
    try await deliver(device)
    let entry = "\(device.log.log):1"
    let listed = await harness.get("/api/v1/quarantine", as: token)
    #expect(listed.body.contains(#""resting":["\#(device.log.log):2"]"#))
    let page = await harness.get("/quarantine", as: session)
    #expect(page.status == 200 && page.body.contains("rest on it"))

    let formToken = try #require(page.hidden("form-token"))
    let answer = await harness.post(
      "/quarantine",
      [
        "form-token": formToken, "entry": entry, "decision": "release", "why": "known",
        "resting-shown": "yes",
      ], as: session)

    #expect(answer.status == 303)
    let after = try await harness.centre.quarantine(Filter()).items
    #expect(after.compactMap { $0["entry"]?.string } == ["\(device.log.log):2"])
    #expect(try await harness.centre.snapshot(named: "\(record)").text("room") == nil)
  }

  @Test func `a program that says nothing of what rests decides about all of it`() async throws {
    var device = HostileDevice(seed: 3, scope: "RBD01")
    device.found(record, [("modality", .text("ct"))])
    device.write([HostileDevice.set("room", .text("2"))], to: record)
    try await deliver(device)
    var headers = token.headers
    headers[.contentType] = "application/json"
    let body: JSONValue = ["decision": "keep-out", "why": "a stranger"]

    let answer = await harness.send(
      .post, "/api/v1/quarantine/\(device.log.log):1", headers: headers,
      body: body.serializedBytes())

    #expect([200, 204].contains(answer.status), "\(answer.status) \(answer.body)")
    #expect(try await harness.centre.quarantine(Filter()).items.isEmpty)
  }
}
