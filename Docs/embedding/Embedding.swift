import SiteClient

/// A site in thirty lines: what another program needs to log, edit, observe, settle and synchronise.
@main
struct Embedding {
  static func main() async throws {
    guard let folder = CommandLine.arguments.dropFirst().first else {
      return print("give the folder of the store")
    }
    let site = Site("RBD01", nation: .england, role: "radiographer")
    let client = try await SiteClient.open(at: folder, site)

    let person = try Incident.Person {
      $0.exposure = .accidental
      $0.effectiveDose = try Quantity("9.6")
    }
    let logged = try await client.log(
      Incident {
        $0.discoveredOn = client.today
        $0.modality = .ct
        $0.individuals = [person]
      })

    // Values, also after another process wrote; the first is what the store holds now.
    for try await board in client.observe(.incidents(outcome: .notifiable)) {
      for row in board { print("\(logged.reference): tell \(row.incident.authority)") }
      break
    }

    // An edit supersedes what its author was looking at, and nothing that came since.
    try await client.edit(logged.snapshot, Incident.self) { $0.room = "CT 2" }
    for record in try await client.recordsInConflict() { print(record.conflicts.count) }

    // Resumable: what is not sent now is sent the next time.
    guard try await client.enrolment() != nil else {
      return print("pending: \(try await client.status().pending)")
    }
    let report = try await client.sync { print("round \($0.rounds): sent \($0.sent)") }
    print("up to date: \(report.upToDate)")
  }
}
