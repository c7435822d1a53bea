import ArgumentParser
import SiteClient

/// `candour import`
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a bundle once checked complete and genuine.",
    discussion: """
      A bundle that is damaged, altered or cut short ends with 2, and nothing was written. Entries of \
      a device that is not known to be registered are in quarantine until the centre confirms it.

      EXAMPLES
        candour import /media/stick/centre.bundle
      """)

  @Argument(help: ArgumentHelp("The bundle.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let report = try await client.importBundle(from: file)
    if store.isJSON { return store.output.print(report.json) }
    let output = store.output
    output.line(
      "\(report.entries.of("entry", "entries")) in the bundle, \(report.new) new here.", .good)
    if report.sealedToOthers > 0 {
      output.line(
        "\(report.sealedToOthers.of("bundle", "bundles")) sealed to others: kept unopened, and passed "
          + "on by the next sync or export (candour status --why).", .warning)
    }
    for refused in report.enclosedRefused {
      output.line(
        "A bundle inside it was not imported: \(refused.text). Everything else was.", .danger)
    }
    if report.isAcknowledgement { output.line("It is a receipt: what it holds is acknowledged.") }
    if report.isUnprovenReceipt {
      output.line(
        "It says that it is the centre's, which this store cannot tell: it has not joined one. Nothing "
          + "counts as received by it (candour enrol).", .warning)
    }
    if report.quarantined > 0 {
      output.line("\(report.quarantined) are in quarantine (candour status --why).", .warning)
    }
    if report.missing > 0 {
      output.line(
        "\(report.missing) of them need earlier ones first; bring an earlier bundle.", .warning)
    }
    for (log, flaw) in report.refused {
      output.line("Log \(log) was not imported: \(flaw).", .danger)
    }
    for log in report.forked {
      output.line("Log \(log) was continued by two stores; both lines of work are kept.", .warning)
    }
  }
}
