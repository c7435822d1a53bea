internal import GRDB
package import Replication

// What people log in a browser at the centre: their unfinished answers, and which
// records are theirs.

extension Administration {
  /// A log that was not finished.
  package struct UnfinishedLog: Hashable, Sendable {
    /// The identifier that its record will have.
    package let record: RecordID
    /// As the form keeps them.
    package let answers: String
    package let savedAt: Int64

    package init(record: RecordID, answers: String, savedAt: Int64) {
      (self.record, self.answers, self.savedAt) = (record, answers, savedAt)
    }
  }

  /// How long unfinished answers are kept, in milliseconds: 30 days.
  package static let unfinishedKept: Int64 = 30 * 86_400_000

  package func unfinishedLog(of person: String) throws(StoreError) -> UnfinishedLog? {
    try store.read { db in
      try Row.fetchOne(
        db, sql: "SELECT record, answers, savedAt FROM unfinishedLog WHERE person = ?",
        arguments: [person]
      ).flatMap { row in
        RecordID(text: row["record"]).map {
          UnfinishedLog(record: $0, answers: row["answers"], savedAt: row["savedAt"])
        }
      }
    }
  }

  /// Keeps the answers so far, in place of those kept before. What others have left too long is
  /// forgotten.
  package func keep(_ log: UnfinishedLog, of person: String) throws(StoreError) {
    try store.write { db in
      try db.execute(
        sql: "DELETE FROM unfinishedLog WHERE savedAt < ?",
        arguments: [log.savedAt - Self.unfinishedKept])
      try db.execute(
        sql: """
          INSERT INTO unfinishedLog (person, record, answers, savedAt) VALUES (?, ?, ?, ?)
          ON CONFLICT (person) DO UPDATE
            SET record = excluded.record, answers = excluded.answers, savedAt = excluded.savedAt
          """, arguments: [person, "\(log.record)", log.answers, log.savedAt])
    }
  }

  package func removeUnfinishedLog(of person: String) throws(StoreError) {
    try store.write { db in
      try db.execute(sql: "DELETE FROM unfinishedLog WHERE person = ?", arguments: [person])
    }
  }

  /// Records that a record is a person's own.
  package func note(
    logged record: RecordID, in scope: Scope, by person: String, at now: Int64
  ) throws(StoreError) {
    try store.write { db in
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO loggedRecord (person, record, scope, at) VALUES (?, ?, ?, ?)
          """, arguments: [person, "\(record)", scope.code, now])
    }
  }

  /// Whether a record is a person's own.
  package func isLogged(_ record: RecordID, by person: String) throws(StoreError) -> Bool {
    try store.read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM loggedRecord WHERE person = ? AND record = ?)",
        arguments: [person, "\(record)"]) ?? false
    }
  }

  /// What a person logged, the latest first.
  package func logged(by person: String, limit: Int) throws(StoreError) -> [RecordKey] {
    try store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT record, scope FROM loggedRecord WHERE person = ? ORDER BY at DESC, record DESC
          LIMIT ?
          """, arguments: [person, limit]
      ).compactMap { row in
        guard let record = RecordID(text: row["record"]), let scope = Scope(row["scope"]) else {
          return nil
        }
        return RecordKey(scope: scope, record: record)
      }
    }
  }

  /// Where the incidents of a site happen, by the latest of them; `nil` where it has none.
  package func nation(ofSite site: Scope) throws(StoreError) -> String? {
    try store.read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT nation FROM incident WHERE site = ? AND nation IS NOT NULL
          ORDER BY discoveredOn DESC LIMIT 1
          """, arguments: [site.code])
    }
  }
}
