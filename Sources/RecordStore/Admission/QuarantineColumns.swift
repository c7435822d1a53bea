internal import Foundation
internal import Replication
internal import Storage

/// What the list of waiting entries shows of each besides its position and reason.
enum QuarantineColumns {
  static func add(_ db: Connection, _ domain: any RecordDomain) throws {
    try db.script(
      """
      ALTER TABLE quarantine ADD COLUMN record BLOB;
      ALTER TABLE quarantine ADD COLUMN onLog BLOB;
      ALTER TABLE quarantine ADD COLUMN onSequence INTEGER;
      ALTER TABLE quarantine ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX quarantineByRecord ON quarantine (record) WHERE record IS NOT NULL;
      CREATE INDEX quarantineByBase ON quarantine (onLog, onSequence) WHERE onLog IS NOT NULL;
      """)
    try nameRecords(db)
    try nameKinds(db, domain)
  }

  /// Records for each entry that already waits which record it belongs to.
  private static func nameRecords(_ db: Connection) throws {
    for (log, sequence, bytes) in try EntryTable.listedHeaders(db) {
      guard let header = try? EntryHeader(decoding: bytes) else { continue }
      try db.send(
        "UPDATE quarantine SET record = ? WHERE log = ? AND sequence = ?",
        [header.record, log, sequence])
    }
  }

  /// Restores the kind of records that an entry of an unknown kind changed, and removes references
  /// that belong to another site.
  private static func nameKinds(_ db: Connection, _ domain: any RecordDomain) throws {
    for row in try db.rows("SELECT id, scope, kind, reference, state FROM record") {
      guard let scope = row.value("scope", as: Scope.self) else { continue }
      let id: Int64 = try row["id"]
      let stored: String = try row["kind"]
      let (state, kinds) = try RecordState.fromEntries(of: id, db)
      let kind = kinds.min(by: domain.isBefore)
      let reference = StoredReference.of(state, in: scope, domain)
      guard try (kind ?? stored) != stored || reference != row["reference"] else { continue }
      try db.send(
        "UPDATE record SET kind = ?, reference = ? WHERE id = ?", [kind ?? stored, reference, id])
    }
  }
}
