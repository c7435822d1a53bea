import ArgumentParser
import ProgramArguments
import SiteClient

/// `candour audit result`
struct AuditResultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "result",
    abstract: "Record how many of those examined met a standard.",
    discussion: """
      With --from-cases the numbers are those of the recorded cases (`candour audit data`), for one \
      standard or for all that they speak of. A standard with a limit takes --value; one that is met \
      or not met, such as a procedure being in place, --met or --not-met.

      EXAMPLES
        candour audit result ID --standard S1 --numerator 48 --denominator 50
        candour audit result ID --from-cases
        candour audit result ID --standard S3 --value 480
        candour audit result ID --standard S4 --met
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .audit))
  var id: String

  @Option(help: ArgumentHelp("The standard's id, or its position from 1.", valueName: "standard"))
  var standard: String?

  @Option(help: ArgumentHelp("How many met it.", valueName: "n"))
  var numerator: Int?

  @Option(help: ArgumentHelp("How many were examined.", valueName: "n"))
  var denominator: Int?

  @Option(help: ArgumentHelp("What was measured, where the standard has a limit.", valueName: "x"))
  var value: String?

  @Flag(help: "It is met, or it is not: for a standard without a number.")
  var judgement: Judgement?

  enum Judgement: String, EnumerableFlag {
    case met
    case notMet = "not-met"
  }

  @Flag(help: "Take the numbers from the recorded cases.")
  var fromCases = false

  @Option(help: ArgumentHelp("met, partly-met or not-met, as people judge it.", valueName: "grade"))
  var graded: String?

  @Option(help: ArgumentHelp("A remark.", valueName: "text"))
  var comment: String?

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    try checkOptions()
    try await RecordEditing(.audit, id: id, author: author, store: store).write {
      snapshot, context, generator in
      let values = try results(of: AuditView(snapshot)).flatMap { position, result in
        fields(result + [("on", .string("\(context.now.londonDay)"))], of: position)
      }
      return try Edit.setting(values, on: snapshot, context: context, using: &generator)
    }
  }

  private func checkOptions() throws(CommandFailure) {
    guard (numerator == nil) == (denominator == nil) else {
      throw .unusable("--numerator and --denominator go together")
    }
    let given = [numerator != nil, value != nil, fromCases, judgement != nil].count { $0 }
    guard given == 1 else {
      throw .unusable(
        "give one of: --numerator with --denominator, --value, --met, --not-met, --from-cases")
    }
    guard judgement == nil || graded == nil else {
      throw .unusable("give either --graded or --met/--not-met")
    }
    guard standard != nil || fromCases else { throw .unusable("say which --standard") }
  }

  /// The result of each chosen standard, by its position.
  private func results(
    of audit: AuditView
  ) throws -> [(position: Int, result: [(key: String, value: JSONValue)])] {
    let named = try standard.map { try position(of: $0, in: audit) }
    if fromCases {
      let lines = audit.tally.lines.enumerated().filter { position, line in
        (named ?? position) == position && line.proportion != nil
      }
      guard !lines.isEmpty else {
        throw CommandFailure(
          .unusable, "no-cases",
          "\(AuditTallyPage.noneAnswers(of: audit.tally.cases)) \(standard ?? "a standard"): "
            + "check that column names match the standards' ids.", field: "data")
      }
      return lines.map { ($0, counts($1.met, of: $1.examined)) }
    }
    guard let named else { return [] }
    if let judgement { return [(named, [("graded", .string(judgement.rawValue))])] }
    if let numerator, let denominator { return [(named, counts(numerator, of: denominator))] }
    return [(named, [("value", .string(value ?? ""))])]
  }

  private func counts(_ met: Int, of examined: Int) -> [(key: String, value: JSONValue)] {
    [
      ("numerator", .number(JSONNumber(met))), ("denominator", .number(JSONNumber(examined))),
    ]
  }

  private func fields(
    _ result: [(key: String, value: JSONValue)], of position: Int
  ) -> [(path: String, value: JSONValue)] {
    let said = [("graded", graded), ("comment", comment)].compactMap { key, words in
      words.map { (key, JSONValue.string($0)) }
    }
    return (result + said).map { ("standards/\(position)/result/\($0.0)", $0.1) }
  }

  private func position(of standard: String, in audit: AuditView) throws -> Int {
    if let named = audit.standards.firstIndex(where: { $0.id == standard }) { return named }
    if let position = Int(standard), audit.standards.indices.contains(position - 1) {
      return position - 1
    }
    let ids = audit.standards.map(\.id)
    let meant = NearestWord.to(standard, among: ids).map { "Did you mean \($0)? " } ?? ""
    throw CommandFailure(
      .unusable, "unknown-standard",
      "The audit has no standard “\(standard)”. \(meant)"
        + (ids.isEmpty ? "It has none yet." : "It has: \(ids.joined(separator: ", "))."),
      field: "standards")
  }
}
