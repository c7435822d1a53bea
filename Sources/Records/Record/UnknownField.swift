import IRMER
import Replication

/// A key that the schema does not have: a later version's, or a mistyped one. It is kept unchanged
/// and has no effect in this version, which must be reported: `submitedOn` stops no clock.
struct UnknownField {
  let path: FieldPath
  /// The path of the field of the schema that may have been meant.
  let meant: String?

  /// The first key of a path that the schema does not have.
  init?(on path: FieldPath, in schema: FieldShape) {
    var shape = schema
    var known: [String] = []
    for component in path.components {
      if case .object(let fields) = shape, !fields.contains(where: { $0.key == component }) {
        let meant = Self.meant(
          String(component), among: fields, below: known.joined(separator: "/"), in: schema)
        known.append(String(component))
        guard let unknown = FieldPath(known.joined(separator: "/")) else { return nil }
        (self.path, self.meant) = (unknown, meant)
        return
      }
      known.append(FieldPath.isElement(component) ? "0" : String(component))
      shape = shape.member(component)
    }
    return nil
  }

  func displayText(in snapshot: RecordSnapshot) -> String {
    let question = meant.map { " (did you mean \($0)?)" } ?? ""
    return "\(snapshot.tree.displayPath(of: path)) is not a field that this version knows"
      + "\(question); it is kept as it is"
  }

  /// Why a key is not written: it would be kept without effect.
  ///
  /// - Parameters:
  ///   - path: where it was to be written, with positions.
  ///   - schema: of the whole record, where the key may exist elsewhere.
  static func refusal(
    of key: some StringProtocol, at path: String, among shape: FieldShape, in schema: FieldShape
  ) -> ValidationError {
    let below = path.split(separator: "/").dropLast().map { $0 == "-" ? "0" : $0 }
    var fields: [Field] = []
    if case .object(let known) = shape { fields = known }
    let meant = meant(
      String(key), among: fields, below: below.joined(separator: "/"), in: schema)
    let question = meant.map { "Did you mean \($0)?" } ?? "`candour fields` lists them."
    return ValidationError(
      "unknown-field", "there is no such field. \(question) Nothing was saved.", field: path)
  }

  /// A similar key here; otherwise a place where the schema has a key of that name or prefix.
  private static func meant(
    _ key: String, among fields: [Field], below path: String, in schema: FieldShape
  ) -> String? {
    let folded = key.lowercased()
    let place = path.isEmpty ? "" : path + "/"
    if let near = NearestWord.to(folded, among: fields.map(\.key)) { return place + near }
    let all = paths(of: schema, "")
    func first(_ isWanted: (String) -> Bool) -> String? {
      all.first { isWanted($0.split(separator: "/").last?.lowercased() ?? "") }
    }
    if let found = otherNames[folded], all.contains(found) { return found }
    return first { $0 == folded }
      ?? (folded.count >= 3 ? first { $0.hasPrefix(folded) } : nil)
      ?? (folded.count >= 4 ? first { $0.hasPrefix(folded.dropLast()) } : nil)
      ?? NearestWord.to(
        folded, among: all.compactMap { $0.split(separator: "/").last.map(String.init) }
      )
      .flatMap { near in first { $0 == near.lowercased() } }
  }

  /// Other names that people use for a field.
  private static let otherNames = [
    "date": "discoveredOn", "age": "individuals/0/ageAtExposure", "room number": "room",
    "dose": "individuals/0/effectiveDose/total", "description": "narrative",
    "location": "department",
    "details": "narrative", "summary": "narrative", "owner": "actions/0/owner",
    "patient": "individuals/0/kind", "machine": "equipmentId",
  ]

  /// Every path of a schema, the first element in place of a list's.
  private static func paths(of shape: FieldShape, _ path: String) -> [String] {
    switch shape {
    case .object(let fields):
      fields.flatMap { field -> [String] in
        let below = path.isEmpty ? field.key : "\(path)/\(field.key)"
        return [below] + paths(of: field.shape, below)
      }
    case .list(let element): paths(of: element, "\(path)/0")
    default: []
    }
  }
}

extension RecordSnapshot {
  /// The remarks about keys that this version does not know; each once.
  public var unknownFields: [String] {
    unknownFields(in: tree.nodes.lazy.filter { $0.value != nil }.compactMap(\.path))
  }

  func unknownFields(in paths: some Sequence<FieldPath>) -> [String] {
    var seen: Set<FieldPath> = []
    return paths.compactMap { UnknownField(on: $0, in: shape) }
      .filter { seen.insert($0.path).inserted }
      .map { $0.displayText(in: self) }
  }
}

extension RecordSchema {
  /// A path, as people write it, that is not a field of a kind; `nil` where it is one.
  public static func unknownField(
    _ path: String, of kind: RecordKind
  ) -> (path: String, meant: String?)? {
    let schema = shape(of: kind)
    // A position means an element, whichever it is.
    let parts = path.split(separator: "/").map { Int($0) == nil ? String($0) : "@element" }
    guard let known = FieldPath(parts.joined(separator: "/")),
      let unknown = UnknownField(on: known, in: schema)
    else { return nil }
    return (path, unknown.meant)
  }

  /// Whether a path, as people write it, is a field of an incident.
  public static func isIncidentField(_ path: String) -> Bool {
    unknownField(path, of: .incident) == nil
  }

  /// Whether a path, as people write it, holds a date.
  public static func isDate(_ path: String, of kind: RecordKind) -> Bool {
    let shape = shape(of: kind).shape(shown: path)
    return shape == .date || shape == .dateTime
  }
}
