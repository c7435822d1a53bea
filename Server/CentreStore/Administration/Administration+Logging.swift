package import RecordStore
package import Replication
internal import Storage

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
      try db.first("SELECT record, answers, savedAt FROM unfinishedLog WHERE person = ?", [person])
        .flatMap { row in
          try RecordID(text: row["record"]).map {
            try UnfinishedLog(record: $0, answers: row["answers"], savedAt: row["savedAt"])
          }
        }
    }
  }

  /// Keeps the answers so far, in place of those kept before. What others have left too long is
  /// forgotten.
  package func keep(_ log: UnfinishedLog, of person: String) throws(StoreError) {
    try store.write { db in
      try db.send(
        "DELETE FROM unfinishedLog WHERE savedAt < ?", [log.savedAt - Self.unfinishedKept])
      try db.send(
        """
        INSERT INTO unfinishedLog (person, record, answers, savedAt) VALUES (?, ?, ?, ?)
        ON CONFLICT (person) DO UPDATE
          SET record = excluded.record, answers = excluded.answers, savedAt = excluded.savedAt
        """, [person, "\(log.record)", log.answers, log.savedAt])
    }
  }

  package func removeUnfinishedLog(of person: String) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM unfinishedLog WHERE person = ?", [person])
    }
  }

  /// Records that a record is a person's own.
  package func note(
    logged record: RecordID, in scope: Scope, by person: String, at now: Int64
  ) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        INSERT INTO loggedRecord (person, record, scope, at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """, [person, "\(record)", scope, now])
    }
  }

  /// Whether a record is a person's own.
  package func isLogged(_ record: RecordID, by person: String) throws(StoreError) -> Bool {
    try store.read { db in
      try db.value(
        "SELECT EXISTS (SELECT 1 FROM loggedRecord WHERE person = ? AND record = ?)",
        [person, "\(record)"], as: Bool.self) ?? false
    }
  }

  /// What a person logged, the latest first.
  package func logged(by person: String, limit: Int) throws(StoreError) -> [RecordKey] {
    try store.read { db in
      try db.rows(
        """
        SELECT record, scope FROM loggedRecord WHERE person = ? ORDER BY at DESC, record DESC
        LIMIT ?
        """, [person, limit]
      ).compactMap { row in
        guard let record = try RecordID(text: row["record"]),
          let scope = row.value("scope", as: Scope.self)
        else {
          return nil
        }
        return RecordKey(scope: scope, record: record)
      }
    }
  }

  /// Where most incidents of a site happened, so that one of another nation changes nothing; `nil`
  /// where it has none.
  ///
  /// - Parameter trust: the trust's nation, which decides where there are as many.
  package func nation(ofSite site: Scope, in trust: String) throws(StoreError) -> String? {
    try store.read { db in
      try db.value(
        """
        SELECT value FROM keptCount WHERE subject = 'nation' AND site = ? AND number > 0
        GROUP BY value ORDER BY sum(number) DESC, CASE WHEN value = ? THEN 0 ELSE 1 END, value
        LIMIT 1
        """, [site, trust], as: String.self)
    }
  }
}
