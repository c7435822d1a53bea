import Aggregation
import ArgumentParser
import IRMER
import RecordStore
import Web

/// `candour-server radiotherapy-events`
struct RadiotherapyEventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radiotherapy-events",
    abstract: "Write radiotherapy events with their national codes as CSV.",
    discussion: """
      For whoever submits them to the UK Health Security Agency's national analysis: level, process \
      subcode, safety barriers, method of detection and causative factors, and which codes are not \
      recorded yet. Nobody is named, and nothing that somebody wrote is in it.

      Example: candour-server radiotherapy-events --data /srv/candour --from 2026-01-01 > events.csv
      """)

  @OptionGroup var options: DataOptions
  @OptionGroup var days: DiscoveryDays

  func validate() throws {
    if options.json { throw ValidationError("It is CSV: leave --json out.") }
  }

  func run() async throws {
    let (from, to) = try days.parsed()
    let table = try await options.centre(for: .reading).radiotherapyEventTable(from: from, to: to)
    Output.line(String(table.text.dropLast()))
    StandardError.write("\(table.count.of("event", "events")) written.\n")
  }
}
