#if Postgres
  internal import CLibpq
  internal import Storage

  /// The object identifiers of the types that values travel as.
  enum TypeID {
    static let unknown: Oid = 0
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float8: Oid = 701
    static let numeric: Oid = 1700
    static let arrayOfBytea: Oid = 1001
    static let arrayOfText: Oid = 1009
    static let arrayOfInt8: Oid = 1016
    static let arrayOfFloat8: Oid = 1022

    /// The type that a value is declared as; a NULL takes the type of where it is used.
    static func of(_ value: ColumnValue) -> Oid {
      switch value {
      case .null: unknown
      case .integer: int8
      case .real: float8
      case .text: text
      case .bytes: bytea
      }
    }
  }

  /// The values of a statement in PostgreSQL's binary format, in one block that is used again.
  struct ParameterBlock {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []

    /// - Throws: ``StorageError`` for a text with a NUL, which PostgreSQL cannot store.
    mutating func fill(_ values: [ColumnValue]) throws(StorageError) {
      bytes.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
      lengths.removeAll(keepingCapacity: true)
      for value in values { try add(value) }
    }

    private mutating func add(_ value: ColumnValue) throws(StorageError) {
      try Self.check(value)
      let start = bytes.count
      let isValue = Self.append(value, to: &bytes)
      starts.append(isValue ? start : nil)
      lengths.append(Int32(bytes.count - start))
    }

    /// - Throws: ``StorageError`` for a text with a NUL, which PostgreSQL cannot store.
    static func check(_ value: ColumnValue) throws(StorageError) {
      // Through the buffer, because most texts are searched in full.
      guard case .text(var text) = value, text.withUTF8({ $0.contains(0) }) else { return }
      throw StorageError(
        .damaged, message: "a text with a NUL character cannot be stored", code: "22021")
    }

    /// Adds a value in the binary format.
    ///
    /// - Returns: `false` for NULL, which has no bytes.
    static func append(_ value: ColumnValue, to bytes: inout [UInt8]) -> Bool {
      switch value {
      case .null: return false
      case .integer(let number):
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
      case .real(let number):
        withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes += $0 }
      case .text(let text): bytes += text.utf8
      case .bytes(let value): bytes += value
      }
      return true
    }

    typealias Pointers = UnsafePointer<UnsafePointer<CChar>?>

    /// Gives the values as libpq takes them. No bytes have an address too: without one a value is
    /// NULL.
    mutating func withPointers<T>(
      _ body: (
        _ count: Int32, _ values: Pointers?, _ lengths: UnsafePointer<Int32>?,
        _ formats: UnsafePointer<Int32>?
      )
        -> T
    ) -> T {
      bytes.append(0)
      let formats = [Int32](repeating: 1, count: starts.count)
      return bytes.withUnsafeBytes { block in
        let pointers = starts.map { start in
          start.flatMap { block.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
        }
        return body(Int32(starts.count), pointers, lengths, formats)
      }
    }
  }
#endif
