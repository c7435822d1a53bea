import Aggregation
import ArgumentParser
import RecordStore
import Replication
import Web

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a whole copy to one file, also while serving.")

  @OptionGroup var options: DataOptions
  @Argument(help: "Where to. Keep it as safe as the data folder: it holds the centre's keys.")
  var file: String

  func run() async throws {
    let centre = try options.centre()
    let files = try TLSFolder(data: options.data).files()
    do {
      try StoreBackup.write(of: centre.store, to: file, files: files)
    } catch .inaccessible(let detail) {
      throw Failure.failed("not-written", detail)
    }
    if options.json { Output.line(Output.json(["file": file])) }
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make an absent or empty data folder from a backup.")

  @OptionGroup var options: DataOptions
  @Argument(help: "The backup.") var file: String

  func run() async throws {
    let data = try options.data
    let files: [String: [UInt8]]
    do {
      files = try StoreBackup.restore(from: file, into: data)
    } catch .damaged(let detail) {
      throw Failure.unusable("unusable-backup", "\(file): \(detail). Nothing was written.")
    }
    try TLSFolder(data: data).restore(files)
    let centre = try options.centre()
    if options.json {
      Output.line(Output.json(["trust": centre.trust.code]))
    } else {
      Output.line("The centre of \(centre.trust) is in \(data). Its sites make it whole.")
    }
  }
}

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every hash, every signature, and every record against the logs.")

  @OptionGroup var options: DataOptions

  private struct Answer: Encodable {
    struct Problem: Encodable {
      let code: String
      let place: String
      let text: String
    }

    let ok: Bool
    let entries: Int
    let records: Int
    let problems: [Problem]
    let remarks: [Problem]
  }

  func run() async throws {
    let found = try options.centre().store.verify()
    let answer = Answer(
      ok: found.isSound, entries: found.entries, records: found.records,
      problems: found.problems.map { .init(code: $0.code, place: $0.place, text: $0.text) },
      remarks: found.remarks.map { .init(code: $0.code, place: $0.place, text: $0.text) })
    if options.json {
      Output.line(Output.json(answer))
    } else {
      for problem in answer.problems + answer.remarks {
        Output.line("\(problem.code)  \(problem.place)  \(problem.text)")
      }
      Output.line(
        "\(answer.entries.of("entry", "entries")), \(answer.problems.count.of("problem", "problems"))"
      )
    }
    guard answer.ok else { throw ExitCode(Failure.Exit.damaged.rawValue) }
  }
}
