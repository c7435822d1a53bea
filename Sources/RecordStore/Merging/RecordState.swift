internal import Foundation
internal import Replication
internal import Storage

/// How a record's state is stored.
///
/// A record with a single entry stores no state of its own; the entry is the state. Most records
/// stay that way. The first edit stores the state.
enum RecordState {
  /// Means that the state is what the record's entries say. No encoded state is empty.
  static let asEntered: [UInt8] = []

  /// - Parameter row: of the record.
  static func read(_ stored: [UInt8], of row: Int64, _ db: Connection) throws -> MergedRecord {
    guard stored == asEntered else {
      return try unpacked(stored)
    }
    let (state, kinds) = try fromEntries(of: row, db)
    guard !kinds.isEmpty else { throw StoreError.damaged(detail: "a record without its entry") }
    return state
  }

  /// The stored form of a state.
  static func packed(_ state: MergedRecord) -> [UInt8] { PackedBytes.packed(state.encoded()) }

  /// The state that ``packed(_:)`` was given.
  static func unpacked(_ stored: [UInt8]) throws(StoreError) -> MergedRecord {
    let bytes = try PackedBytes.unpacked(stored)
    return try decodingStored("a record's state") { () throws(MalformedBytes) in
      try MergedRecord(decoding: bytes)
    }
  }

  /// What ``read(_:of:_:)`` asks about a record with a single entry.
  static func query(of row: Int64) -> Query { EntryTable.queryMerged(of: row) }

  /// Stores the state of the records that a log's entries founded, before these are removed.
  static func writeOut(of log: LogRow, from sequence: UInt64, _ db: Connection) throws {
    for row in try EntryTable.recordsAsEntered(of: log, from: sequence, db) {
      let state = try fromEntries(of: row, db).state
      try db.send("UPDATE record SET state = ? WHERE id = ?", [packed(state), row])
    }
  }

  /// Rebuilds every stored state: an earlier version merged by other rules.
  static func rebuild(_ db: Connection) throws {
    for row in try db.values("SELECT id FROM record WHERE length(state) > 0", as: Int64.self) {
      let (state, kinds) = try fromEntries(of: row, db)
      guard !kinds.isEmpty else { continue }
      try db.send("UPDATE record SET state = ? WHERE id = ?", [packed(state), row])
    }
  }

  /// The state that results from a record's merged entries, and the kinds that they name.
  static func fromEntries(
    of row: Int64, _ db: Connection
  ) throws -> (state: MergedRecord, kinds: [String]) {
    var state = MergedRecord()
    var kinds: [String] = []
    for (entry, log) in try EntryTable.merged(of: row, db) {
      guard let decoded = try entry.stored(in: log) else { continue }
      kinds.append(decoded.header.kind)
      state.absorb(
        decoded,
        at: EntryReference(log: log, sequence: entry.sequence, check: entry.hash.check))
    }
    state.settle()
    return (state, kinds)
  }
}
