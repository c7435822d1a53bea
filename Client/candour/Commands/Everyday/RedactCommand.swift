import ArgumentParser
import IRMER
import RecordStore
import Records
import SiteClient

/// `candour redact`
struct RedactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Take away what was written in a field, everywhere and for good.",
    discussion: """
      For a name or number that should never have been written. Every entry that wrote there loses \
      its contents; its header and hash stay, so that the log still proves itself. Other devices and \
      the centre follow with the next sync. Who redacted, when and why is kept.

      EXAMPLES
        candour redact RBD01-2026-1234561 narrative --why "named a patient"
        candour redact RBD01-2026-1234561 notes/0 --why "held a telephone number"
      """)

  @Argument(help: ArgumentHelp("UUID or reference.", valueName: "id"))
  var id: String

  @Argument(help: ArgumentHelp("The field, as shown.", valueName: "path"))
  var path: String

  @Option(help: ArgumentHelp("Why; without the words themselves.", valueName: "text"))
  var why: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let snapshot = try await client.record(named: id)
    let written = try await client.redact(path, of: snapshot, why: why, as: author.role)
    if store.isJSON {
      return store.output.print([
        "entry": JSONValue(written.first?.entry.name),
        "entries": JSONValue(written.map(\.entry.name)), "id": .string("\(snapshot.id)"),
        "reference": JSONValue(snapshot.reference),
      ])
    }
    store.output.line(
      "Redacted \(path) in \(written.count.of("entry", "entries")) on this device. "
        + "The next sync carries it to the centre and to every other device.", .good)
  }
}
