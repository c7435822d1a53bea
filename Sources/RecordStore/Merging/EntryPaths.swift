internal import Replication
internal import Storage

/// Where the operations of an entry are.
enum EntryPaths {
  /// Operations whose paths one request keeps in memory.
  static let keptMax = 65_536

  /// - Returns: `nil` where it is larger, has moved, or has no contents any more.
  static func paths(
    ofSmall name: EntryReference, _ db: Connection
  ) throws -> [FieldPath]? {
    guard let bytes = try EntryTable.smallPayload(name, db) else { return nil }
    return (try? EntryPayload(decoding: bytes, in: name.log))?.operations.map(\.path)
  }
}
