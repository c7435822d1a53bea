import ArgumentParser
import Screens
import SiteClient

/// `candour redact`
struct RedactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Remove what was written in a field, everywhere and for good.",
    discussion: """
      For a name or number that should never have been written. The contents of every entry that \
      wrote there are removed; headers and hashes are kept, so that the log can still be verified. The \
      centre and other devices follow with the next sync. Who redacted, when and why is kept; write \
      no name in --why, it cannot be redacted. Where several entries wrote there, a terminal shows \
      them and asks which; a script says `--entry N` or `--all` (as without either).

      EXAMPLES
        candour redact RBD01-2026-1234561 narrative --why "named a patient"
        candour redact RBD01-2026-1234561 notes/0 --why "held a telephone number"
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: nil))
  var id: String

  @Argument(help: ArgumentHelp("The field, as shown.", valueName: "path"))
  var path: String

  @Option(help: ArgumentHelp("Why; without the words themselves.", valueName: "text"))
  var why: String

  @Option(
    help: ArgumentHelp(
      "An entry that wrote there, counted from 1, earliest first; again for more.", valueName: "n"))
  var entry: [Int] = []

  @Flag(help: "Every entry that wrote there, without asking.")
  var all = false

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if all, !entry.isEmpty {
      throw ArgumentParser.ValidationError("give either --entry or --all")
    }
  }

  func run() async throws {
    let client = try store.open()
    let snapshot = try await client.record(named: id)
    let entries = try await client.redactable(path, of: snapshot)
    let targets = try chosen(of: entries)
    let written = try await client.redact(
      path, of: snapshot, why: why, as: author.role, in: targets)
    if store.isJSON {
      return store.output.print([
        "entry": JSONValue(written.first?.entry.name),
        "entries": JSONValue(written.map(\.entry.name)), "id": .string("\(snapshot.id)"),
        "reference": JSONValue(snapshot.reference),
      ])
    }
    store.output.line(
      "Removed \(FieldLabel.displayText(path)) from \(written.count.of("entry", "entries")) on this computer. "
        + "The next sync removes it at the centre and on every other device.", .good)
  }
}

extension RedactCommand {
  /// Which entries are redacted; `nil` for all.
  private func chosen(of entries: [RedactableEntry]) throws -> Set<EntryReference>? {
    var numbers = entry
    if numbers.isEmpty {
      guard !all, !store.isJSON, entries.count > 1, Terminal.canAsk else { return nil }
      let console = Console()
      console.say("\(entries.count.of("entry", "entries")) wrote there:")
      for (index, entry) in entries.enumerated() {
        let words = entry.words.joined(separator: " · ")
        console.say("  \(index + 1)  \(entry.at), \(entry.role): \(words.prefix(200))")
      }
      let answer = try console.answer("Which? Numbers, or Enter for all:")
      if answer.isEmpty || answer == "all" { return nil }
      numbers = answer.split { !$0.isNumber }.compactMap { Int($0) }
    }
    guard !numbers.isEmpty, numbers.allSatisfy({ entries.indices.contains($0 - 1) }) else {
      throw CommandFailure(
        .unusable, "no-such-entry",
        "\(entries.count.of("entry", "entries")) wrote there, counted from 1; nothing was redacted",
        field: "entry")
    }
    return Set(numbers.map { entries[$0 - 1].name })
  }
}
