import ArgumentParser
import SiteClient

/// `candour editions`: the editions of the criteria that the rules know.
struct EditionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "editions", abstract: "List the editions of the notification criteria.",
    discussion: """
      EXAMPLES
        candour editions
        candour editions --json
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() {
    if json {
      StandardOutput.write(JSONValue.array(Edition.all.map(\.json)).serialized(.pretty) + "\n")
      return
    }
    for edition in Edition.all {
      let from = edition.inForceFrom?.displayText ?? "not in force"
      StandardOutput.write(
        """
        \(edition.id)  \(edition.status.rawValue), from \(from)
          \(edition.title)
          \(edition.note)

        """)
    }
  }
}
