internal import RecordStore
internal import Records
internal import Storage

extension ReadModelTables {
  /// The rows that something follows from: which records it concerns is asked of a file before they are
  /// written, since few edits change a state, a day or a code.
  struct FollowedRows {
    private struct Table {
      let isOnePerRecord: Bool
      /// The places of the columns that something follows from.
      let columns: [Int]
      /// Finds a record's row.
      let row: String
      /// Finds it where these columns have these values.
      let sameRow: String

      init?(_ table: TableDescription, _ changes: RowChanges) {
        columns = table.columns.indices.filter {
          changes.areFollowed(in: table.columns[$0].name, of: table.name)
        }
        if columns.isEmpty { return nil }
        isOnePerRecord = table.isOnePerRecord
        row = "SELECT 1 FROM \(table.name) WHERE ownerRow = ?"
        sameRow = row + columns.map { " AND \(table.columns[$0].name) IS ?" }.joined()
      }
    }

    private let tables: [Table?]

    init(_ changes: RowChanges) { tables = ReadModel.tables.map { Table($0, changes) } }

    /// Whether a record's rows change in a column that something follows from.
    ///
    /// - Parameter work: what is done with the rows of each table.
    func mayChange(
      _ rows: [[[Cell]]], of owner: Int64, _ work: [Writer.Work], _ db: Connection
    ) throws -> Bool {
      for (place, table) in tables.enumerated() {
        guard let table else { continue }
        guard table.isOnePerRecord else {
          if work[place] != .nothing { return true }
          continue
        }
        let new = rows[place].first
        var question = try db.statement(new == nil ? table.row : table.sameRow)
        question.bind(owner)
        if let new { for column in table.columns { question.bind(new[column]) } }
        let isFound = try question.first { _ in true } ?? false
        if isFound != (new != nil) { return true }
      }
      return false
    }
  }
}
