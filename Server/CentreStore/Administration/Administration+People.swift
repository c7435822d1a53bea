internal import FoundationEssentials
package import RecordStore
internal import Storage

extension Administration {
  /// Somebody who signs in.
  package struct Person: Hashable, Sendable {
    package let id: String
    package let email: String
    package let role: String
    /// As ``Administration`` received it: parameters, salt and hash.
    package let password: String
    package let createdAt: Int64
    /// When the person's access ended.
    package let endedAt: Int64?
    /// Represents them in the history, theirs alone and permanently: a staff number or a chosen
    /// label, never a name.
    package let label: String?
    /// The site that a person is bound to.
    package let site: String?

    /// Whether they sign in with the trust's identity provider: they have no password here.
    package var usesProvider: Bool { password.isEmpty }

    package init(
      id: String, email: String, role: String, password: String, createdAt: Int64,
      endedAt: Int64? = nil, label: String? = nil, site: String? = nil
    ) {
      (self.id, self.email, self.role) = (id, email, role)
      (self.password, self.createdAt, self.endedAt) = (password, createdAt, endedAt)
      (self.label, self.site) = (label, site)
    }
  }

  /// A signed-in browser, with the person it belongs to.
  package struct Session: Hashable, Sendable {
    package let person: Person
    /// Part of every form shown in the session (CSRF).
    package let formToken: String
    package let usedAt: Int64
    package let expiresAt: Int64
  }

  /// Adds a person, or gives an existing one a new role and password. Their sessions end.
  package func put(_ person: Person) throws(StoreError) {
    try store.write { db in try Self.put(person, db) }
  }

  static func put(_ person: Person, _ db: Connection) throws {
    try db.send(
      "DELETE FROM session WHERE person IN (SELECT id FROM person WHERE email = ?)", [person.email])
    try db.send(
      """
      INSERT INTO person (id, email, role, password, createdAt, site) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (email) DO UPDATE
        SET role = excluded.role, password = excluded.password, site = excluded.site,
          endedAt = NULL
      """,
      [
        person.id, person.email, person.role, person.password, person.createdAt, person.site,
      ])
  }

  package func person(email: String) throws(StoreError) -> Person? {
    try store.read { db in
      try db.first("SELECT * FROM person WHERE email = ?", [email])
        .map(Person.init)
    }
  }

  package func people() throws(StoreError) -> [Person] {
    try store.read { db in
      try db.rows(Self.everyPerson.sql).map(Person.init)
    }
  }

  static let everyPerson = Query("SELECT * FROM person ORDER BY email")

  /// Ends a person's access, their sessions and the alerts to their address.
  ///
  /// - Returns: whether there was such a person.
  package func endAccess(person id: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      try db.send("DELETE FROM session WHERE person = ?", [id])
      let found =
        try db.run("UPDATE person SET endedAt = ? WHERE id = ? AND endedAt IS NULL", [now, id]) > 0
      let told = try db.values(
        """
        SELECT subscription.id FROM subscription
        JOIN person ON person.email = subscription.address COLLATE NOCASE
        WHERE person.id = ? AND channel = 'email' AND subscription.endedAt IS NULL
        """, [id], as: String.self)
      for subscription in told { _ = try Self.end(subscription: subscription, at: now, db) }
      return found
    }
  }

  package func addSession(
    hash: [UInt8], person: String, formToken: String, at now: Int64, expiresAt: Int64
  ) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM session WHERE expiresAt <= ?", [now - Self.endedSessionsKept])
      try db.send(
        """
        INSERT INTO session (hash, person, formToken, createdAt, usedAt, expiresAt)
        VALUES (?, ?, ?, ?, ?, ?)
        """, [hash, person, formToken, now, now, expiresAt])
    }
  }

  /// The session of a token's hash, unless it or the person's access has ended.
  ///
  /// - Parameters:
  ///   - idle: how long a session may go unused, in milliseconds.
  ///   - usedAt: when the session was last used, where that is not written yet.
  package func session(
    hash: [UInt8], at now: Int64, idle: Int64, usedAt: Int64 = .min
  ) throws(StoreError) -> Session? {
    try store.read { db in
      try db.first(
        """
        SELECT person.*, session.formToken, session.usedAt, session.expiresAt
        FROM session JOIN person ON person.id = session.person
        WHERE session.hash = ? AND session.expiresAt > ? AND session.usedAt > ?
          AND person.endedAt IS NULL
        """, [hash, now, usedAt > now - idle ? .min : now - idle]
      ).map { row in
        try Session(
          person: Person(row), formToken: row["formToken"], usedAt: row["usedAt"],
          expiresAt: row["expiresAt"])
      }
    }
  }

  /// For how long the centre knows whose session it was after it ended: a week, in milliseconds. What
  /// was entered in it is shown to that person alone.
  private static let endedSessionsKept: Int64 = 7 * 24 * 3_600_000

  /// Whose session it is, or was until it ended; `nil` after a week.
  package func person(ofSession hash: [UInt8]) throws(StoreError) -> String? {
    try store.read { db in
      try db.value("SELECT person FROM session WHERE hash = ?", [hash], as: String.self)
    }
  }

  package func endSession(hash: [UInt8]) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM session WHERE hash = ?", [hash])
    }
  }

  /// Records when sessions were last used, all in one transaction.
  package func touch(sessions: [[UInt8]: Int64]) throws(StoreError) {
    try store.write { db in
      for (hash, usedAt) in sessions {
        try db.send(
          "UPDATE session SET usedAt = ? WHERE hash = ? AND usedAt < ?", [usedAt, hash, usedAt])
      }
    }
  }
}

extension Administration.Person {
  init(_ row: Row) throws {
    try self.init(
      id: row["id"], email: row["email"], role: row["role"], password: row["password"],
      createdAt: row["createdAt"], endedAt: row["endedAt"], label: row["label"],
      site: row["site"])
  }
}
