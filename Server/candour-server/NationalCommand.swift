import Aggregation
import ArgumentParser
import RecordStore

struct NationalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "national",
    abstract:
      "Counts, references and states of every trust of a folder, without the contents of records.",
    discussion: """
      Prints how many records of each trust are in each state; --json also lists each reference with \
      its state. Works while the server runs.

      EXAMPLES
        candour-server national --data /srv/trusts --json
      """)

  @OptionGroup var options: DataOptions

  func run() async throws {
    let set = try options.centres(for: .reading)
    var figures = NationalFigures()
    for trust in set.folder.trusts() {
      figures.append(await set.nationalFigures(of: [trust]))
      await set.closeIdle()
    }
    if options.json {
      Output.line(Output.json(figures))
    } else {
      Output.table(
        ["trust", "sites", "silent", "incidents", "notifications", "audits"],
        figures.sums.map { sum in
          [
            sum.trust, "\(sum.sites)", "\(sum.silentSites)", Self.text(sum.incidents),
            Self.text(sum.notifications), Self.text(sum.audits),
          ]
        })
    }
    guard !figures.unavailable.isEmpty else { return }
    throw Failure.failed(
      "trusts-unavailable",
      "The figures are without \(figures.unavailable.joined(separator: ", ")): trust list says why."
    )
  }

  private static func text(_ counts: [String: Int]) -> String {
    counts.isEmpty
      ? "-"
      : counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
