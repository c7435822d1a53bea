import Aggregation
import ArgumentParser
import FoundationEssentials
import IRMER
import RecordStore
import Web

struct FHIRCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fhir",
    abstract: "Write incidents as FHIR R4 AdverseEvents, one resource a line.",
    discussion: """
      With --history each incident is followed by its changes as AuditEvents. Nobody is named, and \
      nothing that somebody wrote is in it; codes that FHIR does not have stand as text.
      """)

  @OptionGroup var options: DataOptions
  @Option(help: ArgumentHelp("Discovered on this day or later.", valueName: "DAY"))
  var from: String?
  @Option(help: ArgumentHelp("Discovered on this day or earlier.", valueName: "DAY"))
  var to: String?
  @Flag(help: "With their changes.") var history = false

  func run() async throws {
    let (from, to) = (try Self.day("--from", from), try Self.day("--to", to))
    let centre = try options.centre(for: .reading)
    let count = try await centre.exportFHIR(from: from, to: to, withHistory: history) {
      Output.line($0.serialized())
    }
    StandardError.write("\(count.of("incident", "incidents")) written.\n")
  }

  private static func day(_ option: String, _ text: String?) throws -> CalendarDate? {
    guard let text else { return nil }
    guard let day = CalendarDate(text) else {
      throw Failure.unusable("bad-day", "\(option) is a day, as in 2026-03-01.")
    }
    return day
  }
}
