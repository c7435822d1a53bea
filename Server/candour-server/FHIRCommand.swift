import Aggregation
import ArgumentParser
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
  @OptionGroup var days: DiscoveryDays
  @Flag(help: "With their changes.") var history = false

  func run() async throws {
    let (from, to) = try days.parsed()
    let centre = try options.centre(for: .reading)
    let count = try await centre.exportFHIR(from: from, to: to, withHistory: history) {
      Output.line($0.serialized())
    }
    StandardError.write("\(count.of("incident", "incidents")) written.\n")
  }
}
