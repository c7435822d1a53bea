internal import FoundationEssentials
package import RecordStore
package import Replication
internal import Storage

extension Administration {
  /// A replica that enrolled with this centre.
  package struct Device: Hashable, Sendable {
    package let replica: ReplicaID
    package let publicKey: [UInt8]
    package let site: String
    /// `site` or `reader`.
    package let role: String
    package let name: String
    package let enrolledAt: Int64
    /// When it last used a code other than its first: it or its centre was set up again, or it was
    /// readmitted. `nil` while it has joined only once.
    package let joinedAgainAt: Int64?
    package let lastSync: Int64?
    package let revokedAt: Int64?
    package let revokedWhy: String?

    package init(
      replica: ReplicaID, publicKey: [UInt8], site: String, role: String, name: String,
      enrolledAt: Int64, joinedAgainAt: Int64? = nil, lastSync: Int64? = nil,
      revokedAt: Int64? = nil,
      revokedWhy: String? = nil
    ) {
      (self.replica, self.publicKey, self.site) = (replica, publicKey, site)
      (self.role, self.name, self.enrolledAt) = (role, name, enrolledAt)
      self.joinedAgainAt = joinedAgainAt
      (self.lastSync, self.revokedAt, self.revokedWhy) = (lastSync, revokedAt, revokedWhy)
    }
  }

  /// Enrols a replica by the decision of a person who holds its request, without a code.
  ///
  /// - Returns: `nil` for a replica that was revoked.
  package func admit(
    replica: ReplicaID, publicKey: [UInt8], site: String, role: String, name: String,
    at now: Int64
  ) throws(StoreError) -> Enrolment? {
    try store.write { db in
      return try db.run(
        """
        INSERT INTO device (replica, publicKey, site, role, name, enrolledAt)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (replica) DO UPDATE
          SET site = excluded.site, role = excluded.role, name = excluded.name
          WHERE device.revokedAt IS NULL
        """, [replica, publicKey, site, role, name, now]) > 0
        ? Enrolment(site: site, role: role) : nil
    }
  }

  package func device(_ replica: ReplicaID) throws(StoreError) -> Device? {
    try store.read { db in
      try db.rows([Self.deviceQuery(replica)])[0].first.flatMap(Device.init)
    }
  }

  static func deviceQuery(_ replica: ReplicaID) -> Query {
    Query("SELECT * FROM device WHERE replica = ?", [replica])
  }

  package func devices() throws(StoreError) -> [Device] {
    try store.read { db in
      try db.rows(Self.everyDevice.sql)
        .compactMap(Device.init)
    }
  }

  static let everyDevice = Query("SELECT * FROM device ORDER BY site, enrolledAt, replica")
  static let statuses = Query("SELECT replica, site, role, revokedAt IS NOT NULL FROM device")

  static func statusQuery(of replica: ReplicaID) -> Query {
    Query(statuses.sql + " WHERE replica = ?", [replica])
  }

  /// What admission needs to know about a device.
  package struct DeviceStatus: Hashable, Sendable {
    package let site: String
    package let role: String
    package let isRevoked: Bool
  }

  /// The status of every device. Read for each exchange, so columns are read by position.
  package func deviceStatuses() throws(StoreError) -> [ReplicaID: DeviceStatus] {
    try store.read { db in
      var deviceStatuses: [ReplicaID: DeviceStatus] = [:]
      try db.forEach(Self.statuses.sql) { row in
        guard let replica = row.value(0, as: ReplicaID.self) else { return }
        deviceStatuses[replica] = try DeviceStatus(site: row[1], role: row[2], isRevoked: row[3])
      }
      return deviceStatuses
    }
  }

  /// The status of one device; `nil` where there is no such device.
  package func deviceStatus(of replica: ReplicaID) throws(StoreError) -> DeviceStatus? {
    try store.read { db in
      try db.rows([Self.statusQuery(of: replica)])[0].first.map { row in
        try DeviceStatus(site: row[1], role: row[2], isRevoked: row[3])
      }
    }
  }

