internal import Foundation
public import Replication
internal import Storage

/// A named reason why entries are not exchanged, and since when.
public struct SyncBlocker: Hashable, Sendable {
  /// `unreachable`, `revoked`, `not-enrolled`, …
  public let code: String
  /// Milliseconds since 1970.
  public let since: Int64
  /// The problem, as a sentence.
  public let text: String

  /// - Parameter since: Milliseconds since 1970.
  public init(code: String, since: Int64, text: String) {
    (self.code, self.since, self.text) = (code, since, text)
  }
}

extension RecordStore {
  /// How this store joined its centre; nil before that.
  public func enrolment() throws(StoreError) -> Enrolment? {
    try read { db in
      try db.first("SELECT * FROM enrolment").map { row in
        try Enrolment(
          server: row["server"], authority: row["authority"], role: row["role"],
          centrePublicKey: row["centrePublicKey"] as [UInt8], enrolledAt: row["enrolledAt"])
      }
    }
  }

  /// Records the centre that this store joined: nothing is acknowledged until that centre says so.
  /// Relayed entries of the trust's scope, which may be read from now on, are ingested.
  ///
  /// - Parameter recipients: whom the centre named to seal to, where its answer did. Where it did not,
  ///   those that another centre named are forgotten with it: what is exported from now on is not for
  ///   them.
  public func enrol(
    _ enrolment: Enrolment, trust: Scope, recipients: SealingRecipients? = nil
  ) throws(StoreError) {
    try write { db in
      let former = try db.value("SELECT centrePublicKey FROM enrolment", as: [UInt8].self)
      if let recipients {
        try RecipientTable.replace(by: recipients, db)
      } else if former != enrolment.centrePublicKey {
        try RecipientTable.replace(by: SealingRecipients([]), db)
      }
      try db.script(
        """
        DELETE FROM enrolment; UPDATE log SET acknowledged = 0; DELETE FROM held;
        DELETE FROM notTaken;
        UPDATE syncState SET attempt = NULL, readsAcross = 0;
        """)
      try db.send("UPDATE identity SET trust = ?", [trust])
      try db.send(
        """
        INSERT INTO enrolment (id, server, authority, role, centrePublicKey, enrolledAt)
        VALUES (1, ?, ?, ?, ?, ?)
        """,
        [
          enrolment.server, enrolment.authority, enrolment.role, enrolment.centrePublicKey,
          enrolment.enrolledAt,
        ])
    }
    try mergeRelayed()
  }

  /// The bytes by which a centre distinguishes this store's request from that of a copy: drawn and
  /// written to disk before the first request, and unchanged until the store has enrolled.
  package func enrolmentAttempt(bytes count: Int) throws(StoreError) -> [UInt8] {
    var generator = environment.generator
    let drawn = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    return try write { db in
      try db.send("UPDATE syncState SET attempt = coalesce(attempt, ?)", [drawn])
      return try db.value("SELECT attempt FROM syncState") ?? []
    }
  }

  /// Records that the centre this store joined has another address. Its acknowledgements remain.
  public func follow(to server: String, authority: String?) throws(StoreError) {
    try write { db in
      try db.send("UPDATE enrolment SET server = ?, authority = ?", [server, authority])
    }
  }

  /// The trust that the store belongs to: named at `init`, or learned since.
  public func trust() throws(StoreError) -> Scope? {
    try read { try $0.value("SELECT trust FROM identity", as: String.self) }.flatMap(Scope.init)
  }

  /// When the last successful synchronisation ended; milliseconds since 1970.
  public func lastSync() throws(StoreError) -> Int64? {
    try read { try $0.value("SELECT lastSync FROM syncState", as: Int64.self) }
  }

  /// Records a successful synchronisation: the exchange has no blockers any more. Does not wait for
  /// the disk: the next synchronisation records it again.
  ///
  /// - Parameter before: the blockers when it began. That the store was restored, if this
  ///   synchronisation found that out, stays listed until the next one.
  public func noteSync(at time: Int64, before: [SyncBlocker] = []) throws(StoreError) {
    try writeUnflushed { db in
      try db.send("UPDATE syncState SET lastSync = ?", [time])
      let found = Continuity.Cause.allCases.map(\.rawValue).filter { code in
        !before.contains { $0.code == code }
      }
      let kept = found.map { "'\($0)'" }.joined(separator: ", ")
      try db.send("DELETE FROM syncBlocker WHERE code NOT IN (\(kept))")
    }
  }

