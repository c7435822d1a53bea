internal import Foundation
internal import RecordStore
internal import Records

/// A file that a table was written to.
public struct ExportedTable: Hashable, Sendable {
  /// Where it is.
  public let path: String
  /// How many rows it has, its head not counted.
  public let rows: Int
}

extension SiteClient {
  /// Writes every table that anybody can query as a CSV file, and what its columns mean.
  ///
  /// - Parameter folder: made where it is not there.
  /// - Throws: ``SiteError/store(_:)`` with `.notOverwritten` for a file that is there already.
  public nonisolated func exportTables(to folder: String) throws(SiteError) -> [ExportedTable] {
    try storing { () throws(StoreError) in
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      } catch {
        throw StoreError.inaccessible(detail: "\(folder) cannot be made")
      }
      var files: [ExportedTable] = []
      for table in ReadModel.tables {
        let file = try AtomicFileWriter(at: "\(folder)/\(table.name).csv")
        try file.write(Array(CSVText.line(table.columns.map(\.name)).utf8))
        var rows = 0
        try store.forEachRow(of: table) { cells in
          try file.write(Array(CSVText.line(cells.map(\.words)).utf8))
          rows += 1
        }
        try file.commit()
        files.append(ExportedTable(path: file.path, rows: rows))
      }
      return files + [try exportColumns(to: folder)]
    }
  }

  private nonisolated func exportColumns(
    to folder: String
  ) throws(StoreError) -> ExportedTable {
    let file = try AtomicFileWriter(at: "\(folder)/columns.csv")
    try file.write(Array(CSVText.line(["table", "column", "storedAs", "meaning"]).utf8))
    var rows = 0
    for table in ReadModel.tables {
      for column in table.columns {
        let cells = [table.name, column.name, column.storedWords, column.meaning]
        try file.write(Array(CSVText.line(cells).utf8))
        rows += 1
      }
    }
    try file.commit()
    return ExportedTable(path: file.path, rows: rows)
  }
}