  /// - Returns: whether there is such a device.
  package func revoke(replica: ReplicaID, why: String, at now: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      return try db.run(
        """
        UPDATE device SET revokedWhy = coalesce(revokedWhy, ?), revokedAt = coalesce(revokedAt, ?)
        WHERE replica = ?
        """, [why, now, replica]) > 0
    }
  }

  /// Records that a replica exchanged, and how long it says each log is. Does not wait for the
  /// disk: the next exchange repeats it.
  package func noteSync(
    of replica: ReplicaID, announcing frontier: Frontier, at now: Int64
  ) throws(StoreError) {
    try store.writeUnflushed { db in
      let claims = try newClaims(of: frontier, by: replica, db)
      try db.send("UPDATE device SET lastSync = ? WHERE replica = ?", [now, replica])
      guard !claims.isEmpty else { return }
      let count = Self.announcedAndUnknown(by: replica)
      var unknown = try db.value(count.sql, count.values, as: Int.self) ?? 0
      let statement = """
        INSERT INTO announcement (log, replica, sequence) VALUES (?, ?, ?)
        ON CONFLICT (log) DO UPDATE SET replica = excluded.replica, sequence = excluded.sequence
          WHERE excluded.sequence > announcement.sequence
        """
      // Claims about other sites' logs are ignored; a few about unknown logs are accepted.
      for claim in claims where claim.isReadable != false {
        if claim.isReadable == nil, !claim.isAnnounced {
          guard unknown < Self.announcedUnknownMax else { continue }
          unknown += 1
        }
        try db.send(statement, [claim.log, replica, claim.sequence])
      }
    }
  }

  /// The same for an exchange that brought nothing, with the nonce of its request's token; see
  /// ``spend(nonce:of:at:keepUntil:)``.
  ///
  /// - Returns: whether the nonce was unused. Otherwise nothing is recorded.
  package func noteQuietSync(
    of replica: ReplicaID, announcing frontier: Frontier, nonce: [UInt8], at now: Int64,
    keepUntil: Int64
  ) throws(StoreError) -> Bool {
    try store.writeUnflushed { db in
      db.readAhead(Self.queries(about: Self.lengths(in: frontier), by: replica))
      guard try spend(nonce: nonce, of: replica, at: now, keepUntil: keepUntil) else {
        return false
      }
      try noteSync(of: replica, announcing: frontier, at: now)
      return true
    }
  }

  /// A length of a log that was not announced before, or as shorter.
  private struct Claim {
    let log: LogID
    let sequence: Int64
    /// Whether a shorter length was announced.
    let isAnnounced: Bool
    /// Whether the replica may read the log; `nil` for a log that is not here.
    let isReadable: Bool?
  }

  private func newClaims(
    of frontier: Frontier, by replica: ReplicaID, _ db: Connection
  ) throws -> [Claim] {
    let claims = Self.lengths(in: frontier)
    let queries = Self.queries(about: claims, by: replica)
    db.readAhead(queries)
    let answers = try db.rows(Array(queries.dropFirst()))
    return try zip(claims, answers).compactMap { claim, rows in
      try rows.first.map { row in
        Claim(
          log: claim.log, sequence: claim.sequence, isAnnounced: try row[0] as Int64? != nil,
          isReadable: try row[1])
      }
    }
  }

  private static func lengths(in frontier: Frontier) -> [(log: LogID, sequence: Int64)] {
    frontier.positions.sorted { $0.key < $1.key }
      .compactMap { log, position in
        Int64(exactly: position.sequence).map { (log: log, sequence: $0) }
      }
      .filter { $0.sequence <= announcedMax }
  }

  /// How many unknown logs the replica announced, then what is new of each length.
  private static func queries(
    about lengths: [(log: LogID, sequence: Int64)], by replica: ReplicaID
  ) -> [Query] {
    [announcedAndUnknown(by: replica)]
      + lengths.map { whatIsNew($0.log, $0.sequence, by: replica) }
  }

  /// No real log reaches this length; a longer claim is not counted. All logs of a site at this
  /// length still add up within 64 bits.
  static let announcedMax: Int64 = 1 << 40

  /// Logs that a device may announce before any of their entries arrived: a store that was copied
  /// or restored starts one each time.
  static let announcedUnknownMax = 64

  /// Finds nothing where the length is known.
  private static func whatIsNew(
    _ log: LogID, _ sequence: Int64, by replica: ReplicaID
  ) -> Query {
    Query(
      """
      SELECT (SELECT 1 FROM announcement WHERE log = ?),
        (SELECT scope IN ((SELECT site FROM device WHERE replica = ?),
          (SELECT scope FROM identity)) FROM log WHERE log = ?)
      WHERE NOT EXISTS (SELECT 1 FROM announcement WHERE log = ? AND sequence >= ?)
      """, [log, replica, log, log, sequence])
  }

  private static func announcedAndUnknown(by replica: ReplicaID) -> Query {
    Query(
      """
      SELECT count(*) FROM announcement WHERE replica = ?
        AND NOT EXISTS (SELECT 1 FROM log WHERE log.log = announcement.log)
      """, [replica])
  }

  static let lacking = Query(
    """
    SELECT coalesce(log.scope, device.site) AS site,
      sum(announcement.sequence - coalesce(log.head, 0)) AS missing
    FROM announcement LEFT JOIN log ON log.log = announcement.log
    LEFT JOIN device ON device.replica = announcement.replica
    WHERE announcement.sequence > coalesce(log.head, 0)
      AND coalesce(log.scope, device.site) IS NOT NULL
    GROUP BY 1
    """)

  /// How many entries each site has announced that this centre lacks, for sites with any.
  ///
  /// A log that has not arrived at all counts for the site of the replica that announced it.
  package func behind() throws(StoreError) -> [String: UInt64] {
    try store.read { db in
      let rows = try db.rows(Self.lacking.sql)
      let pairs = try rows.map {
        try ($0["site"] as String, UInt64(clamping: $0["missing"] as Int64))
      }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
  }

  /// Uses up a request token's nonce. Does not wait for the disk: after a power cut the centre
  /// restarts, and then refuses every token dated before its start.
  ///
  /// - Returns: whether it was unused.
  package func spend(
    nonce: [UInt8], of replica: ReplicaID, at now: Int64, keepUntil: Int64
  ) throws(StoreError) -> Bool {
    try store.writeUnflushed { db in
      try db.send("DELETE FROM usedNonce WHERE expiresAt <= ?", [now])
      return try db.run(
        """
        INSERT INTO usedNonce (replica, nonce, expiresAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [replica, nonce, keepUntil]) > 0
    }
  }
}

extension Administration.Device {
  init?(_ row: Row) throws {
    guard let replica = row.value("replica", as: ReplicaID.self) else { return nil }
    try self.init(
      replica: replica, publicKey: row["publicKey"] as [UInt8], site: row["site"],
      role: row["role"], name: row["name"], enrolledAt: row["enrolledAt"],
      joinedAgainAt: row["joinedAgainAt"], lastSync: row["lastSync"], revokedAt: row["revokedAt"],
      revokedWhy: row["revokedWhy"])
  }
}
