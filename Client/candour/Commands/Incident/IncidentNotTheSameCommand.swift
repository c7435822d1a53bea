import ArgumentParser
import SiteClient

/// `candour incident not-the-same`
struct IncidentNotTheSameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "not-the-same",
    abstract: "Record that incidents that look alike are different events.",
    discussion: """
      What is recorded is not proposed as a possible duplicate again. Name as many as were compared.

      EXAMPLES
        candour incident not-the-same RBD01-2026-1234561 RBD01-2026-1234562 RBD01-2026-1234563 --why "three patients"
      """)

  @Argument(
    help: ArgumentHelp("The incident.", valueName: "id"), completion: .references(of: .incident))
  var first: String

  @Argument(
    help: ArgumentHelp("The incidents that it was compared with.", valueName: "id"),
    completion: .references(of: .incident))
  var others: [String]

  @Option(help: "Why they are different events.")
  var why: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    guard why.contains(where: { !$0.isWhitespace }) else {
      throw CommandFailure.unusable(
        "say why they are different events (--why)", code: "reason-required")
    }
    let snapshot = try await client.record(named: first, .incident)
    var compared: [RecordSnapshot] = []
    for name in others {
      let other = try await client.record(named: name, .incident)
      guard other.id != snapshot.id else {
        throw CommandFailure.unusable("“\(name)” is the incident itself", code: "same-record")
      }
      if !compared.contains(where: { $0.id == other.id }) { compared.append(other) }
    }
    let edit = try client.edit(as: author.role) {
      context, generator throws(Records.ValidationError) in
      try Edit.notTheSame(compared, as: snapshot, why: why, context: context, using: &generator)
    }
    let written = try await client.write(edit, to: snapshot, as: author.role)
    let references = compared.map { $0.reference ?? "\($0.id)" }
    if store.isJSON {
      return store.output.print([
        "entry": .string(written.entry.name), "id": .string("\(snapshot.id)"),
        "reference": JSONValue(snapshot.reference), "notTheSame": JSONValue(references),
      ])
    }
    store.output.written(
      "Saved on this computer: \(snapshot.reference ?? "\(snapshot.id)") is not the same event as "
        + "\(references.joined(separator: ", ")).", .good)
  }
}
