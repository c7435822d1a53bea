import Aggregation
import ArgumentParser
import FoundationEssentials
import RecordStore
import Replication
import Web

struct UpgradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Bring the stores up to date with this version.",
    discussion: """
      serve and every command that writes do this to a store when they open it. With many trusts, \
      run it once instead, after the new version is installed and before the server starts. A store \
      in a folder is copied first, to store.sqlite.before-N beside it; a store in PostgreSQL is \
      changed in one transaction, and no copy is kept: make a backup before. A trust that cannot be \
      upgraded does not stop the others; the exit code is that of the first.

      EXAMPLES
        candour-server upgrade --all --data /srv/trusts
      """)

  @OptionGroup var options: DataOptions

  @Flag(help: "Every trust of a folder of trusts.")
  var all = false

  private struct Answer: Encodable {
    let trust: String
    /// `upgraded`, `current` or `failed`.
    let state: String
    /// Migrations that were run.
    let migrations: Int
    let failure: String?
    /// Whether a copy of the store as it was is beside it: not of one in a database.
    let isCopied: Bool

    enum CodingKeys: String, CodingKey { case trust, state, migrations, failure }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(trust, forKey: .trust)
      try container.encode(state, forKey: .state)
      try container.encode(migrations, forKey: .migrations)
      try container.encode(failure, forKey: .failure)
    }
  }

  func run() async throws {
    // With several trusts, none is upgraded by mistake.
    if !all { _ = try options.data }
    let outcomes = try await options.eachTrust { trust, data in
      let pending = try RecordStore.pendingMigrations(
        in: data, environment: Now.environment())
      try options.centre(of: trust, in: data).store.close()
      let isInDatabase = FileManager.default.fileExists(atPath: Databases.pointer(in: data))
      return (pending: pending, isInDatabase: isInDatabase)
    }
    let answers = outcomes.map { outcome in
      Answer(
        trust: outcome.trust.code,
        state: outcome.value.map { $0.pending > 0 ? "upgraded" : "current" } ?? "failed",
        migrations: outcome.value?.pending ?? 0, failure: outcome.failure?.message,
        isCopied: outcome.value?.isInDatabase == false)
    }
    if options.json {
      Output.line(Output.json(answers))
    } else {
      show(answers)
    }
    if let first = outcomes.compactMap(\.failure).first { throw ExitCode(first.exit.rawValue) }
  }

  private func show(_ answers: [Answer]) {
    for answer in answers {
      if let failure = answer.failure {
        StandardError.write("\(answer.trust) was not upgraded: \(failure)\n")
      } else if answer.migrations > 0 {
        let copied = answer.isCopied ? "; a copy of the store before is beside it" : ""
        Output.line("\(answer.trust)  upgraded\(copied)")
      } else {
        Output.line("\(answer.trust)  up to date already")
      }
    }
  }
}
