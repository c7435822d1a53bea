import Aggregation
import ArgumentParser
import RecordStore
import Replication

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import a bundle of a site that is never online.")

  @OptionGroup var options: DataOptions
  @Argument(help: "The bundle.") var file: String

  private struct Answer: Encodable {
    let entries: Int
    let new: Int
    let quarantined: Int
    let missing: Int
    let forks: [String]
    let refused: [String: String]
    let sealedToOthers: Int
    let enclosedRefused: [Refused]
  }

  private struct Refused: Encodable {
    let code: String
    let text: String
  }

  func run() async throws {
    let centre = try options.centre()
    let report = try await centre.importBundle(from: file)
    let answer = Answer(
      entries: report.entries, new: report.new, quarantined: report.quarantined,
      missing: report.missing, forks: report.forked.map(\.description),
      refused: Dictionary(
        report.refused.map { ($0.key.description, $0.value) }, uniquingKeysWith: { $1 }),
      sealedToOthers: report.sealedToOthers,
      enclosedRefused: report.enclosedRefused.map { Refused(code: $0.code, text: $0.text) })
    if options.json {
      Output.line(Output.json(answer))
    } else {
      Output.line(
        "\(answer.entries.of("entry", "entries")) in the bundle, \(answer.new) of them new here.")
      if answer.quarantined > 0 {
        Output.line(
          "\(answer.quarantined) are in quarantine until somebody accepts or rejects them.")
      }
      if answer.sealedToOthers > 0 {
        Output.line("\(answer.sealedToOthers) sealed to others: kept unopened for the next export.")
      }
      for refused in answer.enclosedRefused {
        Output.line("A bundle inside it was not imported: \(refused.text). Everything else was.")
      }
      if answer.missing > 0 {
        Output.line(
          "\(answer.missing) follow entries that are missing here; export everything at the site.")
      }
    }
  }
}

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a bundle for a site that is never online.")

  @OptionGroup var options: DataOptions
  @Option(help: ArgumentHelp("The site's code.", valueName: "CODE")) var site: String
  @OptionGroup var overwriting: OverwritingOptions
  @Argument(help: "Where to; - for standard output.") var file: String

  private struct Written: Encodable {
    let entries: Int
    let new: Int
    let bytes: Int
    let sealed: Bool
  }

  func validate() throws { try overwriting.check(file) }

  /// Exports from a copy in memory where nothing can be written to the store: the signature of a
  /// head is always the same.
  private func write(for site: Scope) async throws -> CentreBundle.Report {
    do {
      return try await options.centre().exportBundle(
        site: site, to: file, existing: overwriting.existing)
    } catch let error as StoreError where error.hindersWriting {
      return try await options.centre(for: .copy).exportBundle(
        site: site, to: file, existing: overwriting.existing)
    }
  }

  func run() async throws {
    guard let scope = Scope(site) else {
      throw Failure.unusable("bad-code", "A site's code is 2 to 16 capital letters and digits.")
    }
    let report: CentreBundle.Report
    do {
      report = try await write(for: scope)
    } catch StoreError.inaccessible(let detail) {
      throw Failure.failed("not-written", detail)
    }
    if file == "-" { return }
    if options.json {
      Output.line(
        Output.json(
          Written(
            entries: report.entries, new: report.new, bytes: report.bytes, sealed: report.isSealed))
      )
    } else {
      Output.line(
        "\(report.entries.of("entry", "entries")) for \(site) in \(file) (\(report.bytes.of("byte", "bytes")))."
      )
      if !report.isSealed {
        Output.line("It is not sealed: no device of \(site) has sent its key. Keep the stick safe.")
      }
    }
  }
}
