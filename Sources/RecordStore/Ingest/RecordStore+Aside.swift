internal import Foundation
public import Replication
package import Storage

// The entries that are not part of the records here, read log by log and in bounded pieces.

extension RecordStore {
  /// Entries of one log that are listed one by one for a replica; the rest forms one run.
  static let listedPerLogMax = 2000

  /// Runs of entries that are not part of the records here, because they wait for a decision or
  /// because one was made: the reason names that too.
  ///
  /// Where a log has more of them than are listed, the last run covers the rest, merged or not: a
  /// replica then takes too many for waiting, never too few.
  ///
  /// What a site's device wrote for the whole trust can never be released, so nothing is withheld by it:
  /// only a replica that has such a log itself learns of it.
  ///
  /// - Parameters:
  ///   - scopes: only logs of these; `nil` for all.
  ///   - logs: and these logs, of any scope.
  ///   - runsMax: how many runs there may be.
  public func heldHere(
    in scopes: Set<Scope>?, and logs: Set<LogID> = [], runsMax: Int = .max
  ) throws(StoreError) -> [HeldEntries] {
    try read { db in
      guard try db.value(EntryTable.anythingAside.sql, as: Bool.self) ?? false else { return [] }
      let codes: [String?] = scopes?.map(\.code) ?? [nil]
      let names = try logs.union(EntryTable.logsAside(inEach: codes, db)).sorted()
      let found = try LogRow.find(names, db)
      let rows = names.compactMap { found[$0] }
      let queries = rows.map { log in
        let isOwn = scopes == nil || logs.contains(log.log)
        return Self.queryAside(log, isForAll: !isOwn && log.descriptor.scope == identity.scope)
      }
      db.readAhead(Array(queries.prefix(runsMax)))
      var runs: [HeldEntries] = []
      for (index, (log, query)) in zip(rows, queries).enumerated() {
        guard runs.count < runsMax else { break }
        // One run is left for each of the logs that follow: none of them is passed over.
        let following = rows.count - index - 1
        let room = Swift.max(1, runsMax - runs.count - following)
        runs += try Self.runs(of: log, query, max: room, db)
      }
      return runs
    }
  }

  /// The same of every log.
  public func heldHere() throws(StoreError) -> [HeldEntries] {
    try heldHere(in: nil)
  }

  /// - Parameter isForAll: without ``reasonsOfSites``.
  private static func queryAside(_ log: LogRow, isForAll: Bool) -> Query {
    let without = isForAll ? reasonsOfSites.sorted() : ["", "", ""]
    return Query(
      """
      SELECT sequence, reason, decision, coalesce(decidedAt, since) AS at FROM quarantine
      WHERE log = ? AND (decision IS NULL OR decision = 'kept-out') AND reason NOT IN (?, ?, ?)
      ORDER BY sequence LIMIT ?
      """, [log.key] + without + [listedPerLogMax + 1])
  }

  private static func runs(
    of log: LogRow, _ query: Query, max runsMax: Int, _ db: Connection
  ) throws -> [HeldEntries] {
    let rows = try db.rows([query])[0]
    var runs: [HeldEntries] = []
    for row in rows.prefix(listedPerLogMax) {
      let sequence = try row["sequence"] as UInt64
      let why: String = try row["reason"]
      let reason = try row["decision"] as String? == nil ? why : "\(HeldEntries.keptOut): \(why)"
      let since: Int64 = try row["at"]
      if let run = runs.last, run.last + 1 == sequence, run.reason == reason {
        runs[runs.count - 1] = HeldEntries(
          log: run.log, first: run.first, last: sequence, reason: reason,
          since: min(run.since, since))
      } else {
        runs.append(
          HeldEntries(
            log: log.log, first: sequence, last: sequence, reason: reason, since: since))
      }
    }
    guard rows.count > listedPerLogMax || runs.count > runsMax else { return runs }
    let kept = Array(runs.prefix(Swift.max(0, runsMax - 1)))
    let next = (kept.last?.last ?? 0) + 1
    return kept + [
      HeldEntries(
        log: log.log, first: next, last: Swift.max(next, log.head), reason: Quarantine.overQuota,
        since: runs.first?.since ?? 0)
    ]
  }

  package static let waitingTotal = Query(
    "SELECT count(*) FROM quarantine WHERE decision IS NULL")

  /// How many entries wait for a decision.
  public func waitingCount() throws(StoreError) -> Int {
    try read { db in
      try db.value(Self.waitingTotal.sql, as: Int.self) ?? 0
    }
  }
}
