internal import FoundationEssentials
package import RecordStore
package import Replication
internal import Storage

extension Administration {
  /// What a valid code binds a replica to.
  package struct Enrolment: Hashable, Sendable {
    package let site: String
    package let role: String
    /// The revoked replica that it readmits.
    package let readmits: ReplicaID?
    /// Whether the same replica used it before: the answer may have been lost.
    package let isRepeated: Bool
    /// The attempt of the request that used it; empty where it had none.
    package let attempt: [UInt8]

    init(
      site: String, role: String, readmits: ReplicaID? = nil, isRepeated: Bool = false,
      attempt: [UInt8] = []
    ) {
      (self.site, self.role, self.readmits, self.isRepeated) = (site, role, readmits, isRepeated)
      self.attempt = attempt
    }
  }

  /// - Parameters:
  ///   - readmits: a revoked replica that may enrol again with it.
  ///   - form: the identifier that was drawn with the form that asks for it, if one does.
  /// - Returns: whether it was added: a form makes one code.
  @discardableResult
  package func addCode(
    hash: [UInt8], site: String, role: String, readmits: ReplicaID? = nil, form: String? = nil,
    at now: Int64, expiresAt: Int64
  ) throws(StoreError) -> Bool {
    try store.write { db in
      try db.run(
        """
        INSERT INTO enrolmentCode (hash, site, role, createdAt, expiresAt, readmits, form)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (form) DO NOTHING
        """, [hash, site, role, now, expiresAt, readmits, form]) == 1
    }
  }

  /// What a code is for, while it is valid for a replica: unused, or used by the same replica,
  /// whose answer may have been lost and which was not revoked since.
  package func enrolment(
    codeHash: [UInt8], of replica: ReplicaID, at now: Int64
  ) throws(StoreError) -> Enrolment? {
    try store.read { try Self.enrolment(codeHash: codeHash, of: replica, at: now, $0) }
  }

  private static func enrolment(
    codeHash: [UInt8], of replica: ReplicaID, at now: Int64, _ db: Connection
  ) throws -> Enrolment? {
    try db.first(
      """
      SELECT site, role, readmits, usedAt IS NOT NULL AS isRepeated, attempt FROM enrolmentCode
      WHERE hash = ? AND expiresAt > ? AND (usedAt IS NULL OR (usedBy = ?
        AND EXISTS (SELECT 1 FROM device WHERE replica = ? AND revokedAt IS NULL)))
      """, [codeHash, now, replica, replica]
    ).map {
      try Enrolment(
        site: $0["site"], role: $0["role"],
        readmits: $0.value("readmits", as: ReplicaID.self),
        isRepeated: $0["isRepeated"], attempt: $0["attempt"] as [UInt8]? ?? [])
    }
  }

  /// Uses a code for a replica, in one transaction: a code is valid for one replica.
  ///
  /// A replica that is already here joins again; after a revocation it needs a code that readmits
  /// it. One that repeats the request with the code it has used does not: its answer was lost.
  ///
  /// - Returns: what the code was for, or `nil` if it is unknown, used or expired.
  package func enrol(
    replica: ReplicaID, publicKey: [UInt8], name: String, codeHash: [UInt8],
    attempt: [UInt8] = [], at now: Int64
  ) throws(StoreError) -> Enrolment? {
    try store.write { db in
      guard let enrolment = try Self.enrolment(codeHash: codeHash, of: replica, at: now, db)
      else { return nil }
      try db.send(
        "UPDATE enrolmentCode SET usedAt = ?, usedBy = ?, attempt = ? WHERE hash = ?",
        [now, replica, attempt, codeHash])
      try db.send(
        """
        INSERT INTO device (replica, publicKey, site, role, name, enrolledAt)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (replica) DO UPDATE
          SET site = excluded.site, role = excluded.role, name = excluded.name,
            joinedAgainAt =
              CASE WHEN ? = 1 THEN device.joinedAgainAt ELSE excluded.enrolledAt END,
            enrolledAt = CASE WHEN ? = 1 THEN device.enrolledAt ELSE excluded.enrolledAt END,
            revokedAt = NULL, revokedWhy = NULL
        """,
        [
          replica, publicKey, enrolment.site, enrolment.role, name, now,
          enrolment.isRepeated, enrolment.isRepeated,
        ])
      return enrolment
    }
  }
}
