internal import Foundation
public import Replication
package import Storage

// Finds records by their keys, their UUIDs and their references.

extension RecordStore {
  /// One record; `nil` if there is none.
  public func record(_ key: RecordKey) throws(StoreError) -> StoredRecord? {
    try read { db in
      let sql = "SELECT \(StoredRecord.columns) FROM record WHERE uuid = ? AND scope = ?"
      return try db.first(sql, [key.record, key.scope]).map { try StoredRecord($0, db) }
    }
  }

  /// One record by its UUID alone; `nil` if there is none.
  ///
  /// - Throws: ``StoreError/ambiguous(identifier:records:)`` where two scopes have one.
  public func record(_ id: RecordID) throws(StoreError) -> StoredRecord? {
    let found = try records(id)
    guard found.count <= 1 else {
      throw .ambiguous(identifier: "\(id)", records: found.map(\.key))
    }
    return found.first
  }

  /// The records of one UUID, one in each scope, in the order of the scopes.
  public func records(_ id: RecordID) throws(StoreError) -> [StoredRecord] {
    try records(where: "uuid = ?", [id.bytes])
  }

  /// The same for several UUIDs, for each of them.
  package func records(each ids: [RecordID]) throws(StoreError) -> [[StoredRecord]] {
    try read { db in
      let columns = StoredRecord.columns
      let answers = try db.rows(
        "SELECT \(columns) FROM record WHERE uuid = ? ORDER BY scope, uuid",
        each: ids.map { [$0] })
      var records = try StoredRecord.all(answers.flatMap { Array($0) }, db)[...]
      return answers.map { rows in
        defer { records = records.dropFirst(rows.count) }
        return Array(records.prefix(rows.count))
      }
    }
  }

  /// The references that more than one record has, each with its records.
  public func sharedReferences() throws(StoreError) -> [String: [RecordKey]] {
    try read(SharedReferences.all)
  }

  /// The UUIDs under which more than one scope has a record.
  public func sharedIdentifiers() throws(StoreError) -> Set<String> {
    try read(Self.sharedIdentifiers)
  }

  package static let sharedIdentifiersQuery = SharedIdentifiers.query

  package static func sharedIdentifiers(_ db: Connection) throws -> Set<String> {
    try SharedIdentifiers.all(db)
  }

  package func records(
    where condition: String, _ arguments: [any StoredValue]
  ) throws(StoreError) -> [StoredRecord] {
    try read { db in
      let sql = "SELECT \(StoredRecord.columns) FROM record WHERE \(condition) ORDER BY scope, uuid"
      return try StoredRecord.all(db.rows(sql, arguments.map(\.columnValue)), db)
    }
  }
}
