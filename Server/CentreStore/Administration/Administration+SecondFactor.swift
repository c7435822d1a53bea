internal import FoundationEssentials
package import RecordStore
internal import Storage

extension Administration {
  /// A person's second factor: a secret shared with an authenticator (RFC 6238).
  package struct SecondFactor: Hashable, Sendable {
    package let secret: [UInt8]
    /// When the first code was correct; nil while it is being set up and not required.
    package let confirmedAt: Int64?
  }

  package func secondFactor(of person: String) throws(StoreError) -> SecondFactor? {
    try store.read { db in
      try db.first("SELECT secret, confirmedAt FROM secondFactor WHERE person = ?", [person]).map {
        row in
        try SecondFactor(secret: row["secret"] as [UInt8], confirmedAt: row["confirmedAt"])
      }
    }
  }

  /// Begins the set-up; a confirmed factor is not changed.
  package func beginSecondFactor(_ secret: [UInt8], of person: String) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        INSERT INTO secondFactor (person, secret, lastStep) VALUES (?, ?, 0)
        ON CONFLICT (person) DO UPDATE SET secret = excluded.secret
          WHERE secondFactor.confirmedAt IS NULL
        """, [person, secret])
    }
  }

  /// Uses up a step of time, so that no code is accepted twice; the first one confirms the set-up.
  ///
  /// - Returns: whether it was later than every step used before.
  package func useStep(_ step: Int64, of person: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      return try db.run(
        """
        UPDATE secondFactor SET lastStep = ?, confirmedAt = coalesce(confirmedAt, ?)
        WHERE person = ? AND lastStep < ?
        """, [step, now, person, step]) > 0
    }
  }

  package func endSecondFactor(of person: String) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM recoveryCode WHERE person = ?", [person])
      try db.send("DELETE FROM secondFactor WHERE person = ?", [person])
    }
  }

  /// Replaces the recovery codes, for use when the authenticator is lost.
  package func setRecoveryCodes(_ hashes: [[UInt8]], of person: String) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM recoveryCode WHERE person = ?", [person])
      for hash in hashes {
        try db.send("INSERT INTO recoveryCode (person, hash) VALUES (?, ?)", [person, hash])
      }
    }
  }

  /// - Returns: whether it was one of the person's codes; it is used up then.
  package func useRecoveryCode(_ hash: [UInt8], of person: String) throws(StoreError) -> Bool {
    try store.write { db in
      return try db.run("DELETE FROM recoveryCode WHERE person = ? AND hash = ?", [person, hash])
        > 0
    }
  }

  /// Gives a person a new password and ends every session but one.
  package func changePassword(
    of person: String, to password: String, keeping session: [UInt8]
  ) throws(StoreError) {
    try store.write { db in
      try db.send("UPDATE person SET password = ? WHERE id = ?", [password, person])
      try db.send("DELETE FROM session WHERE person = ? AND hash <> ?", [person, session])
    }
  }
}
