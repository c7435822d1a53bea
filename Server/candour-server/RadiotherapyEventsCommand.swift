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
  @Option(help: ArgumentHelp("Discovered on this day or later.", valueName: "DAY"))
  var from: String?
  @Option(help: ArgumentHelp("Discovered on this day or earlier.", valueName: "DAY"))
  var to: String?

  func validate() throws {
    if options.json { throw ValidationError("It is CSV: leave --json out.") }
  }

  func run() async throws {
    let (from, to) = (try Self.day("--from", from), try Self.day("--to", to))
    let table = try await options.centre(for: .reading).radiotherapyEventTable(from: from, to: to)
    Output.line(String(table.text.dropLast()))
    StandardError.write("\(table.count.of("event", "events")) written.\n")
  }

  private static func day(_ option: String, _ text: String?) throws -> CalendarDate? {
    guard let text else { return nil }
    guard let day = CalendarDate(text) else {
      throw Failure.unusable("bad-day", "\(option) is a day, as in 2026-03-01.")
    }
    return day
  }
}
