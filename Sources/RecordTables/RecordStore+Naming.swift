internal import Foundation
public import RecordStore
internal import Records
internal import Replication
internal import Storage

// Finds the record that somebody means: by its key, its UUID, its reference, or a part of that.

extension RecordStore {
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
}
