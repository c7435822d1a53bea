import ArgumentParser
import SiteClient

/// `candour dose`
struct DoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dose",
    abstract: "Doses from a dose management system, and effective dose by a published factor.",
    discussion: """
      For the physicist. A dose that was measured elsewhere is matched to an incident by a person, \
      never by the program, and is kept with its unit and its source.

      EXAMPLES
        candour dose read openrem-ct.csv
        candour dose add RBD01-2026-1234561 openrem-ct.csv --row 3
        candour dose factors
        candour dose effective RBD01-2026-1234561 --factor chest
      """,
    subcommands: [
      DoseReadCommand.self, DoseAddCommand.self, DoseFactorsCommand.self,
      DoseEffectiveCommand.self,
    ])
}

/// A file of doses, as given to a command.
struct DoseFile: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A CSV export of OpenREM; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "The unit of a quantity whose heading gives none, such as mean-glandular-dose=mGy.",
      valueName: "quantity=unit"))
  var unit: [String] = []

  func table(today: CalendarDate) throws -> DoseTable {
    try DoseTable(try Input.bytes(file), units: try units(), today: today)
  }

  private func units() throws -> [DoseQuantity: String] {
    try unit.reduce(into: [:]) { units, text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let quantity = DoseQuantity(rawValue: String(parts[0])) else {
        throw CommandFailure.unusable(
          "“\(text)” is not QUANTITY=UNIT, such as mean-glandular-dose=mGy", field: "unit")
      }
      units[quantity] = String(parts[1])
    }
  }
}

/// `candour dose read`
struct DoseReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Show the studies of a file with their doses; nothing is written.",
    discussion: """
      Columns that say who somebody is are not read. Row numbers count from 1, without the header.

      EXAMPLES
        candour dose read openrem-ct.csv
        candour dose read openrem-mammo.csv --unit mean-glandular-dose=mGy
        candour dose read openrem-ct.csv --on 2026-11-02
      """)

  @OptionGroup var source: DoseFile

  @Option(help: ArgumentHelp("Studies of this day alone.", valueName: "date"))
  var on: String?

  @OptionGroup var store: StoreOptions

  func run() throws {
    let environment = try SiteEnvironment.commandLine()
    let now = Moment(milliseconds: environment.now())
    let today = environment.statedToday ?? now.londonDay
    let file = try source.table(today: today)
    let day = try on.map { try Words.day($0, today: today, option: "on") }
    let rows = file.studies.enumerated().filter { day == nil || $0.element.date == day }
    if store.isJSON {
      return store.output.print(
        .array(rows.map { Self.json($0.element, row: $0.offset + 1) }))
    }
    if !file.export.identifying.isEmpty {
      Output.note(
        "Not read: \(file.export.identifying.joined(separator: ", ")).", .none)
    }
    var table = Table([
      .number("row"), .text("study"), .flexible("machine").leaving(1),
      .flexible("what").leaving(2), .flexible("doses"),
    ])
    for (offset, study) in rows {
      table.add([
        .init(offset + 1),
        .init([study.date?.numbers, study.time].compactMap(\.self).joined(separator: " ")),
        .init(study.equipment ?? ""), .init(study.description ?? ""),
        .init(Self.doses(study).joined(separator: ", ")),
      ])
    }
    store.output.table(table)
    if !rows.isEmpty {
      store.output.line(
        "To keep one with an incident: candour dose add REF \(ShellWord(source.file)) --row N",
        .faint)
    }
  }

  private static func doses(_ study: DoseStudy) -> [String] {
    study.doses.map { dose in
      "\(dose.column.quantity.name) \(dose.digits) \(dose.column.unit ?? "(no unit)")"
    }
  }

  private static func json(_ study: DoseStudy, row: Int) -> JSONValue {
    [
      "row": .number(JSONNumber(row)), "date": JSONValue(study.date.map { "\($0)" }),
      "time": JSONValue(study.time), "equipment": JSONValue(study.equipment),
      "description": JSONValue(study.description),
      "doses": .array(
        study.doses.map { dose in
          [
            "quantity": .string(dose.column.quantity.rawValue), "value": .string(dose.digits),
            "unit": JSONValue(dose.column.unit), "heading": .string(dose.column.heading),
          ]
        }),
    ]
  }
}
