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

  /// Rows of values as arrays, one for each value of a row.
  struct ArrayedRows {
    /// Rows that travel as one statement.
    static let rowsMax = 1_000
    /// Bytes of their values, beyond which no row is added.
    static let bytesMax = 1 << 20

    private(set) var count = 0
    /// Of each value of a row; `nil` while it was NULL in every row.
    private(set) var kinds: [ArrayKind?]
    private var columns: [ArrayElements]
    private var byteCount = 0

    /// - Parameter width: values of a row.
    init(_ width: Int) {
      kinds = Array(repeating: nil, count: width)
      columns = Array(repeating: ArrayElements(), count: width)
    }

    /// Whether a row can be among them: there is room, and its values are of the same kinds.
    ///
    /// - Throws: ``StorageError`` for a text that cannot be stored.
    func fits(_ row: [ColumnValue]) throws(StorageError) -> Bool {
      guard row.count == columns.count, count < Self.rowsMax, byteCount < Self.bytesMax
      else { return false }
      var isKnown = count > 0
      for place in row.indices {
        try ParameterBlock.check(row[place])
        guard let kind = ArrayKind(row[place]) else { continue }
        guard kinds[place] ?? kind == kind else { return false }
        isKnown = true
      }
      return isKnown
    }

    /// - Precondition: it fits.
    mutating func add(_ row: [ColumnValue]) {
      for place in row.indices {
        if kinds[place] == nil { kinds[place] = ArrayKind(row[place]) }
        byteCount += columns[place].add(row[place])
      }
      count += 1
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

  /// Rows for one statement, which were sent one after the other.
  struct GatheredRows {
    /// As it was sent, for one row.
    let sql: String
    let statement: GatherableStatement
    /// The first row, for where it remains the only one.
    private(set) var first: [ColumnValue] = []
    private(set) var rows: ArrayedRows
    private var keys: Set<[ColumnValue]> = []
    /// Those that are one number: most are.
    private var numbers: Set<Int64> = []

    init(_ sql: String, _ statement: GatherableStatement) {
      (self.sql, self.statement) = (sql, statement)
      rows = ArrayedRows(statement.count)
    }

    /// Adds a row.
    ///
    /// - Returns: whether it may be in one statement with those before it. If not, it is not added.
    /// - Throws: ``StorageError`` for a text that cannot be stored.
    mutating func add(_ row: [ColumnValue]) throws(StorageError) -> Bool {
      guard try rows.fits(row), isFirst(row) else { return false }
      if rows.count == 0 { first = row }
      rows.add(row)
      return true
    }

    /// Whether no row before it has its key.
    private mutating func isFirst(_ row: [ColumnValue]) -> Bool {
      guard let key = statement.key else { return true }
      if key.count == 1, case .integer(let number) = row[key[0]] {
        return numbers.insert(number).inserted
      }
      return keys.insert(key.map { row[$0] }).inserted
    }
  }

  /// The elements of an array, as they travel: a length of four bytes, -1 for NULL, and the value.
  private struct ArrayElements {
    private(set) var bytes: [UInt8] = []
    private var hasNull = false

    /// - Returns: how many bytes it takes.
    mutating func add(_ value: ColumnValue) -> Int {
      let before = bytes.count
      switch value {
      case .null:
        hasNull = true
        add(-1)
      case .integer, .real: add(8)
      case .text(let text): add(Int32(text.utf8.count))
      case .bytes(let value): add(Int32(value.count))
      }
      _ = ParameterBlock.append(value, to: &bytes)
      return bytes.count - before
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
