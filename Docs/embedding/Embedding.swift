import IRMER
import RecordStore
import Records
import Replication
import SiteClient

/// A site in forty lines: what another program needs to log, edit, settle and synchronise.
@main
struct Embedding {
  static func main() async throws {
    guard let site = Scope("RBD01"), let folder = CommandLine.arguments.dropFirst().first else {
      return print("give the folder of the store")
    }
    let founding = NewStoreOptions(side: .site, scope: site, nation: "england", author: "operator")
    let client = try SiteClient.openOrCreate(in: folder, founding)

    // Whoever shows records is told which changed, by an edit here or by a sync.
    let changes = client.changes()
    let logged = try await client.log(
      .incident,
      [
        "discoveredOn": .string("\(client.context().now.londonDay)"), "modality": "ct",
        "individuals": [["exposure": "accidental", "effectiveDose": ["total": "9.6"]]],
      ])
    print("\(logged.reference): \(IncidentView(logged.snapshot).assessment.outcome.rawValue)")
    for await records in changes.prefix(1) { print("changed: \(records.count)") }

    // An edit supersedes what its author was looking at, and nothing that came since.
    let form = try await client.record(named: logged.reference)
    try await client.set(["room=CT 2"], on: form)
    for record in try await client.recordsInConflict() { print(record.conflicts.count) }

    // Resumable: what is not sent now is sent the next time.
    let status = try await client.status()
    guard try await client.enrolment() != nil else { return print("pending: \(status.pending)") }
    let report = try await client.sync { print("round \($0.rounds): sent \($0.sent)") }
    print("up to date: \(report.upToDate)")
  }
}
