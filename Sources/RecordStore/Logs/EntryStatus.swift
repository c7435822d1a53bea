internal import Foundation
internal import Replication
internal import Storage

/// What this store knows of an entry that another one refers to.
enum EntryStatus: Hashable {
  /// Part of the records.
  case merged
  /// Here, but not part of the records: it waits, or was kept out.
  case apart
  /// Of another scope.
  case foreign
  case unknown

  private static let selection = """
    SELECT log.scope, entry.hash, entry.state FROM log
    LEFT JOIN entry ON entry.log = log.id AND entry.sequence = ? WHERE log.log = ?
    """

  /// What ``of(_:in:_:)`` asks.
  static func queries(_ name: EntryReference) -> [Query] {
    [
      Query(selection, [name.sequence, name.log]),
      Query(NamedEntry.selection, [name.log, name.sequence]),
    ]
  }

  /// Looks an entry up by the name that its operations use: at that position, or where it moved.
  static func of(_ name: EntryReference, in scope: Scope, _ db: Connection) throws -> EntryStatus {
    var statement = try db.statement(selection)
    statement.bind(name.sequence)
    statement.bind(name.log)
    let found = try statement.first { row in
      try (
        scope: row.text(0), check: row.isNull(1) ? nil : Digest(bytes: row.bytes(1))?.check,
        state: row.isNull(2) ? nil : EntryState(rawValue: Int(row.integer(2)))
      )
    }
    if let found, found.scope != scope.code { return .foreign }
    if let found, found.check == name.check { return found.state == .merged ? .merged : .apart }
    let moved = try NamedEntry.moved(from: name, db).map(\.state)
    return moved.contains(.merged) ? .merged : moved.isEmpty ? .unknown : .apart
  }
}

/// An entry with a given name: where it was written, where it left its log at a fork, or where it
/// moved.
struct NamedEntry {
  /// The author of the log in which it is now.
  let replica: ReplicaID
  let sealed: SealedEntry
  /// `nil` for one that left its log.
  let state: EntryState?

  fileprivate static let selection = """
    SELECT log.replica, entry.sequence, entry.header, entry.payload, entry.digest, entry.hash,
      entry.state, entry.receivedAt
    FROM movedEntry JOIN log ON log.id = movedEntry.log
    JOIN entry ON entry.log = movedEntry.log AND entry.sequence = movedEntry.sequence
    WHERE originLog = ? AND originSequence = ?
    """

  /// Every entry here with a given name.
  static func all(_ name: EntryReference, _ db: Connection) throws -> [NamedEntry] {
    var found = try moved(from: name, db)
    guard let log = try LogRow.find(name.log, db) else { return found }
    if let row = try EntryRow.find(log, name.sequence, db), row.hash.check == name.check {
      found.append(
        NamedEntry(replica: log.descriptor.replica, sealed: row.sealed, state: row.state))
    }
    let left = try db.rows(
      """
      SELECT hash, header, payload, digest FROM forkedEntry WHERE log = ? AND sequence = ?
      """, [name.log, name.sequence])
    for row in left {
      guard let hash = row.value("hash", as: Digest.self), hash.check == name.check else {
        continue
      }
      let digest = row.value("digest", as: Digest.self)
      let body = try (row["payload"] as [UInt8]?).map { SealedEntry.Body.payload(Array($0)) }
      guard let body = body ?? digest.map(SealedEntry.Body.redacted) else { continue }
      try found.append(
        NamedEntry(
          replica: log.descriptor.replica,
          sealed: SealedEntry(header: row["header"] as [UInt8], body: body), state: nil))
    }
    return found
  }

  /// The entries that name this position as their origin.
  fileprivate static func moved(
    from name: EntryReference, _ db: Connection
  ) throws -> [NamedEntry] {
    let rows = try db.rows(selection, [name.log, name.sequence])
    return try rows.compactMap { row in
      let entry = try EntryRow(row, from: 1)
      guard let replica = row.value("replica", as: ReplicaID.self),
        try entry.storedHeader().origin == name
      else { return nil }
      return NamedEntry(replica: replica, sealed: entry.sealed, state: entry.state)
    }
  }
}
