internal import Foundation
public import Replication
package import Storage

/// The state of every entry of a log: `written = acknowledged + pending` at a site, `received =
/// merged + quarantined` at the centre.
public struct LogLedger: Hashable, Sendable {
  /// The log.
  public let log: LogID
  /// The replica that wrote it.
  public let replica: ReplicaID
  /// The scope of its entries.
  public let scope: Scope
  /// Whether this store writes it.
  public let isOwn: Bool
  /// Entries that the log has here.
  public let entries: UInt64
  /// Entries that are part of a record.
  public let merged: UInt64
  /// Entries that wait for a decision.
  public let quarantined: UInt64
  /// Entries stored to be relayed, unread.
  public let relayed: UInt64
  /// Entries that a person decided to keep out.
  public let keptOut: UInt64
  /// Entries that the centre has reported as merged, or as kept out for good.
  public let acknowledged: UInt64
  /// Of these, the ones that a person at the centre decided to keep out.
  public let keptOutThere: UInt64

  /// Entries that the centre has not acknowledged.
  public var pending: UInt64 { entries - acknowledged }
  /// Whether every entry is counted once.
  public var isBalanced: Bool {
    entries == merged + quarantined + relayed + keptOut && acknowledged <= entries
      && keptOutThere <= acknowledged
  }
}

/// A log that two stores wrote to, and where one of its two lines continued.
public struct Fork: Hashable, Sendable {
  /// The log.
  public let log: LogID
  /// The replica that wrote it; nil where the log is not here any more.
  public let replica: ReplicaID?
  /// The scope of its entries.
  public let scope: Scope?
  /// Whether this store wrote it: then this store was copied or restored, and otherwise another was.
  public let isOwn: Bool
  /// The first position at which the two lines differ.
  public let from: UInt64
  /// Milliseconds since 1970.
  public let since: Int64
  /// The log in which the line continues that had to leave this one.
  public let continuedAs: LogID?
}

/// Entries that the centre reported as quarantined.
public struct HeldEntries: Hashable, Sendable {
  /// The log.
  public let log: LogID
  /// The first entry of the range.
  public let first: UInt64
  /// The last entry of the range.
  public let last: UInt64
  /// Why they are quarantined, as a code.
  public let reason: String
  /// Milliseconds since 1970.
  public let since: Int64

  /// - Parameter since: Milliseconds since 1970.
  public init(log: LogID, first: UInt64, last: UInt64, reason: String, since: Int64) {
    self.log = log
    self.first = first
    self.last = last
    self.reason = reason
    self.since = since
  }

  /// How many entries the range has.
  public var count: UInt64 { last - first + 1 }

  /// Whether a person decided that these are kept out; otherwise they wait for a decision.
  public var isDecided: Bool { reason.hasPrefix(Self.keptOut) }

  /// How the reason of a decided run begins; why it was first quarantined follows.
  static let keptOut = "kept-out"

  /// Why the centre did not take these of what was passed on; `nil` where it has them.
  package var whyNotTaken: String? {
    reason.hasPrefix(Self.notTaken) ? String(reason.dropFirst(Self.notTaken.count)) : nil
  }

  /// How the reason of a run begins that the centre did not take; why follows.
  package static let notTaken = "not-taken: "

  /// How many of a log's first entries are among these.
  func count(in log: LogRow) -> UInt64 {
    guard self.log == log.log, first <= log.acknowledged else { return 0 }
    return min(last, log.acknowledged) - first + 1
  }
}

extension Sequence<HeldEntries> {
  /// How many entries all ranges have; at most `Int.max`, whatever a centre claims.
  package var entryCount: Int {
    reduce(0) { sum, entries in
      let (total, isOver) = sum.addingReportingOverflow(Int(clamping: entries.count))
      return isOver ? .max : total
    }
  }
}

extension RecordStore {
  /// The ledger of every log.
  public func ledger() throws(StoreError) -> [LogLedger] {
    try read { db in
      let held = try Self.held(db)
      let aside = try EntryTable.countsAside(db)
      return try LogRow.all(db).map { log in
        var counts = aside[log.key] ?? [:]
        let countAside = counts.values.reduce(0, +)
        guard countAside <= log.head else {
          throw StoreError.damaged(detail: "a log has more entries than its head says")
        }
        counts[.merged] = log.head - countAside
        let waiting = held.filter { !$0.isDecided }.reduce(0) { $0 + $1.count(in: log) }
        let decided = held.filter(\.isDecided).reduce(0) { $0 + $1.count(in: log) }
        return LogLedger(
          log: log.log, replica: log.descriptor.replica, scope: log.descriptor.scope,
          isOwn: log.isOwn, entries: log.head, merged: counts[.merged] ?? 0,
          quarantined: counts[.quarantined] ?? 0, relayed: counts[.relayed] ?? 0,
          keptOut: counts[.keptOut] ?? 0,
          acknowledged: min(log.head, log.acknowledged) - min(waiting, log.acknowledged),
          keptOutThere: decided)
      }
    }
  }

