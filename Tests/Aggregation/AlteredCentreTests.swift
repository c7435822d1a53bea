import CentreStore
import Foundation
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import TestSupport
import Testing

@testable import Aggregation

/// Every column of every table of a centre's store, altered as a site's is in `AlteredStoreTests`.
@Suite("An altered centre")
struct AlteredCentreTests {
  private let harness: CentreHarness
  private let altered: AlteredStore
  private let secrets: (session: String, token: String, invitation: String, calendar: String)

  init() async throws {
    harness = try CentreHarness()
    let centre = harness.centre
    let (first, second) = (try await harness.site("RBD01"), try await harness.site("RBD02"))
    try await centre.addPerson(email: "a@example.org", role: .governance, password: "x")
    let person = try #require(try await centre.people().first).id
    secrets = (
      try await centre.beginSession(person: person).text,
      try await centre.makeToken(role: .governance, name: "report", hours: nil).secret.text,
      try await centre.invite(email: "b@example.org", role: .governance, label: nil).text,
      try await centre.makeCalendar(for: person).text
    )
    _ = try await centre.beginSecondFactor(person: person)
    _ = try await centre.subscribe(.email, "c@example.org", role: .governance, site: nil)
    try await centre.save(view: "Mine", path: "/incidents", of: person)
    for site in [first, second] {
      try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-10"), at: site)
    }
    try await harness.log(Facts.protocolFailure(discoveredOn: "2026-02-12"), at: first)
    centre.note(harness.governance, "read", "incident")
    try await centre.writeAccesses()
    try await centre.prepareSearch()
    altered = try AlteredStore(
      of: harness.folder.path("centre/store.sqlite"), at: harness.folder.path("altered.sqlite"))
  }

  private static let kinds: [RecordKind] = [
    .incident, .audit, .procedure, .theme, .equipment, .licence, .margin, .denominator, .lesson,
  ]

  private typealias List = @Sendable (Centre, Filter) async throws -> Listing

  private static let lists: [(name: String, list: List)] = [
    ("incidents", { try await $0.incidents($1) }),
    ("notifications", { try await $0.notifications($1) }),
    ("actions", { try await $0.actions($1) }),
    ("audits", { try await $0.audits($1) }),
    ("the audits' state", { try await $0.auditStatus($1) }),
    ("conflicts", { try await $0.conflicts($1) }),
    ("coverage", { try await $0.coverage($1) }),
    ("themes", { try await $0.themes($1) }),
    ("quarantine", { try await $0.quarantine($1) }),
    ("procedures", { try await $0.procedures($1) }),
    ("devices", { try await $0.devices($1) }),
    ("people", { try await $0.people($1) }),
    ("accesses", { try await $0.accesses($1) }),
    ("duplicates", { try await $0.duplicates($1) }),
    ("denominators", { try await $0.denominators($1) }),
    ("trends", { try await $0.trends($1) }),
    ("subscriptions", { try await $0.summaries($1) }),
    ("outbox", { try await $0.outbox($1) }),
  ]

  private func read(
    _ centre: Centre, _ attempts: Attempts
  ) async {
    for (name, list) in Self.lists {
      await attempts.make(name) { _ = try await list(centre, Filter()) }
    }
    await attempts.make("origins") { _ = try await centre.origins() }
    for kind in Self.kinds {
      await attempts.make("records") {
        for snapshot in try await centre.snapshots(of: kind) {
          _ = snapshot.document(on: .earliest, origins: ValueOrigins())
          await attempts.make("history") { _ = try await centre.history(of: snapshot) }
        }
      }
    }
    await attempts.make("today") { _ = try await centre.todayReport() }
    await attempts.make("the employer's page") { _ = try await centre.employerReport() }
    await attempts.make("figures") { _ = try await centre.figures() }
    await attempts.make("outbox figures") { _ = try await centre.outboxFigures() }
    await attempts.make("deadlines") { _ = try await centre.deadlines() }
    await attempts.make("trend series") { _ = try await centre.trendSeries() }
    await attempts.make("funnel") { _ = try await centre.funnel() }
    await attempts.make("lessons") { _ = try await centre.lessons() }
    await attempts.make("rebasings") { _ = try await centre.rebasings() }
    await attempts.make("decisions") { _ = try await centre.quarantineDecisions(after: nil) }
    await attempts.make("proposals") { _ = try await centre.themeProposals() }
    await attempts.make("FHIR") {
      _ = try await centre.exportFHIR(from: nil, to: nil, withHistory: true) { _ in }
    }
    await readPeople(centre, attempts)
  }

  private func readPeople(
    _ centre: Centre, _ attempts: Attempts
  ) async {
    await attempts.make("session") { _ = try await centre.principal(session: secrets.session) }
    await attempts.make("token") { _ = try await centre.principal(token: secrets.token) }
    await attempts.make("calendar") { _ = try await centre.principal(calendar: secrets.calendar) }
    await attempts.make("invitation") { _ = try await centre.invited(by: secrets.invitation) }
    await attempts.make("credentials") { _ = try await centre.credentials(email: "a@example.org") }
    await attempts.make("tokens") { _ = try await centre.tokens() }
    await attempts.make("devices") { _ = try await centre.listedDevices() }
    await attempts.make("people") {
      for person in try await centre.people() {
        await attempts.make("a person") {
          _ = try await centre.savedViews(of: person.id)
          _ = try await centre.hasSecondFactor(person: person.id)
          _ = try await centre.hasCalendar(person.id)
          _ = try await centre.reporterLog(
            of: Principal(id: person.id, role: .governance, kind: .program(name: "")))
        }
      }
    }
    await attempts.make("verify") { _ = try centre.store.verify() }
  }

  @Test(arguments: 0..<AlteredStore.shares)
  func `every reading answers or says that the store is damaged`(share: Int) async throws {
    let folder = try TemporaryFolder(inMemory: true)

    let stores = try await altered.count(
      share: share, in: folder.path("stores"), isRefused: isRefused)

    #expect(stores.altered > 50)
    #expect(stores.refused > 10)
  }

  /// - Returns: whether a reading said that the store is damaged.
  private func isRefused(_ place: String, _ alteration: String) async -> Bool {
    let attempts = Attempts(alteration)
    await attempts.make("opening") {
      let centre = try Centre.open(
        in: place, environment: StoreEnvironment(now: { CentreHarness.noon }))
      await read(centre, attempts)
      await attempts.make("the day's alerts") {
        try await centre.queueAlertsOfTheDay(digestHour: 7)
      }
      try centre.store.close()
    }
    return attempts.isRefused
  }

  /// What one alteration does to everything that reads.
  private final class Attempts {
    private let alteration: String
    private(set) var isRefused = false

    init(_ alteration: String) { self.alteration = alteration }

    func make(_ name: String, _ body: () async throws -> Void) async {
      do {
        try await body()
      } catch StoreError.damaged {
        isRefused = true
      } catch {
        Issue.record("\(alteration): \(name) ended with \(error)")
      }
    }
  }
}
