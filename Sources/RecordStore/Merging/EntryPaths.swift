internal import Replication
internal import Storage

/// Where the operations of an entry are.
enum EntryPaths {
  /// Operations whose paths one request keeps in memory.
  static let keptMax = 65_536

  /// What finds a small entry where it was written.
  static func query(_ name: EntryReference) -> Query {
    Query(
      """
      SELECT entry.payload, entry.hash FROM log JOIN entry ON entry.log = log.id
      WHERE log.log = ? AND entry.sequence = ? AND length(entry.payload) <= 4096
      """, [name.log, name.sequence])
  }

  /// - Returns: `nil` where it is larger, has moved, or has no contents any more.
  static func paths(
    ofSmall name: EntryReference, _ db: Connection
  ) throws -> [FieldPath]? {
    guard let row = try db.rows([query(name)])[0].first,
      try Digest(bytes: row.bytes(1))?.check == name.check
    else { return nil }
    let bytes = try PackedBytes.unpacked(row.bytes(0))
    return (try? EntryPayload(decoding: bytes, in: name.log))?.operations.map(\.path)
  }
}
