public import IRMER

/// A member of a table's description: a column, or what is worked out from the columns on a day.
protocol TableMember<Table>: Sendable {
  associatedtype Table: ReadModelTable
  var name: String { get }
  var meaning: String { get }
  /// How it is stored; `nil` where it is worked out.
  var stored: ColumnDescription? { get }
  /// Its value from a record; `nil` where it is worked out.
  var reader: (@Sendable (Table.Source) -> Cell)? { get }
  /// Its place in the list that others read; `nil` where it is in none.
  var listed: ListedMember<Table>? { get }
}

/// A member of an item of a list: its schema, and its value on a day.
struct ListedMember<Table: ReadModelTable>: Sendable {
  let schema: JSONObject
  let value: @Sendable (TableRow<Table>, ItemContext) -> JSONValue
}

/// What an item of a list depends on beside its row.
public struct ItemContext: Sendable {
  /// The day of the answer.
  public let today: CalendarDate
  /// The days of the open actions of the same record.
  public let openActionsDue: [CalendarDate]

  public init(today: CalendarDate, openActionsDue: [CalendarDate] = []) {
    (self.today, self.openActionsDue) = (today, openActionsDue)
  }
}

/// A column: its name, what it means, how it is stored and given out, and how it is read from a record.
///
/// From this follow the column of the table, its place in the insert, the check by `verify`, the member
/// of the item of a list and its schema, the column of the exported file, and its line in
/// `Docs/tables.md`.
public final class TableColumn<Table: ReadModelTable, Value: CellValue>: TableMember {
  public let name: String
  public let meaning: String
  let form: ColumnForm
  let isListed: Bool
  let read: @Sendable (Table.Source) -> Value

  /// - Parameter isListed: whether items of lists hold it.
  convenience init(
    _ name: String, isListed: Bool = true, _ meaning: String,
    _ read: @escaping @Sendable (Table.Source) -> Value
  ) {
    self.init(name, Value.form, isListed: isListed, meaning, read)
  }

  /// - Parameter form: another than that of its type.
  init(
    _ name: String, _ form: ColumnForm, isListed: Bool = true, _ meaning: String,
    _ read: @escaping @Sendable (Table.Source) -> Value
  ) {
    (self.name, self.form, self.isListed) = (name, form, isListed)
    (self.meaning, self.read) = (meaning, read)
  }

  var stored: ColumnDescription? {
    ColumnDescription(name: name, meaning: meaning, form: form, isOptional: Value.isOptional)
  }

  var reader: (@Sendable (Table.Source) -> Cell)? {
    let read = read
    return { read($0).cell }
  }

  var listed: ListedMember<Table>? {
    guard isListed else { return nil }
    return ListedMember(schema: form.schema(isOptional: Value.isOptional)) { row, _ in
      self.form.json(row[stored: self])
    }
  }
}

/// What is worked out from a row on the day of the answer. No table holds it: a row depends on its
/// record alone.
public struct DayColumn<Table: ReadModelTable>: TableMember {
  let name: String
  let meaning: String
  let schema: JSONObject
  let value: @Sendable (TableRow<Table>, ItemContext) -> JSONValue

  init(
    _ name: String, _ form: ColumnForm, isOptional: Bool = false, _ meaning: String,
    _ value: @escaping @Sendable (TableRow<Table>, ItemContext) -> JSONValue
  ) {
    (self.name, self.meaning, self.value) = (name, meaning, value)
    schema = form.schema(isOptional: isOptional)
  }

  var stored: ColumnDescription? { nil }
  var reader: (@Sendable (Table.Source) -> Cell)? { nil }
  var listed: ListedMember<Table>? { ListedMember(schema: schema, value: value) }
}
