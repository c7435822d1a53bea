extension ReadModel {
  /// The word is set apart, so that no line of this file reads as an import of its own.
  private static let python = "import"

  /// `Docs/tables.md`: the tables as whoever analyses them finds them.
  public static var page: String {
    var lines = [
      """
      # Tables for analysts

      Generated from the descriptions in `Sources/Records/ReadModel/Tables`; a test compares.

      A site's and a centre's `store.sqlite` holds these tables beside its logs. They are made from the
      records and never the other way round: `candour verify` compares every row with its record. Read
      them, and write nothing.

      ```
      candour export-tables FOLDER                      # a CSV file for each table
      sqlite3 -readonly store.sqlite "SELECT version FROM readModel"
      ```

      ```python
      \(python) pandas, sqlite3
      store = sqlite3.connect("file:store.sqlite?mode=ro", uri=True)
      doses = pandas.read_sql("SELECT * FROM incidentDose WHERE part = 'total'", store)
      ```

      ```r
      store <- DBI::dbConnect(RSQLite::SQLite(), "store.sqlite", flags = RSQLite::SQLITE_RO)
      months <- DBI::dbGetQuery(store, "SELECT * FROM incidentByMonth")
      ```

      The version of these tables is \(version). `readModel` holds the version that made a store's
      tables, and `readModelColumn` what each column means: ask them before you rely on a column. Columns
      may be added; one whose meaning changes gets another name.

      `ownerRow`, the first column of each table and file, joins them: rows with the same number are made
      from the same record. Of values in conflict, a row has the one that is shown first, and `conflict`
      has them all. In a file, a text that a spreadsheet would execute begins with an apostrophe.
      """
    ]
    for table in tables {
      lines.append(
        "\n## \(table.name)\n\n\(table.naming.meaning)\n\n| column | stored as | meaning |\n|---|---|---|"
      )
      lines += table.columns.map { "| `\($0.name)` | \($0.storedWords) | \($0.meaning) |" }
    }
    lines.append("\n## Views\n\n| view | rows |\n|---|---|")
    lines += views.map { "| `\($0.name)` | \($0.meaning) |" }
    return lines.joined(separator: "\n") + "\n"
  }
}
