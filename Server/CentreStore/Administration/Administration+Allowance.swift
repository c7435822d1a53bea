internal import FoundationEssentials
package import RecordStore
package import Replication
internal import Storage

extension Administration {
  /// What a device may send on one day (UTC). Beyond it nothing is accepted; the device keeps what
  /// it has and continues on the next day.
  package struct Allowance: Hashable, Sendable {
    /// Ten years of a large hospital, 5,000 incidents a year of 4 kB each, sent for the first time
    /// with their envelopes.
    package var mergedBytes = 512 * 1024 * 1024
    /// What a revoked or unknown device may leave for a person to decide about: a year of a
    /// department. The disk of a centre has room for a thousand such days.
    package var asideBytes = 16 * 1024 * 1024
    /// A device that joins a new centre sends every log of its site.
    package var logs = 256

    package init() {}
  }

  /// What a device has sent on a day.
  package struct DayUsage: Hashable, Sendable {
    package var mergedBytes = 0
    package var asideBytes = 0
    package var logs = 0

    package init() {}

    /// Whether the device may send nothing more on this day.
    package func isSpent(of allowance: Allowance) -> Bool {
      mergedBytes >= allowance.mergedBytes || asideBytes >= allowance.asideBytes
        || logs >= allowance.logs
    }
  }

  private static let dayMilliseconds: Int64 = 86_400_000
  /// How many days are kept, to show what a device did.
  private static let daysKept: Int64 = 30

  package func usage(of replica: ReplicaID, at now: Int64) throws(StoreError) -> DayUsage {
    try store.read { db in
      var usage = DayUsage()
      let row = try db.rows([Self.usageQuery(of: replica, at: now)])[0].first
      if let row {
        (usage.mergedBytes, usage.asideBytes, usage.logs) = try (row[0], row[1], row[2])
      }
      return usage
    }
  }

  static func usageQuery(of replica: ReplicaID, at now: Int64) -> Query {
    Query(
      "SELECT mergedBytes, asideBytes, logs FROM deviceDay WHERE replica = ? AND day = ?",
      [replica, now / dayMilliseconds])
  }

  /// Adds what a request sent to the sender's usage of the day, in the transaction that appends it.
  static func spend(
    _ usage: DayUsage, of replica: ReplicaID, at now: Int64, _ db: Connection
  ) throws {
    guard usage != DayUsage() else { return }
    let day = now / dayMilliseconds
    try db.send("DELETE FROM deviceDay WHERE day < ?", [day - daysKept])
    try db.send(
      """
      INSERT INTO deviceDay (replica, day, mergedBytes, asideBytes, logs)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (replica, day) DO UPDATE SET
        mergedBytes = deviceDay.mergedBytes + excluded.mergedBytes,
        asideBytes = deviceDay.asideBytes + excluded.asideBytes,
        logs = deviceDay.logs + excluded.logs
      """, [replica, day, usage.mergedBytes, usage.asideBytes, usage.logs])
  }
}
