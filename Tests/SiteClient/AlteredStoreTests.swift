import Foundation
import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import SiteClient

/// Every column of every table of a site's store, altered to values of another type, to nothing and to
/// numbers beyond all sense: what reads the store answers or says that it is damaged.
@Suite("An altered store")
struct AlteredStoreTests {
  private let trust: TestTrust
  private let altered: AlteredStore

  init() async throws {
    trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let hospital = try await trust.enrolled("b", code: "CODE-2")
    let incident = try await clinic.log(.incident, SynchronisingTests.incident)
    let named = try await clinic.log(
      .incident,
      [
        "discoveredOn": "2026-03-01", "narrative": "Mrs Example", "modality": "ct",
        "individuals": [["exposure": "accidental", "effectiveDose": ["total": "9.6"]]],
        "actions": [["description": "Label it", "owner": "Lead", "due": "2026-03-20"]],
      ])
    try await clinic.log(
      .audit,
      [
        "title": "Identity check", "programmeYear": 2026, "standards": [["id": "S1", "text": "x"]],
        "actions": [["change": "Train", "due": "2026-03-20"]],
      ])
    for site in [clinic, hospital] { _ = try await site.sync() }
    try await clinic.set(["room=CT 1"], on: incident.snapshot)
    try await hospital.set(["room=CT 2"], on: incident.snapshot)
    for site in [clinic, hospital, clinic] { _ = try await site.sync() }
    try await clinic.redact("narrative", of: named.snapshot, why: "named a patient")
    altered = try AlteredStore(
      of: trust.folder.path("a/store.sqlite"), at: trust.folder.path("altered.sqlite"))
  }

  private static let kinds: [RecordKind] = [
    .incident, .audit, .procedure, .theme, .equipment, .licence, .margin, .denominator, .lesson,
  ]

  private typealias Reading = @Sendable (SiteClient) async throws -> Void

  /// What the reading commands call.
  private static let readings: [(name: String, read: Reading)] = [
    ("status", { _ = try await $0.status() }),
    ("enrolment", { _ = try await $0.enrolment() }),
    ("incidents", { _ = try await $0.incidents() }),
    (
      "the last incidents",
      { _ = try await $0.incidents(matching: IncidentSearch(), on: .earliest, limit: 1) }
    ),
    ("audits", { _ = try await $0.audits() }),
    (
      "due actions",
      { _ = try await $0.recordsWithOpenActions(dueBy: try #require(CalendarDate("2027-01-01"))) }
    ),
    ("changes by others", { _ = try await $0.recordsChangedByOthers() }),
    ("references", { _ = try await $0.sharedReferences() }),
    ("registers", { _ = try await $0.registers() }),
    ("evidence", { _ = try await $0.recordsWithEvidence() }),
    (
      "records",
      { client in
        for kind in kinds {
          for snapshot in try await client.records(kind) {
            _ = try await client.document(of: snapshot)
            _ = try await client.history(of: snapshot)
            _ = try await client.redactable("narrative", of: snapshot)
          }
        }
      }
    ),
    ("conflicts", { _ = try await $0.recordsInConflict() }),
    ("verify", { _ = try await $0.verify() }),
  ]

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
    var isRefused = false
    func attempt(_ name: String, _ body: () async throws -> Void) async {
      do {
        try await body()
      } catch SiteError.store(.damaged) {
        isRefused = true
      } catch SiteError.invalid where name == "records" {
        // No narrative to redact.
      } catch SiteError.invalid where name == "log" && alteration.hasPrefix("syncState.lastSync") {
        // With a last synchronisation far in the future, the day of discovery is asked about.
      } catch {
        Issue.record("\(alteration): \(name) ended with \(error)")
      }
    }
    await attempt("opening") {
      let client = try SiteClient.open(in: place, for: .reading, environment: trust.environment())
      for (name, read) in Self.readings { await attempt(name) { try await read(client) } }
      await attempt("tables") { _ = try client.exportTables(to: place + "/tables") }
    }
    await attempt("opening to write") {
      let client = try SiteClient.open(in: place, environment: trust.environment())
      await attempt("export") { _ = try await client.export(to: place + "/bundle") }
      await attempt("log") { try await client.log(.incident, SynchronisingTests.incident) }
      await attempt("status") { _ = try await client.status() }
    }
    return isRefused
  }
}
