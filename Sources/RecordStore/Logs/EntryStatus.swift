internal import Foundation
internal import Replication
internal import Storage

/// What this store knows of an entry that another one refers to.
enum EntryStatus: Hashable {
  /// Part of the records.
  case merged
  /// Here, but not part of the records: it waits, or was kept out.
  case unmerged
  /// Of another scope.
  case foreign
  case unknown

  /// What ``of(_:in:_:)`` asks.
  static func queries(_ name: EntryReference) -> [Query] {
    [EntryTable.queryStanding(at: name), EntryTable.queryMoved(from: name)]
  }

  /// Looks an entry up by the name that its operations use: at that position, or where it moved.
  static func of(_ name: EntryReference, in scope: Scope, _ db: Connection) throws -> EntryStatus {
    let found = try EntryTable.standing(at: name, db)
    if let found, found.scope != scope.code { return .foreign }
    if let found, found.check == name.check {
      return found.state == .merged ? .merged : .unmerged
    }
    let moved = try EntryTable.moved(from: name, db).map(\.entry.state)
    return moved.contains(.merged) ? .merged : moved.isEmpty ? .unknown : .unmerged
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

  /// Every entry here with a given name.
  static func all(_ name: EntryReference, _ db: Connection) throws -> [NamedEntry] {
    var found = try EntryTable.moved(from: name, db).map {
      NamedEntry(replica: $0.replica, sealed: $0.entry.sealed, state: $0.entry.state)
    }
    guard let log = try LogRow.find(name.log, db) else { return found }
    if let row = try EntryTable.find(log, name.sequence, db), row.hash.check == name.check {
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
}
