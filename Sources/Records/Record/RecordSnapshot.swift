public import IRMER
public import Replication

/// One record at one moment, as an author has it in front of them.
///
/// Edits are built from a snapshot: they supersede what it shows, and nothing that arrived since.
public struct RecordSnapshot: Sendable {
  /// The record's UUID.
  public let id: RecordID
  /// What the record is.
  public let kind: RecordKind
  /// Whose record it is.
  public let scope: Scope
  /// The merged operations.
  public let state: MergedRecord
  /// The name that opens the record: its UUID, prefixed with its site where another site has the
  /// same one.
  public var name: String
  /// The same state as a tree.
  let tree: FieldTree

  /// A record as merged.
  public init(id: RecordID, kind: String, scope: Scope, state: MergedRecord) {
    self.id = id
    self.kind = RecordKind(rawValue: kind)
    self.scope = scope
    self.state = state
    name = "\(id)"
    tree = FieldTree(state)
  }

  /// The schema of its fields.
  public var shape: FieldShape { RecordSchema.shape(of: kind) }

  /// The value to display first at a path of our own source.
  public func value(_ path: StaticString) -> Value? {
    tree.index(at: path).flatMap { tree.nodes[$0].value }
  }

  /// The words of the text, or digits of the number, at a path of our own source.
  public func text(_ path: StaticString) -> String? { value(path)?.text }

  /// The word of an enumeration at a path; `nil` where there is none, or one that this version does not
  /// know.
  package func choice<Choice: RawRepresentable<String>>(_ path: StaticString) -> Choice? {
    text(path).flatMap(Choice.init(rawValue:))
  }

  /// The choice at a path; nil where there is no value.
  ///
  /// - Parameter unreadable: what a value is that is no word of the set, as a later version's.
  func choice<Choice: RawRepresentable<String>>(
    _ path: StaticString, else unreadable: Choice
  ) -> Choice? {
    value(path).map { $0.text.flatMap(Choice.init(rawValue:)) ?? unreadable }
  }

  /// The day at a path; nil where there is none or it cannot be read.
  public func date(_ path: StaticString) -> CalendarDate? { text(path).flatMap(day(reading:)) }

  /// The Boolean at a path; nil where there is none.
  public func flag(_ path: StaticString) -> Bool? {
    if case .flag(let flag) = value(path) { flag } else { nil }
  }

  /// Whether anything at all is in conflict.
  public var isInConflict: Bool { tree.isInConflict || unseenByWithdrawal != nil }

  /// `SITE-YYYY-NNNN`.
  public var reference: String? { text("reference") }

  // MARK: Fields

  /// The path of the log for a displayed one with positions in place of identifiers; `nil` where
  /// there is none.
  public func path(shown: String) -> FieldPath? {
    tree.nodes.lazy.compactMap(\.path).first {
      tree.displayPath(of: $0) == shown || $0.text == shown
    }
  }

  /// Display path → value to display first, in the order of the schema.
  public var fields: JSONObject {
    var result = JSONObject()
    collect(0, path: "", shape: shape, into: &result)
    return result
  }

  private func collect(
    _ index: Int, path: String, shape: FieldShape, into result: inout JSONObject
  ) {
    let node = tree.nodes[index]
    if let value = node.value, value != .element { result.append(path, value.json) }
    for (position, child) in tree.ordered(index, shape).enumerated() {
      let key =
        node.isList && tree.nodes[child].isElement
        ? String(position) : tree.nodes[child].key
      collect(
        child, path: path.isEmpty ? key : "\(path)/\(key)",
        shape: shape.member(tree.nodes[child].key), into: &result)
    }
  }

  /// The record, or the part below a place, as a nested document.
  public func document(_ index: Int = 0) -> JSONValue {
    let node = tree.nodes[index]
    if node.children.isEmpty {
      guard let value = node.value, value != .element else { return .object(JSONObject()) }
      return value.json
    }
    if node.isList { return .array(node.children.map(document)) }
    return .object(JSONObject(node.children.map { (tree.nodes[$0].key, document($0)) }))
  }

  /// The part at a path of our own source as a document; `nil` where there is none.
  public func document(at path: StaticString) -> JSONValue? {
    tree.index(at: path).map { document($0) }
  }

  /// The elements of a list at a path of our own source.
  public func elements(_ path: StaticString) -> [RecordElement] {
    guard let list = tree.index(at: path), tree.nodes[list].isList else {
      return []
    }
    return tree.nodes[list].children.map { RecordElement(snapshot: self, index: $0) }
  }
}

/// One element of a list of a record.
public struct RecordElement: Sendable {
  let snapshot: RecordSnapshot
  let index: Int

  /// `@` and ten characters.
  public var identifier: String { snapshot.tree.nodes[index].key }
  /// The element's path.
  public var path: FieldPath? { snapshot.tree.nodes[index].path }

  /// The value of an element that is a scalar.
  public var value: Value? { snapshot.tree.nodes[index].value }

  /// The value at keys below the element, joined by `/`.
  public func value(_ keys: String) -> Value? {
    node(keys).flatMap { snapshot.tree.nodes[$0].value }
  }
  /// The text below the element; nil where there is none.
  public func text(_ keys: String) -> String? { value(keys)?.text }

  /// The word of an enumeration below the element; `nil` where there is none, or one that this version
  /// does not know.
  package func choice<Choice: RawRepresentable<String>>(_ keys: String) -> Choice? {
    text(keys).flatMap(Choice.init(rawValue:))
  }
  /// The day below the element; nil where there is none or it cannot be read.
  public func date(_ keys: String) -> CalendarDate? { text(keys).flatMap(day(reading:)) }

  /// The Boolean below the element; nil where there is none.
  public func flag(_ keys: String) -> Bool? {
    if case .flag(let flag) = value(keys) { flag } else { nil }
  }

  /// The elements of a list below the element.
  public func elements(_ keys: String) -> [RecordElement] {
    guard let list = node(keys), snapshot.tree.nodes[list].isList else { return [] }
    return snapshot.tree.nodes[list].children.map { RecordElement(snapshot: snapshot, index: $0) }
  }

  /// The element as JSON.
  public var document: JSONValue { snapshot.document(index) }

  func node(_ keys: String) -> Int? { snapshot.tree.index(spelled: keys, below: index) }
}

/// The day of a date or a date-time, in the offset of the text.
func day(reading text: String) -> CalendarDate? { CalendarDate(text.prefix(10)) }

extension Value {
  /// The value as written in a document.
  public var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .number(let digits): JSONNumber(digits).map(JSONValue.number) ?? .string(digits)
    case .flag(let flag): .bool(flag)
    case .element: .object(JSONObject())
    case .redacted: .string("[redacted]")
    case .unknown: .string("[written by a later version]")
    }
  }
}
