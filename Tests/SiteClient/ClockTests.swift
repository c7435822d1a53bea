import IRMER
import RecordStore
import Records
import SiteClient
import TestSupport
import Testing

@Suite("A site whose clock is behind")
struct ClockTests {
  private static func log(_ day: String, at client: SiteClient) async throws -> Logged {
    try await client.log(.incident, ["discoveredOn": .string(day), "modality": "ct"])
  }

  private static func refusal(_ day: String, at client: SiteClient) async -> String? {
    await #expect(throws: SiteError.self) { try await log(day, at: client) }
      .flatMap { if case .invalid(let error) = $0 { error.code } else { nil } }
  }

  @Test func `it logs today's discovery once it has heard the centre, and no later one`()
    async throws
  {
    let trust = try TestTrust()
    trust.centre.change { state -> Void in state.codes.insert("c") }
    let client = try await trust.enrolled("slow", code: "c", hoursWrong: -24 * 300)
    _ = try await client.sync()

    let logged = try await Self.log("2026-03-02", at: client)

    #expect(logged.snapshot.text("clockDoubt")?.contains("it was 2 March 2026") ?? false)
    #expect(await Self.refusal("2026-03-03", at: client) == "in-the-future")
    #expect(
      try await client.status().causes.contains {
        $0.text == "this computer's clock is 300 days behind the centre's"
      })
  }

  @Test func `one that began anew since the last sync logs what was discovered since`() async throws
  {
    let trust = try TestTrust()
    trust.centre.change { state -> Void in state.codes.insert("c") }
    let first = try await trust.enrolled("drawer", code: "c")
    _ = try await first.sync()

    let client = try SiteClient.open(
      in: trust.folder.path("drawer"), environment: trust.environment(hoursWrong: -24 * 2000))
    let logged = try await Self.log("2026-03-20", at: client)

    #expect(logged.snapshot.text("clockDoubt")?.contains("at least 2 March 2026") ?? false)
    #expect(await Self.refusal("2027-03-20", at: client) == "in-the-future")
  }

  @Test func `one that never heard a centre believes its author`() async throws {
    let trust = try TestTrust()
    let alone = try trust.site("alone", hoursWrong: -24 * 2000)
    #expect(await Self.refusal("2026-03-02", at: alone) == "in-the-future")

    var environment = trust.environment(hoursWrong: -24 * 2000)
    environment.statedToday = CalendarDate("2026-03-02")
    let client = try SiteClient.open(in: trust.folder.path("alone"), environment: environment)
    let logged = try await Self.log("2026-03-02", at: client)

    #expect(logged.snapshot.text("clockDoubt")?.contains("by the author's word") ?? false)
    #expect(await Self.refusal("2026-03-03", at: client) == "in-the-future")
  }
}
