package import RecordStore
internal import Storage

/// Sign-ins that have begun and need a further step, and those that are complete and count once.
/// Any server of the centre may see the further step, also after a restart.
extension Administration {
  /// Sign-ins of each kind that are kept. Beyond it the oldest are removed, and must be begun again.
  package static let signInsBegunMax = 1_000

  /// - Parameters:
  ///   - id: the hash of what the browser holds.
  ///   - kind: which further step.
  ///   - value: what that step needs.
  ///   - attempts: how often it may be tried.
  package func addSignIn(
    _ id: [UInt8], _ kind: String, _ value: String, attempts: Int, at now: Int64, expiresAt: Int64
  ) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM signInBegun WHERE expiresAt <= ?", [now])
      try db.send(
        """
        INSERT INTO signInBegun (id, kind, value, expiresAt, attemptsLeft) VALUES (?, ?, ?, ?, ?)
        """, [id, kind, value, expiresAt, attempts])
      try Self.bound(kind, db)
    }
  }

  private static func bound(_ kind: String, _ db: Connection) throws {
    try db.send(
      """
      DELETE FROM signInBegun WHERE kind = ? AND expiresAt <
        (SELECT expiresAt FROM signInBegun WHERE kind = ?
         ORDER BY expiresAt DESC LIMIT 1 OFFSET ?)
      """, [kind, kind, signInsBegunMax - 1])
  }

  /// Notes that a sign-in is complete, so that it counts once.
  ///
  /// - Returns: whether it was not noted before.
  package func noteSignInUsed(
    _ id: [UInt8], _ kind: String, at now: Int64, expiresAt: Int64
  ) throws(StoreError) -> Bool {
    try store.write { db in
      try db.send("DELETE FROM signInBegun WHERE expiresAt <= ?", [now])
      let noted = try db.run(
        """
        INSERT INTO signInBegun (id, kind, value, expiresAt, attemptsLeft) VALUES (?, ?, '', ?, 0)
        ON CONFLICT DO NOTHING
        """, [id, kind, expiresAt])
      try Self.bound(kind, db)
      return noted == 1
    }
  }

  /// Uses one attempt of a sign-in.
  ///
  /// - Returns: its value; `nil` where it is unknown or expired, or no attempt is left.
  package func trySignIn(
    _ id: [UInt8], _ kind: String, at now: Int64
  ) throws(StoreError) -> String? {
    try store.write { db in
      let used = try db.run(
        """
        UPDATE signInBegun SET attemptsLeft = attemptsLeft - 1
        WHERE id = ? AND kind = ? AND expiresAt > ? AND attemptsLeft > 0
        """, [id, kind, now])
      guard used == 1 else { return nil }
      return try db.value("SELECT value FROM signInBegun WHERE id = ?", [id], as: String.self)
    }
  }

  /// How many are kept.
  package func signInsBegun() throws(StoreError) -> Int {
    try store.read { try $0.value("SELECT count(*) FROM signInBegun") ?? 0 }
  }

  package func endSignIn(_ id: [UInt8]) throws(StoreError) {
    try store.write { try $0.send("DELETE FROM signInBegun WHERE id = ?", [id]) }
  }
}
