internal import GRDB

/// A function that SQL on SQLite can call: its result follows from its arguments alone.
package struct SQLFunction: Sendable {
  package let name: String
  package let argumentCount: Int
  package let body: @Sendable ([ColumnValue]) -> String?

  package init(
    _ name: String, argumentCount: Int, _ body: @escaping @Sendable ([ColumnValue]) -> String?
  ) {
    self.name = name
    self.argumentCount = argumentCount
    self.body = body
  }

  var onSQLite: DatabaseFunction {
    DatabaseFunction(name, argumentCount: argumentCount, pure: true) { values in
      body(values.map(ColumnValue.init))
    }
  }
}

extension ColumnValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let bytes): self = .bytes(Array(bytes))
    }
  }
}
