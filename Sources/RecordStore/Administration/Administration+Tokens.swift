internal import FoundationEssentials
internal import GRDB

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
      try db.execute(
        sql: """
          INSERT INTO apiToken (id, hash, role, name, createdAt, expiresAt)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          token.id, Data(hash), token.role, token.name, token.createdAt, token.expiresAt,
        ])
    }
  }

  /// The token of a hash, unless it has expired or was revoked.
  package func token(hash: [UInt8], at now: Int64) throws(StoreError) -> Token? {
    try store.read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT * FROM apiToken
          WHERE hash = ? AND revokedAt IS NULL AND (expiresAt IS NULL OR expiresAt > ?)
          """,
        arguments: [Data(hash), now]
      ).map(Token.init)
    }
  }

  package func tokens() throws(StoreError) -> [Token] {
    try store.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM apiToken ORDER BY createdAt, id").map(Token.init)
    }
  }

  /// - Returns: whether there is such a token.
  package func revoke(token id: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      try db.execute(
        sql: "UPDATE apiToken SET revokedAt = coalesce(revokedAt, ?) WHERE id = ?",
        arguments: [now, id])
      return db.changesCount > 0
    }
  }
}

extension Administration.Token {
  init(_ row: Row) {
    self.init(
      id: row["id"], role: row["role"], name: row["name"], createdAt: row["createdAt"],
      expiresAt: row["expiresAt"], revokedAt: row["revokedAt"])
  }
}
