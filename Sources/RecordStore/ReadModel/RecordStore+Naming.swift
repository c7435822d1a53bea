internal import Foundation
internal import Records
public import Replication
package import Storage

// Finds the record that somebody means: by its key, its UUID, its reference, or a part of that.

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

  /// One record as people name it: by its UUID, `SCOPE:UUID`, its reference, or a part of the
  /// reference with at least four of its digits that no other has. Case and spaces do not matter.
  ///
  /// - Throws: ``StoreError/unknown(identifier:)``, ``StoreError/ambiguous(identifier:records:)``.
  public func record(named name: String) throws(StoreError) -> StoredRecord {
    if let key = RecordKey(text: name) {
      guard let found = try record(key) else { throw .unknown(identifier: name) }
      return found
    }
    if let id = RecordID(text: name) {
      guard let found = try record(id) else { throw .unknown(identifier: name) }
      return found
    }
    let found = try records(referredToAs: name)
    guard let first = found.first else { throw .unknown(identifier: name) }
    guard found.count == 1 else {
      throw .ambiguous(identifier: name, records: found.map(\.key))
    }
    return first
  }

  /// The records with a given reference, or part of one.
  private func records(referredToAs name: String) throws(StoreError) -> [StoredRecord] {
    let wanted = RecordReference.normalized(name)
    let whole = try records(where: "reference = ?", [wanted])
    guard whole.isEmpty, RecordReference.mayName(wanted) else { return whole }
    let references = try read { db in
      try db.values(
        """
        SELECT DISTINCT reference FROM record
        WHERE reference IS NOT NULL AND instr(reference, ?) > 0
        """, [wanted], as: String.self)
    }
    let fitting = references.filter {
      RecordReference($0)?.contains(part: wanted) ?? false
    }
    var found: [StoredRecord] = []
    for reference in fitting.prefix(Self.candidatesMax) {
      found += try records(where: "reference = ?", [reference])
    }
    return found
  }

  /// How many records that match a part are read: two are enough to report that it is ambiguous,
  /// and more are not offered.
  private static let candidatesMax = 16

  /// The references that more than one record has, each with its records.
  public func sharedReferences() throws(StoreError) -> [String: [RecordKey]] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT reference, uuid, scope FROM record WHERE reference IN
          (SELECT reference FROM record WHERE reference IS NOT NULL
            GROUP BY reference HAVING count(*) > 1)
        ORDER BY reference, scope, uuid
        """)
      var shared: [String: [RecordKey]] = [:]
      for row in rows {
        guard let id = row.value("uuid", as: RecordID.self),
          let scope = row.value("scope", as: Scope.self)
        else {
          continue
        }
        try shared[row["reference"], default: []].append(RecordKey(scope: scope, record: id))
      }
      return shared
    }
  }

  /// The UUIDs under which more than one scope has a record.
  public func sharedIdentifiers() throws(StoreError) -> Set<String> {
    try read(Self.sharedIdentifiers)
  }

  package static func sharedIdentifiers(_ db: Connection) throws -> Set<String> {
    try SharedIdentifiers.all(db)
  }

  private func records(
    where condition: String, _ arguments: [any StoredValue]
  ) throws(StoreError) -> [StoredRecord] {
    try read { db in
      let sql = "SELECT \(StoredRecord.columns) FROM record WHERE \(condition) ORDER BY scope, uuid"
      return try StoredRecord.all(db.rows(sql, arguments.map(\.columnValue)), db)
    }
  }
}
