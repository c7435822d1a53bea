import ArgumentParser
import Screens
import SiteClient

/// `candour evidence list`
struct EvidenceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the evidence of a record, or of every record.",
    discussion: """
      EXAMPLES
        candour evidence list RBD01-2026-1234561
        candour evidence list --json
      """)

  @Argument(
    help: ArgumentHelp(
      "UUID, reference or a part of it; every record unless given.", valueName: "id"),
    completion: .references(of: nil))
  var id: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    EvidenceTable(try await EvidenceTable.lines(of: id, in: store)).print(to: store.output)
  }
}

/// `candour evidence check`
struct EvidenceCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find the evidence again: unchanged, changed or gone.",
    discussion: """
      Each file is looked for where it is said to be kept. What is kept in a place that this computer \
      cannot look at is not checked. Exits with 1 if anything is changed, gone or cannot be read.

      EXAMPLES
        candour evidence check
        candour evidence check RBD01-2026-1234561 --json
      """)

  @Argument(
    help: ArgumentHelp(
      "UUID, reference or a part of it; every record unless given.", valueName: "id"),
    completion: .references(of: nil))
  var id: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let lines = try await EvidenceTable.lines(of: id, in: store).map { line in
      var line = line
      line.state = line.item.check()
      return line
    }
    EvidenceTable(lines).print(to: store.output)
    let wrong = lines.count { ![.unchanged, .notChecked].contains($0.state) }
    guard wrong > 0 else { return }
    Output.note(
      "\(wrong.of("piece", "pieces")) of evidence \(wrong == 1 ? "is" : "are") not as recorded. "
        + "Nothing in the records was changed.", .warning)
    throw ExitCode(CommandFailure.Exit.failed.rawValue)
  }
}

/// The evidence of some records, as commands print it.
struct EvidenceTable {
  struct Line {
    let snapshot: RecordSnapshot
    let item: EvidenceItem
    /// `nil` where it was not checked.
    var state: EvidenceState?
  }

  let lines: [Line]

  init(_ lines: [Line]) { self.lines = lines }

  static func lines(of id: String?, in store: StoreOptions) async throws -> [Line] {
    let client = try store.open(for: .reading)
    var records: [RecordSnapshot] = []
    if let id {
      records = [try await client.record(named: id)]
    } else {
      records = try await client.recordsWithEvidence()
    }
    return records.flatMap { record in
      record.evidence.map { Line(snapshot: record, item: $0) }
    }
  }

  func print(to output: Output) {
    if output.isJSON { return output.print(.array(lines.map(Self.json))) }
    guard !lines.isEmpty else { return output.line("No evidence is recorded.") }
    let isChecked = lines.contains { $0.state != nil }
    var columns: [Table.Column] = [
      .text("record"), .number("N"), .flexible("what"), .flexible("kept at"),
    ]
    columns.append(isChecked ? .text("now") : .text("SHA-256"))
    var table = Table(columns)
    for line in lines {
      table.add([
        .init(RecordReference.grouped(line.snapshot.reference ?? line.snapshot.name)),
        .init(line.item.position + 1), .init(line.item.what ?? "–"),
        .init(line.item.place ?? "–"), Self.last(of: line),
      ])
    }
    output.table(table)
  }

  private static func last(of line: Line) -> Table.Cell {
    guard let state = line.state else { return .init(line.item.sha256 ?? "–") }
    return .init(
      Wording.displayText(state.rawValue).lowercased(),
      state == .unchanged ? .good : state == .notChecked ? .faint : .warning)
  }

  private static func json(_ line: Line) -> JSONValue {
    var object = JSONObject()
    object.append("record", .string("\(line.snapshot.id)"))
    object.append("kind", .string("\(line.snapshot.kind)"))
    object.append("reference", JSONValue(line.snapshot.reference))
    object.append("number", .number(JSONNumber(line.item.position + 1)))
    for (key, value) in line.item.json.members { object.append(key, value) }
    if let state = line.state { object.append("state", .string(state.rawValue)) }
    return .object(object)
  }
}
