import ArgumentParser
import SiteClient

/// `candour export-tables`
struct ExportTablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-tables",
    abstract: "Write the tables as CSV files, for a spreadsheet, pandas or R.",
    discussion: """
      One file a table, and columns.csv, which says what each column means. The first column, \
      ownerRow, joins them: rows with the same number are made from the same record. The folder must \
      be new or empty. It is there once all of its files are complete.

      EXAMPLES
        candour export-tables tables
        candour export-tables tables --json
      """)

  @Argument(
    help: ArgumentHelp("The folder to write to.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let files = try client.exportTables(to: folder)
    if store.isJSON {
      return store.output.print(
        .array(
          files.map {
            ["file": .string($0.path), "rows": .number(JSONNumber($0.rows))] as JSONValue
          }))
    }
    for file in files {
      store.output.line("\(file.rows.of("row", "rows")) written to \(file.path).", .good)
    }
  }
}
