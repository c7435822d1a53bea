import ArgumentParser
import Screens
import SiteClient

/// `candour incident join`
struct IncidentJoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Join records of one event into one incident with all its individuals.",
    discussion: """
      The individuals of the others are added to the first record; the others are withdrawn, with \
      their history, and say where they went. Nation, modality and day of discovery must agree. An \
      event holds up to 2,000 individuals.

      EXAMPLES
        candour incident join RBD01-2026-1234561 RBD01-2026-1234562 --why "one detector fault"
      """)

  @Argument(help: ArgumentHelp("The record that stays.", valueName: "id"))
  var first: String

  @Argument(help: ArgumentHelp("The records to join into it.", valueName: "id"))
  var others: [String]

  @Option(help: "Why they are one event.")
  var why: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    guard why.contains(where: { !$0.isWhitespace }) else {
      throw CommandFailure.unusable("say why they are one event (--why)", code: "reason-required")
    }
    let kept = try await client.record(named: first, .incident)
    var joined: [RecordSnapshot] = []
    var seen = Set([kept.id])
    for name in others {
      let other = try await client.record(named: name, .incident)
      if seen.insert(other.id).inserted { joined.append(other) }
    }
    guard !joined.isEmpty else {
      throw CommandFailure.unusable("name at least one other record to join into the first")
    }
    let written = try await client.join(joined, into: kept, why: why, as: author.role)
    let now = try await client.record(named: first, .incident)
    let people = now.elements("individuals").count
    let assessment = IncidentView(now).assessment
    let before = ([kept] + joined).map { ($0.reference ?? "\($0.id)", IncidentView($0).assessment) }
    let output = Output(isJSON: store.isJSON)
    let references = joined.map { $0.reference ?? "\($0.id)" }
    if output.isJSON {
      output.print([
        "id": .string("\(kept.id)"), "reference": JSONValue(kept.reference),
        "entry": JSONValue(written.first?.entry.name), "joined": JSONValue(references),
        "individuals": .number(JSONNumber(people)), "assessment": assessment.json,
        "before": .array(
          before.map { ["reference": .string($0.0), "outcome": .string($0.1.outcome.rawValue)] }),
      ])
    } else {
      output.written(
        "\(references.joined(separator: ", ")) joined into \(kept.reference ?? "\(kept.id)"): "
          + "\(people.of("individual", "individuals")).", .good)
      for (reference, earlier) in before {
        output.line("\(reference) alone: \(OutcomeWords(earlier).displayText)")
      }
      AssessmentSummary(
        assessment.json, individuals: people, today: client.today,
        clocks: ClockProgress(document: try await client.document(of: now))
      ).summary(to: output)
    }
  }
}
