internal import Foundation
internal import Replication
internal import Storage
internal import Synchronization

/// Notices that a store is not in the state in which it was last left, and then continues in new
/// logs.
///
/// It is asked at every open for writing and renews the token in the first transaction after that.
final class Continuity: Sendable {
  static let migration = "0019 continuity"

  static func register(_ migrator: inout Migrator) {
    migrator.register(migration) { db in
      try db.script(
        """
        CREATE TABLE continuity (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          token TEXT,
          isInside INTEGER NOT NULL DEFAULT 0 CHECK (isInside IN (0, 1)),
          line INTEGER,
          acknowledged INTEGER,
          offered INTEGER,
          offeredFor INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO continuity (id) VALUES (1);
        """)
    }
  }

  /// Why a store continues in new logs.
  enum Cause: String, CaseIterable {
    case putBack = "store-put-back"
    case entriesLost = "entries-lost"

    var displayText: String {
      switch self {
      case .putBack:
        "this store was copied, moved or put back from a copy; it goes on in another log, and "
          + "nothing that the centre or another device holds is lost"
      case .entriesLost:
        "entries that this store had signed are missing from its file, after damage to the disk; "
          + "it goes on in another log, and what the centre or another device holds comes back"
      }
    }
  }

  private let folder: String
  /// The token that the store is known to have: of a file, the one that this process wrote; of a
  /// database server, the mark of its state at the last transaction. Changed only by a transaction
  /// that was committed.
  private let token = Mutex<String?>(nil)

  init(folder: String) { self.folder = folder }

  private func place(_ db: Connection) throws -> (place: TokenPlace, token: String?) {
    guard let row = try db.first("SELECT token, isInside FROM continuity") else {
      throw StoreError.damaged(detail: "the store does not say how it was left")
    }
    return try (row["isInside"] ? .inside : .beside, row["token"])
  }

  /// Why this store is not the one that was left here; `nil` if it is.
  func cause(_ db: Connection) throws -> Cause? {
    let (place, token) = try place(db)
    guard let token else { return nil }
    if let mark = try db.instance() { return mark == token ? nil : .putBack }
    guard let kept = place.read(folder), kept.fits(token) else { return .putBack }
    for log in try LogRow.all(db) where log.isOwn && log.isOpen {
      guard let head = kept.heads[log.log] else { continue }
      guard head.sequence <= log.head, try log.hash(at: head.sequence, db)?.check == head.check
      else { return .entriesLost }
    }
    return nil
  }

  /// Renews the token, in the first transaction after an open.
  ///
  /// - Returns: the token that the store has once the transaction is committed, for ``settle(_:_:)``;
  ///   `nil` where it was renewed before.
  func renew(at now: () -> Int64, _ db: Connection) throws -> String? {
    if let mark = try db.instance() { return try renew(mark, at: now, db) }
    guard self.token.withLock({ $0 }) == nil else { return nil }
    if let cause = try cause(db) { try Self.beginNewLogs(cause, at: now(), db) }
    let (place, token) = try place(db)
    let place2 = token == nil ? TokenPlace.chosen(for: folder) : place
    let new = StoreToken.random()
    let heads = try Self.heads(db)
    let file = StoreToken(current: new, previous: token ?? new, heads: heads)
    let written = try write(file, at: place2)
    try db.send("UPDATE continuity SET token = ?, isInside = ?", [new, written == .inside])
    return new
  }

  /// In a database server's schema the mark of its state takes the place of the token: every server
  /// of the centre sees the same one, and it changes when the database was restored, copied or taken
  /// over by a standby, also while the store is open.
  private func renew(
    _ mark: String, at now: () -> Int64, _ db: Connection
  ) throws -> String? {
    guard self.token.withLock({ $0 }) != mark else { return nil }
    let (_, token) = try place(db)
    if let token, token != mark { try Self.beginNewLogs(.putBack, at: now(), db) }
    if token != mark { try db.send("UPDATE continuity SET token = ?", [mark]) }
    return mark
  }

  /// Uses the folder itself where nothing can be written beside it any more.
  private func write(_ file: StoreToken, at place: TokenPlace) throws -> TokenPlace {
    do {
      try place.write(file, folder)
      return place
    } catch {
      guard place == .beside, case .inaccessible = error else { throw error }
      try TokenPlace.inside.write(file, folder)
      return .inside
    }
  }

  /// To be called after the transaction was committed: drops the former token.
  ///
  /// - Parameter new: what ``renew(at:_:)`` returned in this transaction, and not in another one that
  ///   may still be rolled back.
  func settle(_ new: String?, _ database: Database) {
    guard let new else { return }
    token.withLock { $0 = new }
    guard !database.isEngine else { return }
    // Only with the store locked: another process may be renewing the token now. Where this fails,
    // the file holds both tokens, which is correct too.
    database.afterCommit { [self] db in
      try db.withWritersWaiting {
        let (place, token) = try place(db)
        if token == new {
          try place.write(StoreToken(current: new, heads: Self.heads(db)), folder)
        }
      }
    }
  }

  /// Records how far the store's own logs are signed, once that is in the store.
  func noteHeads(_ database: Database) {
    guard !database.isEngine else { return }
    database.afterCommit { [self] db in
      try db.withWritersWaiting {
        let (place, token) = try place(db)
        if let token, var file = place.read(folder), file.fits(token) {
          file.heads = try Self.heads(db)
          try place.write(file, folder)
        }
      }
    }
  }

  private static func heads(_ db: Connection) throws -> [LogID: StoreToken.Head] {
    var heads: [LogID: StoreToken.Head] = [:]
    for log in try LogRow.all(db) where log.isOwn && log.isOpen && log.signed > 0 {
      guard let hash = try log.hash(at: log.signed, db) else { continue }
      heads[log.log] = StoreToken.Head(sequence: log.signed, check: hash.check)
    }
    return heads
  }

  /// Leaves the store's own logs, so that no number is written twice.
  static func beginNewLogs(_ cause: Cause, at now: Int64, _ db: Connection) throws {
    for log in try LogRow.all(db) where log.isOwn && log.isOpen {
      try ForkHealing.retire(log, from: log.head + 1, now: now, db)
    }
    try db.send("UPDATE continuity SET line = NULL, acknowledged = NULL, offered = NULL")
    try RecordStore.noteStall(code: cause.rawValue, text: cause.displayText, at: now, db)
  }
}
