internal import Foundation
internal import Replication
internal import Storage
internal import Synchronization

/// Notices that a store is not in the state in which it was last left, and then continues in new
/// logs.
///
/// It is asked at every open for writing and renews the token in the first transaction after that.
final class Continuity: Sendable {
  /// Why a store continues in new logs.
  enum Cause: String, CaseIterable {
    case putBack = "store-put-back"
    case entriesLost = "entries-lost"
  }

  private let folder: String
  /// The token that the store is known to have: of a file, the one that this process wrote; of a
  /// database server, the mark of its state at the last transaction. Changed only by a transaction
  /// that was committed.
  private let token = Mutex<String?>(nil)

  init(folder: String) { self.folder = folder }

  private var storePath: String { folder + "/" + RecordStore.fileName }

  private func place(_ db: Connection) throws -> (place: TokenPlace, token: String?) {
    guard let row = try db.first("SELECT token, isInside FROM continuity") else {
      throw StoreError.damaged(detail: "the store does not say how it was left")
    }
    return try (row["isInside"] ? .inside : .beside, row["token"])
  }

  /// How this store differs from the one that was left here; `nil` if it does not.
  ///
  /// - Parameter kept: what was beside the store before this state of it was read, so that what
  ///   another process writes meanwhile is not missed here.
  func difference(_ kept: KeptTokens, _ db: Connection) throws -> StoreDifference? {
    let (place, token) = try place(db)
    guard let token else { return nil }
    if let mark = try db.instance() {
      return mark == token ? nil : StoreDifference(cause: .putBack)
    }
    guard let kept = kept[place] else { return StoreDifference(cause: .putBack) }
    let created = try db.value("SELECT createdAt FROM identity", as: Int64.self)
    let missing = try StoreDifference.missing(kept, isOfStore: kept.created == created, db)
    if !missing.isEmpty, kept.fits(token) || kept.file == FileIdentity.text(of: storePath) {
      return StoreDifference(cause: .entriesLost, missing: missing)
    }
    return kept.fits(token) ? nil : StoreDifference(cause: .putBack, missing: missing)
  }

  /// The token beside the store, or in it.
  func kept() -> KeptTokens { KeptTokens(of: folder) }

  /// Renews the token, in the first transaction after an open.
  ///
  /// - Returns: the token that the store has once the transaction is committed, for ``settle(_:_:)``;
  ///   `nil` where it was renewed before.
  func renew(at now: () -> Int64, _ db: Connection) throws -> String? {
    if let mark = try db.instance() { return try renew(mark, at: now, db) }
    guard self.token.withLock({ $0 }) == nil else { return nil }
    let (place, token) = try place(db)
    let place2 = token == nil ? TokenPlace.chosen(for: folder) : place
    let new = StoreToken.random()
    var file = try self.file(new, db)
    file.previous = token ?? new
    // The store is locked: no other process writes now.
    if let difference = try difference(kept(), db) {
      try Self.beginNewLogs(difference, at: now(), db)
      // Until this is committed, it has to be noticed again.
      if let kept = place.read(folder), kept.created == file.created { file.add(kept.heads) }
    }
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
    if let token, token != mark {
      try Self.beginNewLogs(StoreDifference(cause: .putBack), at: now(), db)
    }
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
          try place.write(file(new, db), folder)
        }
      }
    }
  }

  /// Records on the disk where the store's own logs end, once they are signed and that is in the store.
  func noteHeads(_ database: Database) {
    guard !database.isEngine else { return }
    database.afterCommit { [self] db in
      let (place, token) = try place(db)
      let path = TokenPlace.path(place, of: folder)
      // What each commit noted needs a flush and no new file.
      if let token, try CommittedHeads.flush(Self.heads(db), of: token, at: path) { return }
      try db.withWritersWaiting {
        let (place, token) = try self.place(db)
        if let token, let kept = place.read(folder), kept.fits(token) {
          var file = try file(kept.current, db)
          file.previous = kept.previous
          try place.write(file, folder)
        }
      }
    }
  }

  /// Logs that the transaction appends to. Of one that was rolled back, some may remain here, which
  /// does no harm: their ends are read when a later one is committed.
  private let appended = Mutex<Set<LogID>>([])

  /// Records beside the store, once the transaction is committed, where the logs that it appended to
  /// end. See ``CommittedHeads``.
  func noteAppended(to logs: [LogID], _ database: Database) {
    guard !database.isEngine, !logs.isEmpty else { return }
    appended.withLock { $0.formUnion(logs) }
    database.afterCommit { [self] db in
      let logs = appended.withLock { appended in
        defer { appended = [] }
        return appended
      }
      guard !logs.isEmpty else { return }
      var heads: [LogID: StoreToken.Head] = [:]
      for row in try LogRow.find(Array(logs), db).values where row.isOwn && row.isOpen {
        heads[row.log] = StoreToken.Head(sequence: row.head, check: row.headHash.check)
      }
      try CommittedHeads.note(heads, at: TokenPlace.path(place(db).place, of: folder))
    }
  }

  /// What to keep with a token: which store this is, and the ends of its own logs.
  private func file(_ token: String, _ db: Connection) throws -> StoreToken {
    var file = try StoreToken(current: token, heads: Self.heads(db))
    file.created = try db.value("SELECT createdAt FROM identity", as: Int64.self)
    file.file = FileIdentity.text(of: storePath)
    return file
  }

  private static func heads(_ db: Connection) throws -> [LogID: StoreToken.Head] {
    var heads: [LogID: StoreToken.Head] = [:]
    for log in try LogRow.all(db) where log.isOwn && log.isOpen && log.head > 0 {
      heads[log.log] = StoreToken.Head(sequence: log.head, check: log.headHash.check)
    }
    return heads
  }

  /// Leaves the store's own logs, so that no number is written twice.
  static func beginNewLogs(_ found: StoreDifference, at now: Int64, _ db: Connection) throws {
    for log in try LogRow.all(db) where log.isOwn && log.isOpen {
      try ForkHealing.retire(log, from: log.head + 1, now: now, db)
    }
    try db.send("UPDATE continuity SET line = NULL, acknowledged = NULL, offered = NULL")
    try RecordStore.noteSyncBlocker(
      code: found.cause.rawValue, text: found.displayText, at: now, db)
  }
}