  /// What ``ledger()`` reads.
  package static let ledgerQueries = [everythingHeld, EntryTable.aside, LogRow.everyLog]
  /// What says how far the store is: how long every log is, and how much waits.
  package static let versionQueries = [LogRow.everyLog, waitingTotal]
  /// What ``descriptors()`` reads.
  package static let descriptorQueries = [LogRow.everyLog]
  private static let everythingHeld = Query("SELECT * FROM held ORDER BY since, log, first")

  /// Records what the centre has, and what it quarantines.
  ///
  /// - Parameter frontier: the centre's. Where it is behind what it once acknowledged, the centre
  ///   was restored from an older copy, and the rest is pending again.
  /// - Returns: the logs of which the centre has other entries under numbers that are in use here
  ///   too.
  @discardableResult
  public func acknowledge(
    _ frontier: Frontier, held: [HeldEntries]
  ) throws(StoreError) -> Set<LogID> {
    try write { db in
      var disagreeing: Set<LogID> = []
      for log in try LogRow.all(db) {
        let theirs = frontier[log.log]
        if let theirs, theirs.sequence <= log.head,
          try theirs.check != log.hash(at: theirs.sequence, db)?.check
        {
          disagreeing.insert(log.log)
          continue
        }
        let reached = min(theirs?.sequence ?? 0, log.head)
        guard reached != log.acknowledged else { continue }
        try db.send("UPDATE log SET acknowledged = ? WHERE id = ?", [Int64(reached), log.key])
        if !log.isOwn { try NotTaken.forget(log.log, db) }
      }
      // Earlier versions stored numbers that cannot be read: these rows are replaced like any other.
      if let known = try? Self.held(db), Set(known) == Set(held) { return disagreeing }
      try db.send("DELETE FROM held")
      for entries in held {
        try db.send(
          """
          INSERT INTO held (log, first, last, reason, since) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (log, first) DO UPDATE
            SET last = excluded.last, reason = excluded.reason, since = excluded.since
          """,
          [
            entries.log, entries.first, entries.last, entries.reason, entries.since,
          ])
      }
      return disagreeing
    }
  }

  /// Records that the centre has the entries of these logs that came from it, up to the given ones.
  package func acknowledge(upTo ends: [LogID: UInt64]) throws(StoreError) {
    try write { db in
      for (name, end) in ends {
        guard let log = try LogRow.find(name, db) else { continue }
        let reached = min(end, log.head)
        guard reached > log.acknowledged else { continue }
        try db.send("UPDATE log SET acknowledged = ? WHERE id = ?", [Int64(reached), log.key])
        if !log.isOwn { try NotTaken.forget(name, db) }
      }
    }
  }

  /// What the centre acknowledged, as far as this store knows: where to send from.
  public func acknowledgedFrontier() throws(StoreError) -> Frontier {
    try read { db in
      var frontier = Frontier()
      for log in try LogRow.all(db) where log.acknowledged > 0 {
        let hash = try log.hash(at: log.acknowledged, db)
        frontier[log.log] = Frontier.Position(
          sequence: log.acknowledged, check: hash?.check ?? 0)
      }
      return frontier
    }
  }

  /// Entries of this store that the centre reported as quarantined.
  public func held() throws(StoreError) -> [HeldEntries] { try read(Self.held) }

  private static func held(_ db: Connection) throws -> [HeldEntries] {
    try db.rows(everythingHeld.sql).map { row in
      guard let log = row.value("log", as: LogID.self) else {
        throw StoreError.damaged(detail: "a held entry's log")
      }
      return try HeldEntries(
        log: log, first: row["first"] as UInt64, last: row["last"] as UInt64,
        reason: row["reason"], since: row["since"])
    }
  }

  /// Logs that two stores continued.
  public func forks() throws(StoreError) -> [Fork] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT fork.log AS name, fromSequence, since, continuedAs, replica, scope, own
        FROM fork LEFT JOIN log ON log.log = fork.log ORDER BY since, fork.log, fromSequence
        """)
      return try rows.map { row in
        guard let log = row.value("name", as: LogID.self) else {
          throw StoreError.damaged(detail: "a fork's log")
        }
        let replica = row.value("replica", as: ReplicaID.self)
        let isWritten = try row["own"] as Bool? ?? false
        return try Fork(
          log: log, replica: replica, scope: row.value("scope", as: Scope.self),
          isOwn: isWritten || replica == identity.replica,
          from: row["fromSequence"] as UInt64, since: row["since"],
          continuedAs: row.value("continuedAs", as: LogID.self))
      }
    }
  }
}
