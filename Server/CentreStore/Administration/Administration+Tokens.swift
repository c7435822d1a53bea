internal import FoundationEssentials
package import RecordStore
internal import Storage

extension Administration {
  /// A program's right to read the API under a role.
  package struct Token: Hashable, Sendable {
    package let id: String
    package let role: String
    package let name: String
    package let createdAt: Int64
    package let expiresAt: Int64?
    package let revokedAt: Int64?

    package init(
      id: String, role: String, name: String, createdAt: Int64, expiresAt: Int64?,
      revokedAt: Int64? = nil
    ) {
      (self.id, self.role, self.name) = (id, role, name)
      (self.createdAt, self.expiresAt, self.revokedAt) = (createdAt, expiresAt, revokedAt)
    }
  }

  package func add(_ token: Token, hash: [UInt8]) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        INSERT INTO apiToken (id, hash, role, name, createdAt, expiresAt)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          token.id, hash, token.role, token.name, token.createdAt, token.expiresAt,
        ])
    }
  }

  /// The token of a hash, unless it has expired or was revoked.
  package func token(hash: [UInt8], at now: Int64) throws(StoreError) -> Token? {
    try store.read { db in
      try db.first(
        """
        SELECT * FROM apiToken
        WHERE hash = ? AND revokedAt IS NULL AND (expiresAt IS NULL OR expiresAt > ?)
        """, [hash, now]
      ).map(Token.init)
    }
  }

  package func tokens() throws(StoreError) -> [Token] {
    try store.read { db in
      try db.rows("SELECT * FROM apiToken ORDER BY createdAt, id").map(Token.init)
    }
  }

  /// - Returns: whether there is such a token.
  package func revoke(token id: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      return try db.run(
        "UPDATE apiToken SET revokedAt = coalesce(revokedAt, ?) WHERE id = ?", [now, id]) > 0
    }
  }
}

extension Administration.Token {
  init(_ row: Row) throws {
    try self.init(
      id: row["id"], role: row["role"], name: row["name"], createdAt: row["createdAt"],
      expiresAt: row["expiresAt"], revokedAt: row["revokedAt"])
  }
}
