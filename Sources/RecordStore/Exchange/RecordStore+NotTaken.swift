public import Replication
internal import Storage

/// A log of another replica of which the centre does not take what this store passes on.
public struct LogNotTaken: Hashable, Sendable {
  /// The log.
  public let log: LogID
  /// The replica that wrote it.
  public let replica: ReplicaID
  /// The scope of its entries.
  public let scope: Scope
  /// Entries of it that are here and not at the centre.
  public let entries: UInt64
  /// Why, as a code: the centre's, or ``unstated``.
  public let reason: String
  /// Since when the centre does not take it; milliseconds since 1970.
  public let since: Int64

  /// The reason where the centre gave none, as one of an earlier version.
  public static let unstated = "unstated"
}

extension [LogNotTaken] {
  /// The entries of all of them.
  package var entryCount: Int { reduce(0) { $0 + Int(clamping: $1.entries) } }
}

extension RecordStore {
  /// So long after the centre did not take a log it is not offered again, unless something changes: less
  /// than a day, so that a site that synchronises once a day offers it each time.
  package static let notTakenMilliseconds: Int64 = 20 * 3600 * 1000

  /// So long where the centre knows the replica that wrote the log: its entries are waited for.
  package static let notTakenOfKnownMilliseconds: Int64 = 3600 * 1000

  /// The logs of others of which the centre does not take what is here. Nothing of them is lost: they
  /// stay here, and are offered again.
  public func logsNotTaken() throws(StoreError) -> [LogNotTaken] {
    try read { db in
      try db.rows(
        """
        SELECT log.log AS name, log.replica, log.scope, head - acknowledged AS entries, reason, since
        FROM notTaken JOIN log ON log.log = subject
        WHERE head > acknowledged ORDER BY since, log.log
        """
      ).map { row in
        guard let log = row.value("name", as: LogID.self),
          let replica = row.value("replica", as: ReplicaID.self),
          let scope = row.value("scope", as: Scope.self)
        else { throw StoreError.damaged(detail: "a log that the centre does not take") }
        return try LogNotTaken(
          log: log, replica: replica, scope: scope, entries: row["entries"], reason: row["reason"],
          since: row["since"])
      }
    }
  }

  /// Those of them that are not offered now.
  package func logsWithheld() throws(StoreError) -> Set<LogID> {
    let now = environment.now()
    return try read { db in
      let offset = try db.value("SELECT clockOffset FROM syncState", as: Int64.self) ?? 0
      let rows = try db.rows(NotTaken.withheld)
      return try rows.reduce(into: []) { logs, row in
        let answer = try NotTaken.Answer(
          reason: row["reason"], at: row["at"], isOfKnown: row["isOfKnown"])
        guard answer.holds(at: now, centreAheadBy: offset),
          let log = row.value("subject", as: LogID.self)
        else { return }
        logs.insert(log)
      }
    }
  }

  /// The logs that other replicas wrote.
  package func logsOfOthers() throws(StoreError) -> Set<LogID> {
    try read { db in
      let logs = try LogRow.all(db).filter {
        !$0.isOwn && $0.descriptor.replica != identity.replica
      }
      return Set(logs.map(\.log))
    }
  }

  /// Records that the centre does not take the rest of some logs of others, each with its reason.
  package func noteNotTaken(_ reasons: [LogID: String]) throws(StoreError) {
    guard !reasons.isEmpty else { return }
    let now = environment.now()
    try write { db in
      for (log, reason) in reasons.sorted(by: { $0.key < $1.key }) {
        guard let row = try LogRow.find(log, db), row.head > row.acknowledged, !row.isOwn,
          row.descriptor.replica != identity.replica
        else { continue }
        try db.send(
          """
          INSERT INTO notTaken (subject, reason, since, at) VALUES (?, ?, ?, ?)
          ON CONFLICT (subject) DO UPDATE SET reason = excluded.reason, at = excluded.at
          """, [log, reason, now, now])
      }
    }
  }
}

/// What the centre does not take, and until when that is not asked again.
enum NotTaken {
  /// What the centre said of a log.
  struct Answer {
    let reason: String
    /// When; milliseconds since 1970.
    let at: Int64
    /// Whether the centre vouches for the replica that wrote it, or names it among those to seal to.
    let isOfKnown: Bool

    /// The centre counts what a device passes on by the day (UTC).
    private static let dayMilliseconds: Int64 = 24 * 3600 * 1000
    /// So long after the centre's midnight its day has begun by any clock that was compared with its own.
    private static let toleranceMilliseconds: Int64 = 5 * 60 * 1000

    /// Whether the answer still counts. One of a time that lies ahead does not: the clock was wrong then or
    /// is now.
    func holds(at now: Int64, centreAheadBy offset: Int64) -> Bool {
      let age = now &- at
      guard age >= 0 else { return false }
      if isOfKnown, age >= RecordStore.notTakenOfKnownMilliseconds { return false }
      guard reason == LogSegment.VerificationFailure.tooMuchRelayed.code else {
        return age < RecordStore.notTakenMilliseconds
      }
      let ahead = offset &- Self.toleranceMilliseconds
      return (at &+ ahead) / Self.dayMilliseconds == (now &+ ahead) / Self.dayMilliseconds
    }
  }

  static let withheld = """
    SELECT subject, reason, notTaken.at AS at,
      EXISTS (
        SELECT 1 FROM endorsedReplica AS known
        WHERE known.replica = log.replica AND known.scope = log.scope)
      OR EXISTS (SELECT 1 FROM sealingRecipient AS known WHERE known.replica = log.replica)
        AS isOfKnown
    FROM notTaken JOIN log ON log.log = subject
    """

  // Where something changed, it is offered with the next request.

  /// The centre has more of a log than before, or less: it was restored from an older copy.
  static func forget(_ log: LogID, _ db: Connection) throws {
    try db.send("DELETE FROM notTaken WHERE subject = ?", [log])
  }

  /// The centre vouches for the replica that wrote a log, in its scope.
  static func forget(ofWriterOf log: LogID, _ db: Connection) throws {
    try db.send(
      """
      DELETE FROM notTaken WHERE subject IN (
        SELECT other.log FROM log AS other JOIN log AS sent
          ON other.replica = sent.replica AND other.scope = sent.scope
        WHERE sent.log = ?)
      """, [log])
  }
}
