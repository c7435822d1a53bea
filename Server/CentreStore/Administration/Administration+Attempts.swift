package import RecordStore
internal import Replication
internal import Storage

/// Failed attempts to guess a secret, counted in the store: all servers of a centre see the same.
///
///     counted at 12:00: 10,000 thousandths ─▶ 12:03: 8,000 left ─▶ 12:15: none
extension Administration {
  package struct AttemptLimit: Hashable, Sendable {
    /// How many failures are allowed at once.
    package let failuresMax: Int64
    /// The time in which that many expire.
    package let milliseconds: Int64

    package init(failuresMax: Int64, milliseconds: Int64) {
      (self.failuresMax, self.milliseconds) = (failuresMax, milliseconds)
    }
  }

  /// Names kept; the oldest beyond it are forgotten. One address fails for ten names in a quarter of
  /// an hour, so it takes a thousand addresses to reach it.
  package static let attemptNamesMax = 10_000
  /// As long as any limit remembers.
  private static let attemptsRemembered: Int64 = 1_800_000
  private static let one: Int64 = 1000

  /// How long to wait before another attempt, the longest of these names; `nil` when none has to.
  ///
  /// - Parameters:
  ///   - names: hashes of 32 bytes.
  ///   - now: the system's time, which `CANDOUR_NOW` does not stop.
  package func attemptWait(
    _ names: [[UInt8]], _ limit: AttemptLimit, at now: Int64
  ) throws(StoreError) -> Int64? {
    try store.read { try Self.wait(names, limit, at: now, $0) }
  }

  /// Counts an attempt for each name before it is known whether it succeeds, unless one of them has to
  /// wait: parallel attempts, at several servers too, never exceed the limit.
  ///
  /// - Returns: how long to wait; `nil`: it was counted.
  package func beginAttempt(
    _ names: [[UInt8]], _ limit: AttemptLimit, at now: Int64
  ) throws(StoreError) -> Int64? {
    try store.writeUnflushed { db in
      try Self.hold(names, at: now, db)
      let wait = try Self.wait(names, limit, at: now, db)
      if wait == nil {
        try Self.add(names, limit, at: now, db)
      } else {
        // Nothing stays of a name that was only tried.
        for name in names {
          try db.send("DELETE FROM failedAttempt WHERE name = ? AND thousandths = 0", [name])
        }
      }
      return wait
    }
  }

  /// Counts one more failure of each name.
  package func noteFailedAttempt(
    _ names: [[UInt8]], _ limit: AttemptLimit, at now: Int64
  ) throws(StoreError) {
    try store.writeUnflushed { db in
      try Self.hold(names, at: now, db)
      try Self.add(names, limit, at: now, db)
    }
  }

  /// Forgets the failures of a name, because the correct secret was given.
  package func forgetAttempts(of name: [UInt8]) throws(StoreError) {
    try store.writeUnflushed { try $0.send("DELETE FROM failedAttempt WHERE name = ?", [name]) }
  }

  /// Takes back one attempt that was counted before it was known to be correct.
  package func takeBackAttempt(of name: [UInt8]) throws(StoreError) {
    try store.writeUnflushed { db in
      try db.send(
        """
        UPDATE failedAttempt
        SET thousandths = CASE WHEN thousandths > ? THEN thousandths - ? ELSE 0 END
        WHERE name = ?
        """, [Self.one, Self.one, name])
    }
  }

  /// Has other servers wait until this transaction ends, for each name in one order.
  private static func hold(_ names: [[UInt8]], at now: Int64, _ db: Connection) throws {
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      try db.send(
        """
        INSERT INTO failedAttempt (name, thousandths, at) VALUES (?, 0, ?)
        ON CONFLICT (name) DO UPDATE SET name = excluded.name
        """, [name, now])
    }
  }

  private static func add(
    _ names: [[UInt8]], _ limit: AttemptLimit, at now: Int64, _ db: Connection
  ) throws {
    for name in names {
      let count = try left(name, limit, at: now, db) + one
      try db.send(
        "UPDATE failedAttempt SET thousandths = ?, at = ? WHERE name = ?", [count, now, name])
    }
    try forgetAttempts(at: now, db)
  }

  /// What has not expired of a name's failures. A row that is dated far ahead was written by a clock
  /// that was wrong.
  private static func left(
    _ name: [UInt8], _ limit: AttemptLimit, at now: Int64, _ db: Connection
  ) throws -> Int64 {
    let row = try db.first("SELECT thousandths, at FROM failedAttempt WHERE name = ?", [name])
    guard let row else { return 0 }
    let (thousandths, at): (Int64, Int64) = try (row[0], row[1])
    let elapsed = max(0, now.milliseconds(since: at))
    guard at <= now &+ limit.milliseconds, elapsed < attemptsRemembered else { return 0 }
    return max(
      0, min(thousandths, 1_000_000) - elapsed * limit.failuresMax * one / limit.milliseconds)
  }

  private static func wait(
    _ names: [[UInt8]], _ limit: AttemptLimit, at now: Int64, _ db: Connection
  ) throws -> Int64? {
    let waits = try names.map { name in
      let excess = try left(name, limit, at: now, db) - (limit.failuresMax - 1) * one
      return excess > 0 ? excess * limit.milliseconds / (limit.failuresMax * one) + 1 : 0
    }
    return waits.max().flatMap { $0 > 0 ? $0 : nil }
  }

  /// How many names have failures.
  package func attemptNames() throws(StoreError) -> Int {
    try store.read { try $0.value("SELECT count(*) FROM failedAttempt") ?? 0 }
  }

  private static func forgetAttempts(at now: Int64, _ db: Connection) throws {
    try db.send(
      "DELETE FROM failedAttempt WHERE at < ?", [now &- attemptsRemembered])
    try db.send(
      """
      DELETE FROM failedAttempt WHERE at <=
        (SELECT at FROM failedAttempt ORDER BY at DESC LIMIT 1 OFFSET ?)
      """, [attemptNamesMax])
  }
}
