#if Postgres
  internal import CLibpq
  internal import Storage

  /// A kind of value, and that of an array of them.
  struct ArrayKind: Hashable {
    let element: Oid
    let array: Oid

    /// - Returns: `nil` for NULL.
    init?(_ value: ColumnValue) {
      element = TypeID.of(value)
      switch value {
      case .null: return nil
      case .integer: array = TypeID.arrayOfInt8
      case .real: array = TypeID.arrayOfFloat8
      case .text: array = TypeID.arrayOfText
      case .bytes: array = TypeID.arrayOfBytea
      }
    }
  }

  /// Rows for one statement, which were sent one after the other: an array for each value of a row.
  struct GatheredRows {
    /// Rows of one statement.
    static let rowsMax = 1_000
    /// Bytes of their values, beyond which no row is added.
    static let bytesMax = 1 << 20

    /// As it was sent, for one row.
    let sql: String
    let statement: GatherableStatement
    private(set) var count = 0
    /// The first row, for where it remains the only one.
    private(set) var first: [ColumnValue] = []
    /// Of each value of a row; `nil` while it was NULL in every row.
    private(set) var kinds: [ArrayKind?]
    private var columns: [ArrayElements]
    private var keys: Set<[ColumnValue]> = []

    init(_ sql: String, _ statement: GatherableStatement) {
      (self.sql, self.statement) = (sql, statement)
      kinds = Array(repeating: nil, count: statement.count)
      columns = Array(repeating: ArrayElements(), count: statement.count)
    }

    /// Adds a row.
    ///
    /// - Returns: whether it may be in one statement with those before it. If not, it is not added.
    /// - Throws: ``StorageError`` for a text that cannot be stored.
    mutating func add(_ row: [ColumnValue]) throws(StorageError) -> Bool {
      guard row.count == statement.count, count < Self.rowsMax,
        columns.reduce(0, { $0 + $1.bytes.count }) < Self.bytesMax
      else { return false }
      var merged = kinds
      for place in row.indices {
        try ParameterBlock.check(row[place])
        guard let kind = ArrayKind(row[place]) else { continue }
        guard merged[place] ?? kind == kind else { return false }
        merged[place] = kind
      }
      guard merged.contains(where: { $0 != nil }) else { return false }
      if let key = statement.key, !keys.insert(key.map { row[$0] }).inserted { return false }
      if count == 0 { first = row }
      kinds = merged
      for place in row.indices { columns[place].add(row[place]) }
      count += 1
      return true
    }

    /// The arrays in PostgreSQL's binary format.
    ///
    /// - Parameter kinds: of each value of a row; where it is `nil`, there is no array.
    func arrays(_ kinds: [ArrayKind?]) -> [ColumnValue] {
      zip(columns, kinds).compactMap { column, kind in
        kind.map { .bytes(column.array(of: $0.element, count)) }
      }
    }
  }

  /// The elements of an array, as they travel: a length of four bytes, -1 for NULL, and the value.
  private struct ArrayElements {
    private(set) var bytes: [UInt8] = []
    private var hasNull = false

    mutating func add(_ value: ColumnValue) {
      let start = bytes.count
      add(-1)
      guard ParameterBlock.append(value, to: &bytes) else {
        hasNull = true
        return
      }
      let length = Int32(bytes.count - start - 4)
      withUnsafeBytes(of: length.bigEndian) {
        bytes.replaceSubrange(start..<start + 4, with: $0)
      }
    }

    private mutating func add(_ number: Int32) {
      withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    /// Dimensions, whether one is NULL, the kind, how many, the first one's number, and the elements.
    func array(of kind: Oid, _ count: Int) -> [UInt8] {
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count + 20)
      for number in [1, hasNull ? 1 : 0, kind, UInt32(count), 1] {
        withUnsafeBytes(of: number.bigEndian) { result += $0 }
      }
      return result + bytes
    }
  }
#endif
