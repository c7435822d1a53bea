import ArgumentParser
import SiteClient

/// `candour audit report`
struct AuditReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The first or second report of an audit to the Employer.",
    discussion: """
      The first: basic information, results with 95 % Wilson intervals, the plan, the review date. \
      The second: the progress of actions. A re-audit is set beside the cycle before it.

      EXAMPLES
        candour audit report ID --first > first.html
        candour audit report ID --second --format json
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .audit))
  var id: String

  @Flag(help: "Which report.")
  var part: Part

  @Option(help: ArgumentHelp("html or json.", valueName: "format"))
  var format: ReportFormat?

  @OptionGroup var store: StoreOptions

  enum Part: String, EnumerableFlag {
    case first
    case second
  }

  func validate() throws {
    if store.isJSON, format == .html {
      throw ArgumentParser.ValidationError("give either --json or --format html")
    }
  }

  func run() async throws {
    let client = try store.open(for: .reading)
    let audit = AuditView(try await client.record(named: id, .audit))
    var previous: AuditView?
    if let name = audit.snapshot.text("previousCycle") {
      previous = (try? await client.record(named: name, .audit)).map(AuditView.init)
    }
    let report = try AuditReport(
      audit, part == .first ? .first : .second, now: client.context().now,
      people: client.knownPeople(), previous: previous)
    let printing = ReportPrinting(format: format ?? (store.isJSON ? .json : .html))
    try printing.print(report.json, identifiers: report.identifiers, html: report.html)
  }
}
