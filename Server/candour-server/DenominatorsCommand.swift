import Aggregation
import ArgumentParser
import FoundationEssentials
import Glibc

struct DenominatorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "denominators",
    abstract: "How many examinations each site did, for rates of incidents.",
    subcommands: [Import.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Import a table: site,month,modality,number.",
      discussion: """
        A month is written 2026-01, a modality as candour assess writes it. A row that is there \
        already is replaced. If any line is not usable, every such line is named and nothing is \
        written. Works while the server runs.
        """)

    @OptionGroup var options: DataOptions
    @Argument(help: "The table (CSV).") var file: String

    func run() async throws {
      let centre = try options.centre()
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure.unusable("no-file", "\(file) cannot be read.")
      }
      guard data.count <= DenominatorTable.bytesMax,
        let text = String(validating: data, as: UTF8.self)
      else { throw Failure.unusable("unusable-table", "The table is too large, or not UTF-8.") }
      let (rows, bad) = DenominatorTable.read(text)
      guard bad.isEmpty else {
        let lines = bad.map { "line \($0.number): \($0.reason)" }.joined(separator: "\n")
        throw Failure.unusable("unusable-table", "Nothing was written.\n\(lines)")
      }
      let principal = Principal(
        id: "command-line", role: .governance, kind: .program(name: "candour-server"))
      let records = try await centre.record(rows, by: principal)
      if options.json {
        Output.line(Output.json(["rows": rows.count, "records": records]))
      } else {
        Output.line("\(rows.count) rows imported; \(records) records added or changed.")
      }
    }
  }
}
