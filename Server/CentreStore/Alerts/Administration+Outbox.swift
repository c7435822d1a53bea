internal import FoundationEssentials
package import RecordStore
internal import Storage

extension Administration {
  /// A message to one address, and its delivery.
  ///
  /// It is written with the change that caused it. An attempt is recorded before it is made: after
  /// a crash during one, sending again is known to be a second attempt, under the same key. Times
  /// of attempts are the system's own, not `CANDOUR_NOW`.
  package struct Message: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
      case waiting
      case sent
      case failed

      fileprivate var condition: String {
        switch self {
        case .waiting: Administration.waiting
        case .sent: "sentAt IS NOT NULL"
        case .failed: "failedAt IS NOT NULL"
        }
      }
    }

    package let id: Int64
    /// Identifies the message permanently: the same change for the same subscription has the same
    /// key.
    package let key: String
    package let subscription: Subscription
    package let isDigest: Bool
    package let alert: [Alert]
    /// By the centre's clock.
    package let createdAt: Int64
    package let attempts: Int
    package let firstAttemptAt: Int64?
    package let nextAttemptAt: Int64
    package let sentAt: Int64?
    package let failedAt: Int64?
    /// Why the last attempt failed.
    package let failure: String?

    package init(
      id: Int64, key: String, subscription: Subscription, isDigest: Bool, alert: [Alert],
      createdAt: Int64, attempts: Int, firstAttemptAt: Int64?, nextAttemptAt: Int64,
      sentAt: Int64?, failedAt: Int64?, failure: String?
    ) {
      (self.id, self.key, self.subscription) = (id, key, subscription)
      (self.isDigest, self.alert, self.createdAt) = (isDigest, alert, createdAt)
      (self.attempts, self.firstAttemptAt) = (attempts, firstAttemptAt)
      (self.nextAttemptAt, self.sentAt) = (nextAttemptAt, sentAt)
      (self.failedAt, self.failure) = (failedAt, failure)
    }

    package var state: State { sentAt != nil ? .sent : failedAt != nil ? .failed : .waiting }
  }

  private static let joined = """
    SELECT message.id AS messageID, message.key, message.kind, message.alerts,
      message.createdAt AS writtenAt, message.attempts, message.firstAttemptAt,
      message.nextAttemptAt, message.sentAt, message.failedAt, message.failure, subscription.*
    FROM message JOIN subscription ON subscription.id = message.subscription
    """
  fileprivate static let waiting = "sentAt IS NULL AND failedAt IS NULL"

  /// Messages that are due: the oldest of each subscription, then the second of each, and so on.
  /// Many messages for one subscription do not delay those of the others.
  package func dueMessages(at now: Int64, limit: Int) throws(StoreError) -> [Message] {
    try store.read { db in
      try db.rows(
        """
        \(Self.joined) JOIN (
          SELECT id AS dueID, row_number() OVER (PARTITION BY subscription ORDER BY id) AS turn
          FROM message WHERE \(Self.waiting) AND nextAttemptAt <= ?
        ) AS due ON due.dueID = message.id
        ORDER BY due.turn, message.id LIMIT ?
        """, [now, limit]
      ).map(Message.init)
    }
  }

  /// The latest messages, newest first.
  ///
  /// - Parameters:
  ///   - states: which of them.
  ///   - id: only those before this one; `nil`: from the latest on.
  package func messages(
    _ states: Set<Message.State>, before id: Int64? = nil, limit: Int
  ) throws(StoreError) -> [Message] {
    try store.read { db in
      let wanted = states.map { "(\($0.condition))" }.sorted().joined(separator: " OR ")
      return try db.rows(
        "\(Self.joined) WHERE message.id < ? AND (\(wanted.isEmpty ? "FALSE" : wanted)) "
          + "ORDER BY message.id DESC LIMIT ?", [id ?? .max, limit]
      ).map(Message.init)
    }
  }

  /// How many messages wait for each subscription, by its identifier.
  package func waitingCounts() throws(StoreError) -> [String: Int] {
    try store.read { db in
      let rows = try db.rows(
        "SELECT subscription, count(*) FROM message WHERE \(Self.waiting) GROUP BY 1")
      return try Dictionary(
        rows.map { try ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Claims a message for one attempt: no other worker tries it before `until`.
  ///
  /// - Returns: whether it could be claimed.
  package func claim(_ id: Int64, at now: Int64, until: Int64) throws(StoreError) -> Bool {
    try store.write { db in
      return try db.run(
        """
        UPDATE message SET attempts = attempts + 1, nextAttemptAt = ?,
          firstAttemptAt = coalesce(firstAttemptAt, ?)
        WHERE id = ? AND \(Self.waiting) AND nextAttemptAt <= ?
        """, [until, now, id, now]) == 1
    }
  }

  package func noteSent(_ id: Int64, at now: Int64) throws(StoreError) {
    try store.write { db in
      try db.send(
        "UPDATE message SET sentAt = ?, failedAt = NULL, failure = NULL WHERE id = ?", [now, id])
    }
  }

  /// - Parameter next: when to try again; `nil`: never, it has failed.
  package func noteFailure(
    of id: Int64, _ failure: String, at now: Int64, next: Int64?
  ) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        UPDATE message SET failure = ?, nextAttemptAt = coalesce(?, nextAttemptAt),
          failedAt = CAST(? AS BIGINT)
        WHERE id = ? AND sentAt IS NULL
        """, [failure, next, next == nil ? now : nil, id])
    }
  }

  /// Where the channel itself is unavailable, all its messages wait until the same moment.
  package func postpone(
    _ channel: Subscription.Channel, address: String?, from now: Int64, until: Int64
  ) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        UPDATE message
        SET nextAttemptAt = CASE WHEN nextAttemptAt > ? THEN nextAttemptAt ELSE CAST(? AS BIGINT) END,
          firstAttemptAt = coalesce(firstAttemptAt, ?)
        WHERE \(Self.waiting) AND subscription IN
          (SELECT id FROM subscription WHERE channel = ? AND address = coalesce(?, address))
        """, [until, until, now, channel.rawValue, address])
    }
  }

  /// Queues failed messages again, from the first attempt.
  ///
  /// - Parameter id: one of them; `nil`: all whose subscription is active.
  /// - Returns: how many.
  package func retryMessages(_ id: Int64?) throws(StoreError) -> Int {
    try store.write { db in
      return try db.run(
        """
        UPDATE message
        SET failedAt = NULL, nextAttemptAt = 0, attempts = 0, firstAttemptAt = NULL
        WHERE failedAt IS NOT NULL AND id = coalesce(?, id) AND subscription IN
          (SELECT id FROM subscription WHERE endedAt IS NULL)
        """, [id])
    }
  }

  /// How many messages are in each state, and when the oldest waiting one was written.
  package func outboxFigures() throws(StoreError) -> (counts: [Message.State: Int], oldest: Int64?)
  {
    try store.read { db in
      let row = try db.first(
        """
        SELECT count(*) - count(sentAt) - count(failedAt) AS waiting, count(sentAt) AS sent,
          count(failedAt) AS failed, min(CASE WHEN \(Self.waiting) THEN createdAt END) AS oldest
        FROM message
        """)
      let counts: [Message.State: Int] = try [
        .waiting: row?["waiting"] ?? 0, .sent: row?["sent"] ?? 0, .failed: row?["failed"] ?? 0,
      ]
      return try (counts, row?["oldest"])
    }
  }

  /// Deletes messages that ended before a given time.
  package func forgetMessages(endedBefore: Int64) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM message WHERE coalesce(sentAt, failedAt) < ?", [endedBefore])
    }
  }
}

extension Administration.Message {
  init(_ row: Row) throws {
    let alert = try JSONDecoder().decode(
      [Alert].self, from: Data((row["alerts"] as String).utf8))
    try self.init(
      id: row["messageID"], key: row["key"], subscription: Administration.Subscription(row),
      isDigest: row["kind"] == "digest", alert: alert, createdAt: row["writtenAt"],
      attempts: row["attempts"], firstAttemptAt: row["firstAttemptAt"],
      nextAttemptAt: row["nextAttemptAt"], sentAt: row["sentAt"], failedAt: row["failedAt"],
      failure: row["failure"])
  }
}
