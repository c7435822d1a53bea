internal import FoundationEssentials
package import RecordStore
internal import Storage

extension Administration {
  /// Gives a person the label that represents them in the history. A label that somebody has or had
  /// is never given to another person.
  ///
  /// - Returns: whether it was free.
  package func setLabel(_ label: String, of person: String) throws(StoreError) -> Bool {
    try store.write { db in
      return try db.run(
        """
        UPDATE person SET label = ? WHERE id = ? AND NOT EXISTS (
          SELECT 1 FROM person AS other WHERE other.label = ? COLLATE NOCASE AND other.id <> ?)
        """, [label, person, label, person]) > 0
    }
  }

  /// Everybody whose sign-in requires a code after the password.
  package func peopleWithSecondFactor() throws(StoreError) -> Set<String> {
    try store.read { db in
      try Set(db.values(Self.everySecondFactor.sql, as: String.self))
    }
  }

  static let everySecondFactor = Query(
    "SELECT person FROM secondFactor WHERE confirmedAt IS NOT NULL")

  /// An invitation to choose a password; its link is shown once.
  package struct Invitation: Hashable, Sendable {
    package let email: String
    package let role: String
    package let label: String?
    package let site: String?
    package let createdAt: Int64
    package let expiresAt: Int64

    package init(
      email: String, role: String, label: String?, site: String?, createdAt: Int64,
      expiresAt: Int64
    ) {
      (self.email, self.role, self.label, self.site) = (email, role, label, site)
      (self.createdAt, self.expiresAt) = (createdAt, expiresAt)
    }
  }

  /// Stores an invitation. Earlier ones to the same address become invalid.
  package func add(_ invitation: Invitation, hash: [UInt8]) throws(StoreError) {
    try store.write { db in
      try db.send(
        "DELETE FROM invitation WHERE email = ? OR expiresAt <= ?",
        [invitation.email, invitation.createdAt])
      try db.send(
        """
        INSERT INTO invitation (hash, email, role, label, site, createdAt, expiresAt)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          hash, invitation.email, invitation.role, invitation.label, invitation.site,
          invitation.createdAt, invitation.expiresAt,
        ])
    }
  }

  /// The invitation of a hash, unless it was used or has expired.
  package func invitation(hash: [UInt8], at now: Int64) throws(StoreError) -> Invitation? {
    try store.read { db in try Self.invitation(hash, now, db) }
  }

  /// Uses up an invitation: its person can sign in from now on, with the password that they chose.
  ///
  /// - Returns: the person's identifier; `nil` when it was used or has expired.
  package func accept(
    invitation hash: [UInt8], id: String, password: String, at now: Int64
  ) throws(StoreError) -> String? {
    try store.write { db in
      guard let found = try Self.invitation(hash, now, db) else { return nil }
      try db.send("UPDATE invitation SET usedAt = ? WHERE hash = ?", [now, hash])
      try Self.put(
        Person(
          id: id, email: found.email, role: found.role, password: password, createdAt: now,
          site: found.site), db)
      // A label that somebody else has taken meanwhile stays theirs.
      try db.send(
        """
        UPDATE person SET label = ? WHERE email = ? AND label IS NULL AND NOT EXISTS (
          SELECT 1 FROM person AS other WHERE other.label = ? COLLATE NOCASE)
        """, [found.label, found.email, found.label])
      return try db.value("SELECT id FROM person WHERE email = ?", [found.email], as: String.self)
    }
  }

  private static func invitation(
    _ hash: [UInt8], _ now: Int64, _ db: Connection
  ) throws -> Invitation? {
    try db.first(
      "SELECT * FROM invitation WHERE hash = ? AND usedAt IS NULL AND expiresAt > ?", [hash, now]
    ).map { row in
      try Invitation(
        email: row["email"], role: row["role"], label: row["label"], site: row["site"],
        createdAt: row["createdAt"], expiresAt: row["expiresAt"])
    }
  }
}
