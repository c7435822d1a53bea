#if Postgres
  internal import CLibpq
  internal import Storage

  /// What a statement returned, copied out of libpq's memory.
  struct Answer {
    let rows: Rows
    /// How many rows it changed.
    let changes: Int
    /// `COMMIT`, `ROLLBACK`, `INSERT 0 1`.
    let tag: String

    init(_ result: OpaquePointer) throws(StorageError) {
      tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
      changes = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
      let columnCount = PQnfields(result)
      let names = (0..<columnCount).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
      let types = (0..<columnCount).map { PQftype(result, $0) }
      var values: [[ColumnValue]] = []
      let rowCount = PQntuples(result)
      values.reserveCapacity(Int(rowCount))
      for row in 0..<rowCount {
        var line: [ColumnValue] = []
        line.reserveCapacity(Int(columnCount))
        for column in 0..<columnCount {
          line.append(try Self.value(result, row, column, types[Int(column)]))
        }
        values.append(line)
      }
      rows = Rows(ColumnNames(names), values)
    }

    private static func value(
      _ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid
    ) throws(StorageError) -> ColumnValue {
      guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column)
      else { return .null }
      let bytes = UnsafeRawBufferPointer(
        start: start, count: Int(PQgetlength(result, row, column)))
      switch type {
      case TypeID.bool, TypeID.int2, TypeID.int4, TypeID.int8:
        return .integer(BinaryNumber.integer(bytes))
      case TypeID.float8:
        return .real(Double(bitPattern: UInt64(bitPattern: BinaryNumber.integer(bytes))))
      case TypeID.numeric:
        guard let number = BinaryNumber.wholeNumber(bytes) else {
          throw StorageError(
            .damaged, message: "a sum is not a whole number of 64 bits", code: "22003")
        }
        return .integer(number)
      case TypeID.bytea: return .bytes(Array(bytes))
      default: return .text(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// Numbers in PostgreSQL's binary format.
  enum BinaryNumber {
    /// A `bool` or an integer of up to eight bytes, big-endian.
    static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
      var value: UInt64 = bytes.first.map { $0 >= 0x80 ? .max : 0 } ?? 0
      for byte in bytes { value = value << 8 | UInt64(byte) }
      return Int64(bitPattern: value)
    }

    /// A `numeric`, which `sum(bigint)` returns: digits to the base 10,000.
    ///
    ///     digits: int16, weight of the first: int16, sign: int16, scale: int16, digits: int16…
    ///
    /// - Returns: `nil` for a fraction and for what 64 bits do not hold.
    static func wholeNumber(_ bytes: UnsafeRawBufferPointer) -> Int64? {
      func field(_ index: Int) -> Int {
        Int(integer(UnsafeRawBufferPointer(rebasing: bytes[index * 2..<index * 2 + 2])))
      }
      guard bytes.count >= 8, bytes.count == 8 + field(0) * 2 else { return nil }
      let (count, weight, sign) = (field(0), field(1), field(2))
      guard sign == 0 || sign == 0x4000 else { return nil }
      guard count > 0 else { return 0 }
      // Digits beyond the weight would be a fraction; absent ones are zero. 10,000^5 is beyond.
      guard weight >= count - 1, weight <= 4 else { return nil }
      var value: Int64 = 0
      for place in 0...weight {
        let digit = place < count ? Int64(field(4 + place)) : 0
        let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10_000)
        // Downwards, because the lowest number has no positive twin.
        let (sum, isBeyond) = shifted.subtractingReportingOverflow(digit)
        guard !isTooLarge, !isBeyond else { return nil }
        value = sum
      }
      if sign == 0x4000 { return value }
      return value == .min ? nil : -value
    }
  }
#endif
