import ArgumentParser
import Screens
import SiteClient

/// `candour explain`
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Why the rules say what they say of an incident, with the guidance's own sentences.",
    discussion: """
      EXAMPLES
        candour explain RBD01-2026-1234561
        candour explain RBD01-2026-1234561 --json
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .incident))
  var id: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let snapshot = try await client.record(named: id, .incident)
    let assessment = IncidentView(snapshot).assessment.json
    if store.isJSON { return store.output.print(assessment) }
    AssessmentSummary(
      assessment, individuals: snapshot.elements("individuals").count, today: client.today,
      clocks: ClockProgress(document: try await client.document(of: snapshot))
    ).explanation(to: store.output)
  }
}