  /// How many milliseconds the centre's clock was ahead of ours at the last contact.
  public func clockOffset() throws(StoreError) -> Int64 {
    try read { try $0.value("SELECT clockOffset FROM syncState", as: Int64.self) ?? 0 }
  }

  /// Records how many milliseconds the centre's clock is ahead of this device's.
  public func noteClockOffset(_ offset: Int64) throws(StoreError) {
    try writeUnflushed {
      try $0.send("UPDATE syncState SET clockOffset = ?", [offset])
    }
  }

  /// The size limit of a request where transfers broke off; `nil` where none did.
  public func batchBytes() throws(StoreError) -> Int? {
    try read { try $0.value("SELECT batchBytes FROM syncState", as: Int.self) }
  }

  /// Records the size of the next batch after a transfer that broke off; nil for the usual one.
  public func noteBatchBytes(_ bytes: Int?) throws(StoreError) {
    try write { try $0.send("UPDATE syncState SET batchBytes = ?", [bytes]) }
  }

  /// Whether the centre's last answer stated that it reads segments packed with references across logs.
  package func centreReadsAcross() throws(StoreError) -> Bool {
    try read { try $0.value("SELECT readsAcross FROM syncState", as: Bool.self) ?? false }
  }

  /// Records what an answer of the centre states.
  package func noteCentreReadsAcross(_ reads: Bool) throws(StoreError) {
    guard try centreReadsAcross() != reads else { return }
    try write { try $0.send("UPDATE syncState SET readsAcross = ?", [reads]) }
  }

  /// Why entries are pending.
  public func syncBlockers() throws(StoreError) -> [SyncBlocker] {
    try read { db in
      try db.rows("SELECT * FROM syncBlocker ORDER BY since, code").map {
        try SyncBlocker(code: $0["code"], since: $0["since"], text: $0["text"])
      }
    }
  }

  /// Entries that this store had written and does not have any more, which its next write would
  /// notice; `nil` where there are none.
  public func unnoticedLoss() throws(StoreError) -> SyncBlocker? {
    guard let found = try unnoticedDifference() else { return nil }
    return SyncBlocker(
      code: found.cause.rawValue, since: environment.now(), text: found.displayText)
  }

  /// Records why nothing is exchanged. The same cause keeps its first time.
  public func noteSyncBlocker(code: String, text: String) throws(StoreError) {
    try write { try Self.noteSyncBlocker(code: code, text: text, at: environment.now(), $0) }
  }

  static func noteSyncBlocker(code: String, text: String, at now: Int64, _ db: Connection) throws {
    try db.send(
      """
      INSERT INTO syncBlocker (code, since, text) VALUES (?, ?, ?)
      ON CONFLICT (code) DO UPDATE SET text = excluded.text
      """, [code, now, text])
  }

  /// Records that the centre endorses a replica's entries in a scope: it sent them.
  public func endorse(for logs: Set<LogID>) throws(StoreError) {
    guard !logs.isEmpty else { return }
    try write { db in
      for log in logs {
        let isNew =
          try db.run(
            """
            INSERT INTO endorsedReplica (replica, scope)
            SELECT replica, scope FROM log WHERE log = ? ON CONFLICT DO NOTHING
            """, [log]) > 0
        if isNew { try NotTaken.forget(ofWriterOf: log, db) }
      }
    }
  }

  /// The replicas that the centre endorses, with the scope of each.
  public func endorsed() throws(StoreError) -> Set<EndorsedReplica> {
    try read { db in
      let rows = try db.rows("SELECT replica, scope FROM endorsedReplica")
      return Set(
        rows.compactMap { row in
          guard let replica = row.value("replica", as: ReplicaID.self),
            let scope = row.value("scope", as: Scope.self)
          else { return nil }
          return EndorsedReplica(replica: replica, scope: scope)
        })
    }
  }
}

/// A replica whose entries for a scope the centre has endorsed.
public struct EndorsedReplica: Hashable, Sendable {
  /// The replica.
  public let replica: ReplicaID
  /// The scope.
  public let scope: Scope

  /// A replica within a scope.
  public init(replica: ReplicaID, scope: Scope) { (self.replica, self.scope) = (replica, scope) }
}
