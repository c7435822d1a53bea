import ArgumentParser
import Screens
import SiteClient

/// `candour contacts`
struct ContactsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contacts",
    abstract: "Whom to tell and how: the authority's forms and addresses, with their dates.",
    discussion: """
      Addresses change: each is shown with where and when it was read. The authority is that of the \
      site's nation unless another is named.

      EXAMPLES
        candour contacts
        candour contacts --nation wales
        candour contacts --all --json
      """)

  @Option(
    help: ArgumentHelp(
      "england, scotland, wales or northern-ireland.", valueName: "nation"),
    completion: .list(Nation.allCases.map(\.rawValue)))
  var nation: String?

  @Flag(help: "Every body of the directory.")
  var all = false

  @OptionGroup var store: StoreOptions

  func validate() throws {
    if all, nation != nil {
      throw ArgumentParser.ValidationError("give either --all or --nation")
    }
  }

  func run() async throws {
    let client = try store.open(for: .reading)
    let nation =
      try nation.map {
        try Words.known($0, among: Nation.allCases.map(\.rawValue), option: "nation")
      } ?? client.identity.nation
    let chosen = Nation(rawValue: nation) ?? .england
    let bodies =
      all
      ? ReportingBody.allCases
      : [
        ReportingBody(chosen.authority), ReportingBody.forDevices(in: chosen),
        ReportingBody.forWorkersAndPublic(in: chosen), .arsac,
      ]
    let pages = bodies.map { body in
      (body, ContactDirectory.shipped.contacts(of: body, on: client.today))
    }
    if store.isJSON {
      return store.output.print(.array(pages.flatMap { $0.1.map(\.json) }))
    }
    for (body, contacts) in pages where !contacts.isEmpty {
      store.output.line(body.name, .strong)
      for contact in contacts { ContactLines.print(contact, to: store.output) }
    }
    store.output.line("Guidance and links", .strong)
    for link in GuidanceLink.shipped {
      store.output.line("  \(link.title): \(link.address)")
      store.output.line("    \(link.source)", .faint)
    }
  }
}

/// One way to reach a body, as a person needs it.
enum ContactLines {
  static func print(_ contact: Contact, to output: Output) {
    output.line("  \(contact.channel.rawValue): \(contact.value)")
    output.line("    to \(contact.purpose)", .faint)
    let since = contact.from.map { " (as of \($0.displayText))" } ?? " (no date given)"
    output.line("    from \(contact.source)\(since)", .faint)
    if let note = contact.note { output.line("    \(note)", .warning) }
  }
}

extension Contact {
  var json: JSONValue {
    [
      "body": .string(body.rawValue), "channel": .string(channel.rawValue),
      "value": .string(value), "purpose": .string(purpose), "standing": .string(standing.rawValue),
      "source": .string(source), "from": JSONValue(from), "until": JSONValue(until),
      "note": JSONValue(note),
    ]
  }
}
