import ArgumentParser
import SiteClient

/// `candour audit list`
struct AuditListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The site's audits.",
    discussion: """
      EXAMPLES
        candour audit list
        candour audit list --json
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    AuditTable(try await client.audits(), on: client.today)
      .marking(try await client.sharedReferences().keys).print(to: store.output)
  }
}
