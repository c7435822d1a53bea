import IRMER
import Replication

/// A key that the schema does not have: a later version's, or one typed wrong. It is kept as it is
/// and means nothing to this version, which has to be said: `submitedOn` stops no clock.
struct UnknownField {
  let path: FieldPath
  /// A key of the schema that was perhaps meant.
  let meant: String?

  /// The first key on the way to a path that the schema does not have.
  init?(on path: FieldPath, in schema: FieldShape) {
    var shape = schema
    var known: [String] = []
    for component in path.components {
      if case .object(let fields) = shape, !fields.contains(where: { $0.key == component }) {
        known.append(String(component))
        guard let unknown = FieldPath(known.joined(separator: "/")) else { return nil }
        self.path = unknown
        let key = String(component)
        meant =
          Self.nearest(to: key, among: fields.map(\.key)) ?? Self.place(of: key, in: schema, "")
        return
      }
      known.append(String(component))
      shape = shape.member(component)
    }
    return nil
  }

  func words(in snapshot: RecordSnapshot) -> String {
    let question = meant.map { " (\($0)?)" } ?? ""
    return "\(snapshot.tree.displayPath(of: path)) is not a field that this version knows"
      + "\(question); it is kept as it is"
  }

  /// Where the schema has the key, if not here: the first such path.
  private static func place(
    of key: String, in shape: FieldShape, _ path: String
  ) -> String? {
    switch shape {
    case .object(let fields):
      for field in fields {
        let below = path.isEmpty ? field.key : "\(path)/\(field.key)"
        if field.key == key { return below }
        if let found = place(of: key, in: field.shape, below) { return found }
      }
      return nil
    case .list(let element): return place(of: key, in: element, "\(path)/-")
    default: return nil
    }
  }

  /// The key that differs by the fewest letters, by two at most.
  private static func nearest(to key: String, among keys: [String]) -> String? {
    let near = keys.map { (key: $0, distance: distance(Array(key.utf8), Array($0.utf8))) }
      .min { $0.distance < $1.distance }
    return near.flatMap { $0.distance <= 2 && $0.distance < key.utf8.count ? $0.key : nil }
  }

  /// How many letters have to be changed, added or taken away (Levenshtein).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard abs(left.count - right.count) <= 2, left.count <= 64 else { return .max }
    var row = Array(0...right.count)
    for (line, byte) in left.enumerated() {
      var corner = row[0]
      row[0] = line + 1
      for (column, other) in right.enumerated() {
        let change = corner + (byte == other ? 0 : 1)
        corner = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, corner + 1)
      }
    }
    return row[right.count]
  }
}

extension RecordSnapshot {
  /// What a person should know of keys that this version does not; each once.
  public var unknownFields: [String] {
    unknownFields(in: tree.nodes.lazy.filter { $0.value != nil }.compactMap(\.path))
  }

  func unknownFields(in paths: some Sequence<FieldPath>) -> [String] {
    var seen: Set<FieldPath> = []
    return paths.compactMap { UnknownField(on: $0, in: shape) }
      .filter { seen.insert($0.path).inserted }
      .map { $0.words(in: self) }
  }
}
