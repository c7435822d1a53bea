public import IRMER

/// A table that anybody can query, described once: its columns are the properties, in the order in
/// which a list gives them out.
///
/// To add a column is one line here; count ``ReadModel/version`` up with it, and every store makes its
/// tables anew when it is opened next. It is a class, because every read of a row's member follows a key
/// path from it: from a structure that would copy all its columns.
public protocol ReadModelTable: AnyObject, Sendable {
  /// What one row is read from.
  associatedtype Source
  static var naming: TableNaming { get }
  static var layout: TableLayout<Self> { get }
  init()
}

/// A table's name, what a row of it is, and how rows are found.
public struct TableNaming: Hashable, Sendable {
  public let name: String
  /// What one row stands for, in a sentence.
  public let meaning: String
  /// The columns that, with the record, make a row the only one; empty where a record has one row at
  /// most.
  public let key: [String]
  /// `NAME ON columns WHERE condition`, each without the table.
  let indexes: [TableIndex]

  init(_ name: String, _ meaning: String, key: [String] = [], indexes: [TableIndex] = []) {
    (self.name, self.meaning, self.key, self.indexes) = (name, meaning, key, indexes)
  }
}

/// An index of a table.
public struct TableIndex: Hashable, Sendable {
  let name: String
  let columns: String
  let condition: String?

  init(_ name: String, _ columns: String, where condition: String? = nil) {
    (self.name, self.columns, self.condition) = (name, columns, condition)
  }

  /// The words of its columns and its condition: the names of the columns that it depends on are among them.
  var words: [String] {
    (columns + " " + (condition ?? "")).split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      .map(String.init)
  }
}

/// A column as the table stores it.
public struct ColumnDescription: Hashable, Sendable {
  public let name: String
  /// What it means, in a sentence.
  public let meaning: String
  public let form: ColumnForm
  public let isOptional: Bool

  /// How the table stores it, in words.
  public var storedWords: String { form.storedWords + (isOptional ? ", or null" : "") }
}

/// The columns of a table in their order. A class: each read of a row's member asks it, and to hand out
/// a reference copies nothing.
public final class TableLayout<Table: ReadModelTable>: Sendable {
  let table = Table()
  let members: [any TableMember<Table>]
  public let description: TableDescription
  let readers: [@Sendable (Table.Source) -> Cell]
  private let places: [ObjectIdentifier: Int]

  init() {
    members = Mirror(reflecting: table).children.compactMap { $0.value as? any TableMember<Table> }
    description = TableDescription(naming: Table.naming, columns: members.compactMap { $0.stored })
    readers = members.compactMap { $0.reader }
    let columns = members.filter { $0.stored != nil }.map { ObjectIdentifier($0 as AnyObject) }
    places = Dictionary(uniqueKeysWithValues: zip(columns, 0...))
  }

  /// - Precondition: the column is the table's own.
  func place<Value>(of column: TableColumn<Table, Value>) -> Int {
    guard let place = places[ObjectIdentifier(column)] else {
      preconditionFailure("no column \(column.name)")
    }
    return place
  }
}

/// One row: a value for each column of its table.
@dynamicMemberLookup
public struct TableRow<Table: ReadModelTable>: Hashable, Sendable {
  /// In the order of the columns.
  public private(set) var cells: [Cell]

  init(_ source: Table.Source) { cells = Table.layout.readers.map { $0(source) } }

  /// - Parameter cells: as the table holds them, one for each of its columns.
  package init(stored cells: [Cell]) { self.cells = cells }

  public subscript<Value: CellValue>(
    dynamicMember column: KeyPath<Table, TableColumn<Table, Value>>
  ) -> Value {
    get { Value(cell: self[stored: Table.layout.table[keyPath: column]]) }
    set { self[stored: Table.layout.table[keyPath: column]] = newValue.cell }
  }

  subscript<Value>(stored column: TableColumn<Table, Value>) -> Cell {
    get { cells[Table.layout.place(of: column)] }
    set { cells[Table.layout.place(of: column)] = newValue }
  }

  /// The row as an item of a list.
  func item(_ context: ItemContext) -> JSONObject {
    var item = JSONObject()
    for member in Table.layout.members {
      guard let listed = member.listed else { continue }
      item.append(member.name, listed.value(self, context))
    }
    return item
  }
}

extension TableLayout {
  /// The item's schema: every member is there, and says what it means.
  public var itemSchema: JSONValue {
    let listed = members.compactMap { member in
      member.listed.map { (name: member.name, meaning: member.meaning, schema: $0.schema) }
    }
    let properties = listed.map { member -> (String, JSONValue) in
      var schema = member.schema
      schema.append("description", .string(member.meaning))
      return (member.name, .object(schema))
    }
    return [
      "type": "object", "required": JSONValue(listed.map(\.name)),
      "properties": .object(JSONObject(properties)),
    ]
  }
}
