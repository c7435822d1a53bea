internal import FoundationEssentials
internal import GRDB

extension Administration {
  /// A person's second factor: a secret shared with an authenticator (RFC 6238).
  package struct SecondFactor: Hashable, Sendable {
    package let secret: [UInt8]
    /// When the first code was correct; nil while it is being set up and not required.
    package let confirmedAt: Int64?
  }

  package func secondFactor(of person: String) throws(StoreError) -> SecondFactor? {
    try store.read { db in
      try Row.fetchOne(
        db, sql: "SELECT secret, confirmedAt FROM secondFactor WHERE person = ?",
        arguments: [person]
      ).map { row in
        SecondFactor(secret: Array(row["secret"] as Data), confirmedAt: row["confirmedAt"])
      }
    }
  }

  /// Begins the set-up; a confirmed factor is not changed.
  package func beginSecondFactor(_ secret: [UInt8], of person: String) throws(StoreError) {
    try store.write { db in
      try db.execute(
        sql: """
          INSERT INTO secondFactor (person, secret, lastStep) VALUES (?, ?, 0)
          ON CONFLICT (person) DO UPDATE SET secret = excluded.secret WHERE confirmedAt IS NULL
          """, arguments: [person, Data(secret)])
    }
  }

  /// Uses up a step of time, so that no code is accepted twice; the first one confirms the set-up.
  ///
  /// - Returns: whether it was later than every step used before.
  package func useStep(_ step: Int64, of person: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      try db.execute(
        sql: """
          UPDATE secondFactor SET lastStep = ?, confirmedAt = ifnull(confirmedAt, ?)
          WHERE person = ? AND lastStep < ?
          """, arguments: [step, now, person, step])
      return db.changesCount > 0
    }
  }

  package func endSecondFactor(of person: String) throws(StoreError) {
    try store.write { db in
      try db.execute(sql: "DELETE FROM recoveryCode WHERE person = ?", arguments: [person])
      try db.execute(sql: "DELETE FROM secondFactor WHERE person = ?", arguments: [person])
    }
  }

  /// Replaces the recovery codes, for use when the authenticator is lost.
  package func setRecoveryCodes(_ hashes: [[UInt8]], of person: String) throws(StoreError) {
    try store.write { db in
      try db.execute(sql: "DELETE FROM recoveryCode WHERE person = ?", arguments: [person])
      for hash in hashes {
        try db.execute(
          sql: "INSERT INTO recoveryCode (person, hash) VALUES (?, ?)",
          arguments: [person, Data(hash)])
      }
    }
  }

  /// - Returns: whether it was one of the person's codes; it is used up then.
  package func useRecoveryCode(_ hash: [UInt8], of person: String) throws(StoreError) -> Bool {
    try store.write { db in
      try db.execute(
        sql: "DELETE FROM recoveryCode WHERE person = ? AND hash = ?",
        arguments: [person, Data(hash)])
      return db.changesCount > 0
    }
  }

  /// Gives a person a new password and ends every session but one.
  package func changePassword(
    of person: String, to password: String, keeping session: [UInt8]
  ) throws(StoreError) {
    try store.write { db in
      try db.execute(
        sql: "UPDATE person SET password = ? WHERE id = ?", arguments: [password, person])
      try db.execute(
        sql: "DELETE FROM session WHERE person = ? AND hash <> ?",
        arguments: [person, Data(session)])
    }
  }
}
