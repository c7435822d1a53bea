internal import GRDB

extension Administration {
  /// Who read or did what. Holds identifiers, never contents.
  package struct Access: Hashable, Sendable {
    /// Its place in the log; `nil` before it is written.
    package let id: Int64?
    package let at: Int64
    /// A person's or token's identifier.
    package let who: String
    package let role: String
    package let action: String
    package let subject: String

    package init(
      id: Int64? = nil, at: Int64, who: String, role: String, action: String, subject: String
    ) {
      (self.id, self.at, self.who, self.role) = (id, at, who, role)
      (self.action, self.subject) = (action, subject)
    }
  }

  /// Accesses forgotten with one write at most: what is due after a long pause goes over many.
  private static let forgottenMax = 1000

  /// Writes accesses, and forgets those from before a time, the oldest first.
  package func note(
    _ accesses: [Access], forgettingBefore oldest: Int64 = .min
  ) throws(StoreError) {
    try store.write { db in
      try db.execute(
        sql: """
          DELETE FROM access WHERE id IN (SELECT id FROM access WHERE at < ? ORDER BY at LIMIT ?)
          """, arguments: [oldest, Self.forgottenMax])
      for access in accesses {
        try db.execute(
          sql: "INSERT INTO access (at, who, role, action, subject) VALUES (?, ?, ?, ?, ?)",
          arguments: [access.at, access.who, access.role, access.action, access.subject])
      }
    }
  }

  /// The latest accesses, newest first.
  ///
  /// - Parameter id: those before this one; `nil`: the latest of all.
  package func accesses(before id: Int64? = nil, limit: Int) throws(StoreError) -> [Access] {
    try store.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM access WHERE id < ? ORDER BY id DESC LIMIT ?",
        arguments: [id ?? .max, limit]
      ).map { row in
        Access(
          id: row["id"], at: row["at"], who: row["who"], role: row["role"], action: row["action"],
          subject: row["subject"])
      }
    }
  }
}
