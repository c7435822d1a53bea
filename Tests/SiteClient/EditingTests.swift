import IRMER
import RecordStore
import Records
import Replication
import Screens
import SiteClient
import Testing

@Suite("Editing at a site")
struct EditingTests {
  @Test func `an edit of an old view never hides what came since`() async throws {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let hospital = try await trust.enrolled("b", code: "CODE-2")
    let logged = try await clinic.log(.incident, SynchronisingTests.incident)
    _ = try await clinic.sync()
    _ = try await hospital.sync()
    let form = try await hospital.record(named: logged.reference)

    try await clinic.set(["room=CT 1"], on: logged.snapshot)
    _ = try await clinic.sync()
    _ = try await hospital.sync()
    try await hospital.set(["room=CT 2"], on: form, as: "lead")

    let shown = try await hospital.record(named: logged.reference)
    #expect(shown.conflicts.map(\.displayPath) == ["room"])
    #expect(try await hospital.status().conflicts == 1)
  }

  @Test func `a conflict is settled everywhere by one entry with a reason`() async throws {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let hospital = try await trust.enrolled("b", code: "CODE-2")
    let logged = try await clinic.log(.incident, SynchronisingTests.incident)
    _ = try await clinic.sync()
    _ = try await hospital.sync()
    try await clinic.set(["room=CT 1"], on: logged.snapshot)
    try await hospital.set(["room=CT 2"], on: logged.snapshot)
    for site in [clinic, hospital, clinic] { _ = try await site.sync() }
    let shown = try await clinic.record(named: logged.reference)

    try await clinic.resolve("room", .take(2), why: "asked both", on: shown)
    for site in [clinic, hospital] { _ = try await site.sync() }

    let settled = try await hospital.record(named: logged.reference)
    #expect(settled.conflicts.isEmpty)
    #expect(settled.text("room") == shown.conflicts[0].candidates[1].value?.text)
  }

  @Test func `a redaction takes the words away at every replica and every log still verifies`()
    async throws
  {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let hospital = try await trust.enrolled("b", code: "CODE-2")
    let logged = try await clinic.log(
      .incident, ["discoveredOn": "2026-03-01", "narrative": "Mrs Example"])
    try await clinic.set(["narrative=Mrs Example again"], on: logged.snapshot)
    for site in [clinic, hospital] { _ = try await site.sync() }

    let written = try await clinic.redact(
      "narrative", of: try await clinic.record(named: logged.reference), why: "named a patient")
    for site in [clinic, hospital] { _ = try await site.sync() }

    #expect(written.count == 2)
    for site in [clinic, hospital] {
      #expect(try await site.record(named: logged.reference).value("narrative") == .redacted)
      #expect(try await site.verify().isSound)
    }
    #expect(try trust.centre.store.verify().isSound)
  }

  @Test func `a redaction takes only the entries that were chosen`() async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")
    let logged = try await site.log(
      .incident, ["discoveredOn": "2026-03-01", "narrative": "Mrs Example"])
    try await site.set(["narrative=The patient fell"], on: logged.snapshot)
    let shown = try await site.record(named: logged.reference)

    let entries = try await site.redactable("narrative", of: shown)
    #expect(entries.map(\.words) == [["Mrs Example"], ["The patient fell"]])
    try await site.redact(
      "narrative", of: shown, why: "named a patient", in: [entries[0].name])

    let after = try await site.record(named: logged.reference)
    #expect(after.text("narrative") == "The patient fell")
    #expect(
      try await site.redactable("narrative", of: after).map(\.words) == [["The patient fell"]])
    #expect(try await site.verify().isSound)
    await #expect(throws: SiteError.self) {
      try await site.redact("narrative", of: after, why: "Mrs Example was named")
    }
  }

  @Test func `a redaction needs a reason, and something to take away`() async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")
    let logged = try await site.log(.incident, SynchronisingTests.incident)

    await #expect(throws: SiteError.self) {
      try await site.redact("narrative", of: logged.snapshot, why: " ")
    }
    await #expect(throws: SiteError.self) {
      try await site.redact("narrative", of: logged.snapshot, why: "nothing there")
    }
  }

  @Test func `whoever observes is told of each record that changes`() async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")
    var changes = site.changes().makeAsyncIterator()

    let logged = try await site.log(.incident, SynchronisingTests.incident)
    #expect(await changes.next() == [logged.snapshot.id])

    try await site.note("seen", on: logged.snapshot)
    #expect(await changes.next() == [logged.snapshot.id])
  }

  @Test func `many incidents are logged in one transaction, all or none`() async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")
    let drafts = try (0..<50).map { _ in try site.draft(.incident, SynchronisingTests.incident) }

    let logged = try await site.log(drafts)

    #expect(Set(logged.map(\.reference)).count == 50)
    #expect(try await site.records(.incident).count == 50)
  }

  @Test func `what is impossible is refused with its field, and nothing is written`() async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")

    do throws(SiteError) {
      try await site.log(.incident, ["discoveredOn": "2026-02-30"])
      Issue.record("a date that does not exist was taken")
    } catch {
      guard case .invalid(let error) = error else { throw error }
      #expect(error.field == "discoveredOn")
    }
    #expect(try await site.status().written == 0)
  }
}
