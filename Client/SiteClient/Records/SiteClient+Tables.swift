internal import Foundation
internal import RecordStore
internal import RecordTables
internal import Records

/// A file that a table was written to.
public struct ExportedTable: Hashable, Sendable {
  /// Where it is.
  public let path: String
  /// How many rows it has below its header.
  public let rows: Int
}

extension SiteClient {
  /// Writes every table that anybody can query as a CSV file, and what its columns mean: all as they
  /// are at one moment.
  ///
  /// The first column, `ownerRow`, joins the files: rows with the same number are made from the same
  /// record. A cell that a spreadsheet would execute begins with an apostrophe.
  ///
  /// - Parameter folder: there with all files once this returns, and not at all if it is interrupted.
  /// - Throws: ``SiteError/store(_:)`` with `.notOverwritten` where there is something already,
  ///   unless it is an empty folder; then nothing is written.
  public nonisolated func exportTables(to folder: String) throws(SiteError) -> [ExportedTable] {
    try storing { () throws(StoreError) in
      let new = try NewFolder(at: folder)
      let place = new.temporaryPath
      var files: [TableFile] = []
      for table in ReadModel.tables {
        files.append(
          try TableFile(table.name, in: place, header: ["ownerRow"] + table.columns.map(\.name)))
      }
      let places = Dictionary(
        uniqueKeysWithValues: ReadModel.tables.enumerated().map { ($1.name, $0) })
      try store.forEachRow { table, cells in
        if let place = places[table.name] { try files[place].add(cells.map(\.displayText)) }
      }
      files.append(try meanings(in: place))
      var exported: [ExportedTable] = []
      for file in files {
        let rows = try file.committed()
        exported.append(ExportedTable(path: "\(folder)/\(file.name)", rows: rows))
      }
      try new.commit()
      return exported
    }
  }

  private nonisolated func meanings(in folder: String) throws(StoreError) -> TableFile {
    var file = try TableFile(
      "columns", in: folder, header: ["table", "column", "storedAs", "meaning"])
    for table in ReadModel.tables {
      for column in table.columns {
        try file.add([table.name, column.name, column.storedWords, column.meaning])
      }
    }
    return file
  }
}

/// A CSV file that is put in place once it is complete.
private struct TableFile {
  let name: String
  private let file: AtomicFileWriter
  private var pending: [UInt8] = []
  private var rows = 0

  /// How many bytes are collected before they are written.
  private static let batchSize = 1 << 16

  init(_ name: String, in folder: String, header: [String]) throws(StoreError) {
    self.name = "\(name).csv"
    file = try AtomicFileWriter(at: "\(folder)/\(self.name)")
    pending = Array(CSVText.line(header).utf8)
  }

  mutating func add(_ cells: [String]) throws(StoreError) {
    pending += CSVText.line(cells).utf8
    rows += 1
    guard pending.count >= Self.batchSize else { return }
    try file.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// - Returns: how many rows it has.
  func committed() throws(StoreError) -> Int {
    try file.write(pending)
    try file.commit()
    return rows
  }
}
