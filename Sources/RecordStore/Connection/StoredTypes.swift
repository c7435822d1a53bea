package import Replication
package import Storage

/// An identifier is stored as its sixteen bytes.
extension StoredValue where Self: Identifier128 {
  package var columnValue: ColumnValue { .bytes(bytes) }

  package init?(stored value: ColumnValue) {
    guard case .bytes(let bytes) = value else { return nil }
    self.init(bytes: bytes)
  }
}

extension LogID: StoredValue {}
extension ReplicaID: StoredValue {}
extension RecordID: StoredValue {}

/// Stored as its bytes.
extension Digest: StoredValue {
  package var columnValue: ColumnValue { .bytes(bytes) }

  package init?(stored value: ColumnValue) {
    guard case .bytes(let bytes) = value else { return nil }
    self.init(bytes: bytes)
  }
}

/// Stored as its code.
extension Scope: StoredValue {
  package var columnValue: ColumnValue { .text(code) }

  package init?(stored value: ColumnValue) {
    guard case .text(let code) = value else { return nil }
    self.init(code)
  }
}

/// Stored as its 64 bits.
extension HybridTime: StoredValue {
  package var columnValue: ColumnValue { .integer(Int64(bitPattern: bits)) }

  package init?(stored value: ColumnValue) {
    guard case .integer(let number) = value else { return nil }
    self.init(bits: UInt64(bitPattern: number))
  }
}
