package import Foundation

/// A type whose values are stored in a column.
package protocol StoredValue {
  var columnValue: ColumnValue { get }

  /// - Returns: `nil` where the column holds something else.
  init?(stored value: ColumnValue)
}

extension ColumnValue: StoredValue {
  package var columnValue: ColumnValue { self }

  package init?(stored value: ColumnValue) { self = value }
}

extension Int64: StoredValue {
  package var columnValue: ColumnValue { .integer(self) }

  package init?(stored value: ColumnValue) {
    switch value {
    case .integer(let number): self = number
    case .real(let number): self.init(exactly: number)
    case .text, .bytes, .null: return nil
    }
  }
}

extension Int: StoredValue {
  package var columnValue: ColumnValue { .integer(Int64(self)) }

  package init?(stored value: ColumnValue) {
    guard let number = Int64(stored: value) else { return nil }
    self.init(exactly: number)
  }
}

/// A count, such as a place in a log: never negative, and so far below the limits of its type that sums
/// of such numbers do not overflow.
extension UInt64: StoredValue {
  /// A larger number is stored as this one, which no row has.
  package static let storedMax: UInt64 = 1 << 53

  package var columnValue: ColumnValue { .integer(Int64(Swift.min(self, Self.storedMax))) }

  /// - Returns: `nil` for a number below 0 or above ``storedMax``, too.
  package init?(stored value: ColumnValue) {
    guard let number = Int64(stored: value), (0...Int64(Self.storedMax)).contains(number)
    else { return nil }
    self.init(number)
  }
}

extension Double: StoredValue {
  package var columnValue: ColumnValue { .real(self) }

  package init?(stored value: ColumnValue) {
    switch value {
    case .real(let number): self = number
    case .integer(let number): self.init(number)
    case .null, .text, .bytes: return nil
    }
  }
}

/// Stored as 0 or 1.
extension Bool: StoredValue {
  package var columnValue: ColumnValue { .integer(self ? 1 : 0) }

  package init?(stored value: ColumnValue) {
    guard case .integer(let number) = value else { return nil }
    self = number != 0
  }
}

extension String: StoredValue {
  package var columnValue: ColumnValue { .text(beforeNUL) }

  /// A number reads as its digits, as SQLite reads it.
  package init?(stored value: ColumnValue) {
    switch value {
    case .text(let text): self = text
    case .integer(let number): self = "\(number)"
    case .real(let number): self = "\(number)"
    case .bytes, .null: return nil
    }
  }
}

extension [UInt8]: StoredValue {
  package var columnValue: ColumnValue { .bytes(self) }

  package init?(stored value: ColumnValue) {
    guard case .bytes(let bytes) = value else { return nil }
    self = bytes
  }
}

extension Data: StoredValue {
  package var columnValue: ColumnValue { .bytes(Array(self)) }

  package init?(stored value: ColumnValue) {
    guard case .bytes(let bytes) = value else { return nil }
    self.init(bytes)
  }
}

/// `nil` is NULL.
extension Optional: StoredValue where Wrapped: StoredValue {
  package var columnValue: ColumnValue { self?.columnValue ?? .null }

  package init?(stored value: ColumnValue) {
    if value.isNull {
      self = .none
    } else {
      guard let wrapped = Wrapped(stored: value) else { return nil }
      self = .some(wrapped)
    }
  }
}
