public import IRMER

/// A field of a document: its place and its type.
public struct TypedField<Value: FieldValue>: Sendable {
  /// Keys joined by `/`, as `candour fields` lists them: `equipmentFailure/directCause`.
  public let path: String

  init(_ path: String) { self.path = path }
}

/// A record, or a part of one, with typed fields over its document.
///
/// A field is read and written by its name: `incident.modality = .ct`; `nil` means not known.
/// Fields without a type are in ``document``, under the paths of `candour fields`; none of them is
/// lost.
@dynamicMemberLookup
public protocol TypedDocument: FieldValue {
  associatedtype Fields: Sendable

  /// Every typed field, each by its name.
  static var fields: Fields { get }
  /// The same record, as the store holds it.
  var document: JSONObject { get set }

  init(document: JSONObject)
}

extension TypedDocument {
  public init() { self.init(document: JSONObject()) }

  /// Fills a new one.
  public init(_ fill: (inout Self) throws -> Void) rethrows {
    self.init()
    try fill(&self)
  }

  public init?(field json: JSONValue) {
    guard let document = json.object else { return nil }
    self.init(document: document)
  }
  public var field: JSONValue { .object(document) }

  public subscript<Value>(
    dynamicMember field: KeyPath<Fields, TypedField<Value>>
  ) -> Value? {
    get {
      JSONValue.object(document).value(at: Self.fields[keyPath: field].path)
        .flatMap(Value.init(field:))
    }
    set { document.set(newValue?.field, at: Self.fields[keyPath: field].path) }
  }
}

extension JSONValue {
  func value(at path: String) -> JSONValue? {
    path.split(separator: "/").reduce(self) { $0?[String($1)] }
  }
}

extension JSONObject {
  /// Sets the value at a path, and creates the objects above it; nil removes it, and objects that
  /// are empty then.
  mutating func set(_ value: JSONValue?, at path: String) {
    guard let slash = path.firstIndex(of: "/") else {
      self[path] = value
      return
    }
    let key = String(path[..<slash])
    var inner = self[key]?.object ?? JSONObject()
    inner.set(value, at: String(path[path.index(after: slash)...]))
    self[key] = inner.isEmpty ? nil : .object(inner)
  }
}
