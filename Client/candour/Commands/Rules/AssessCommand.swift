import ArgumentParser
import SiteClient

/// `candour assess`: the shared rules without a store.
struct AssessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assess",
    abstract: "Apply the notification criteria to a file; saves nothing.",
    discussion: """
      The facts are one JSON document, or with --lines one a line. Limits: 64 MiB a document or \
      line, \(Quantity.digitsMax) digits a quantity, \(JSONValue.depthMax) levels of nesting, \
      100,000 elements a list.

      EXAMPLES
        candour assess facts.json
        candour assess --edition saue-2020-08 --json facts.json
        candour assess --lines < facts.jsonl
      """)

  @Option(help: "The edition of the criteria; see `candour editions`.")
  var edition: String?

  @Option(help: "Use the edition in force on this day, such as 2026-11-20.")
  var asOf: String?

  @Flag(help: "Read JSON Lines, print one assessment a line; implies --json.")
  var lines = false

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(help: "The file to read; - or nothing for standard input.")
  var file: String?

  func run() throws {
    let edition = try chosenEdition()
    var input = try InputReader(file)
    if lines {
      try assessLines(&input, by: edition)
    } else {
      let assessment = edition.assess(try Self.document(input.whole()))
      StandardOutput.write(
        json ? assessment.json.serialized(.pretty) + "\n" : AssessmentText(assessment).text)
    }
  }

  private func chosenEdition() throws(CommandFailure) -> Edition {
    switch (edition, asOf) {
    case (nil, nil):
      return .default
    case (let id?, nil):
      guard let edition = Edition(id: id) else {
        let known = Edition.all.map(\.id).joined(separator: ", ")
        throw CommandFailure(.unusable, "unknown-edition", "there are these editions: \(known)")
      }
      return edition
    case (nil, let day?):
      guard let date = CalendarDate(day) else {
        throw CommandFailure(
          .unusable, "no-such-date", "“\(day)” is not a date. Give --as-of as 2026-11-20.")
      }
      guard let edition = Edition.inForce(on: date) else {
        throw CommandFailure(
          .unusable, "no-edition", "no edition known here was in force on \(date.displayText)")
      }
      return edition
    case (_?, _?):
      throw CommandFailure(.unusable, "usage", "give --edition or --as-of, not both")
    }
  }

  /// The facts of the one document of a file, whose mistakes are named by line and character.
  private static func document(_ bytes: [UInt8]) throws -> IncidentFacts {
    do throws(JSONError) {
      _ = try JSONValue(parsing: bytes)
    } catch {
      let known = FactsError(error)
      throw CommandFailure(
        .unusable, known.code.rawValue, Input.displayText(of: error, in: bytes), field: known.field)
    }
    return try facts(bytes)
  }

  /// The facts of one document.
  static func facts(_ bytes: some Collection<UInt8>) throws(FactsError) -> IncidentFacts {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw FactsError(error)
    }
    return try IncidentFacts(json, isRecordField: RecordSchema.isIncidentField)
  }

  private func assessLines(_ input: inout InputReader, by edition: Edition) throws(CommandFailure) {
    let (lines, unusable) = try FactsLines(edition: edition).answer(&input) {
      StandardOutput.write($0)
    }
    guard unusable == 0 else {
      throw CommandFailure(
        .unusable, "unusable-lines",
        "\(unusable) of \(lines) lines are not usable; the rest were judged")
    }
  }
}
