import Aggregation
import ArgumentParser
import Glibc
import RecordStore
import Replication
import Web

struct ScrubCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scrub",
    abstract: "Verify the store of every trust, one after the other, without haste.",
    discussion: """
      Does what verify does: compares every hash, every signature, every record and row with the logs, \
      so that a bad disk is found while there is still a backup from before the damage. Meant for a \
      weekly timer, beside a running server: it has the lowest priority and holds up nobody. A trust \
      that is damaged or cannot be read does not stop the others.

      EXIT CODES
        0 every store is sound; 5 one is damaged; else that of the first that could not be read

      EXAMPLES
        candour-server scrub --data /srv/trusts
        candour-server scrub --data /srv/trusts --trust RBD --json
      """)

  @OptionGroup var options: DataOptions

  /// The priority that yields to all other work; the system's own number for it.
  private static let lowestPriority: Int32 = 19

  private struct Answer: Encodable {
    let trust: String
    let ok: Bool
    let entries: Int
    let records: Int
    let problems: [VerificationItem]
    let remarks: [VerificationItem]
    /// Why the store could not be verified.
    let failure: String?

    enum CodingKeys: String, CodingKey {
      case trust, ok, entries, records, problems, remarks, failure
    }

    init(_ outcome: TrustOutcome<Verification>) {
      let found = outcome.value
      trust = outcome.trust.code
      ok = found?.isSound ?? false
      (entries, records) = (found?.entries ?? 0, found?.records ?? 0)
      problems = found?.problems.map(VerificationItem.init) ?? []
      remarks = found?.remarks.map(VerificationItem.init) ?? []
      failure = outcome.failure?.message
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(trust, forKey: .trust)
      try container.encode(ok, forKey: .ok)
      try container.encode(entries, forKey: .entries)
      try container.encode(records, forKey: .records)
      try container.encode(problems, forKey: .problems)
      try container.encode(remarks, forKey: .remarks)
      try container.encode(failure, forKey: .failure)
    }
  }

  func run() async throws {
    _ = nice(Self.lowestPriority)
    let outcomes = try await options.eachTrust { trust, data in
      let centre = try options.centre(of: trust, in: data, for: .verifying)
      defer { try? centre.store.close() }
      return try centre.verify()
    }
    let answers = outcomes.map(Answer.init)
    if options.json {
      Output.line(Output.json(answers))
    } else {
      answers.forEach(show)
    }
    if let exit = Self.exit(of: outcomes) { throw ExitCode(exit.rawValue) }
  }

  /// Damage takes precedence over every other failure.
  private static func exit(of outcomes: [TrustOutcome<Verification>]) -> Failure.Exit? {
    let failures = outcomes.compactMap(\.failure)
    let isDamaged =
      failures.contains { $0.exit == .damaged } || outcomes.contains { $0.value?.isSound == false }
    return isDamaged ? .damaged : failures.first?.exit
  }

  private func show(_ answer: Answer) {
    if let failure = answer.failure {
      return StandardError.write("\(answer.trust) could not be verified: \(failure)\n")
    }
    for item in answer.problems + answer.remarks {
      Output.line("\(answer.trust)  \(item.code)  \(item.place)  \(item.text)")
    }
    Output.line(
      "\(answer.trust)  \(answer.entries.of("entry", "entries")), "
        + answer.problems.count.of("problem", "problems"))
  }
}
