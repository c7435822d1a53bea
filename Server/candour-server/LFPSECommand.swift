import Aggregation
import ArgumentParser
import IRMER
import RecordStore
import Web

struct LFPSECommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lfpse",
    abstract: "Write incidents in the shape that LFPSE takes, one a line, with what each lacks.",
    discussion: """
      LFPSE is NHS England's service to learn from patient safety events. Each line has the event, an \
      AdverseEvent by version 5 of the service's taxonomy, and "lacks": what the service asks for and \
      the record does not say. A person completes it before it is sent: nothing is invented, nobody \
      is named, and nothing that somebody wrote is in it. The trust's code must be its ODS code. \
      Incidents of other nations are left out and counted; a trust in another nation is refused.

      EXAMPLE
        candour-server lfpse --data /srv/candour --from 2026-01-01 > events.jsonl
      """)

  @OptionGroup var options: DataOptions
  @OptionGroup var days: DiscoveryDays

  func run() async throws {
    let (from, to) = try days.parsed()
    let centre = try options.centre(for: .reading)
    do {
      let count = try await centre.exportLFPSE(from: from, to: to) {
        Output.line($0.serialized())
      }
      StandardError.write("\(count.written.of("incident", "incidents")) written.\n")
      if count.ofOtherNations > 0 {
        StandardError.write(
          "\(count.ofOtherNations.of("incident", "incidents")) of other nations left out.\n")
      }
    } catch let error as NotInEngland {
      throw Failure.unusable(
        "not-in-england",
        "LFPSE is the service of England, and this trust is in \(error.nation). Nothing was written."
      )
    }
  }
}
