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

      With --views it makes read-only views of the same in the PostgreSQL database of the trusts, for \
      tools that read SQL: national.trust, national.incident, national.notification and \
      national.audit. The role that --reader names may read these, and nothing else of any trust. Run it \
      again when a trust is added.

      EXAMPLES
        candour-server national --data /srv/trusts --json
        candour-server national --data /srv/trusts --views --reader candour_national
      """)

  @OptionGroup var options: DataOptions

  @Flag(help: "Make the views in the trusts' database instead of printing the figures.")
  var views = false

  @Option(help: ArgumentHelp("A role of the database that may read the views.", valueName: "role"))
  var reader: String?

  func validate() throws {
    guard reader == nil || views else { throw ValidationError("--reader goes with --views") }
  }

  func run() async throws {
    let set = try options.centres(for: .reading)
    guard !views else { return try makeViews(of: set.folder) }
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

  private func makeViews(of folder: TrustFolder) throws {
    let trusts = folder.trusts()
    let places = trusts.compactMap { trust in
      Databases.location(of: folder.folder(of: trust)).map { (trust: trust, location: $0) }
    }
    guard !places.isEmpty else {
      throw Failure.unusable(
        "not-in-a-database",
        "No trust of this folder has its store in PostgreSQL: there are no views.")
    }
    try Databases.makeNationalViews(of: places, reader: reader)
    let others = trusts.count - places.count
    if options.json {
      Output.line(Output.json(["trusts": places.count, "withoutDatabase": others]))
    } else {
      Output.line(
        "The views show \(places.count.of("trust", "trusts"))"
          + (others == 0 ? "." : ", and not \(others.of("trust", "trusts")) outside PostgreSQL."))
    }
  }

  private static func text(_ counts: [String: Int]) -> String {
    counts.isEmpty
      ? "-"
      : counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
