internal import Replication
internal import Storage

/// How a store differs from the one that was left in its folder.
struct StoreDifference: Hashable {
  /// Entries of one of the store's own logs that it had, and has no longer.
  struct Missing: Hashable {
    let log: LogID
    let first: UInt64
    let last: UInt64

    var count: UInt64 { last - first + 1 }
  }

  let cause: Continuity.Cause
  var missing: [Missing] = []

  /// What somebody reads who looks for the cause.
  var displayText: String {
    let back = "what the centre or another device holds of them comes back with a sync"
    return switch cause {
    case .putBack where missing.isEmpty:
      "this store was copied, moved or put back from a copy; it goes on in another log, and "
        + "nothing that the centre or another device holds is lost"
    case .putBack:
      "this store was put back from a copy, which lacks \(entries) written here; it goes on "
        + "in another log, and \(back)"
    case .entriesLost:
      "this store's file lacks \(entries) written here, after damage to the disk or because "
        + "store.sqlite-wal was removed; it goes on in another log, and \(back). Log again what "
        + "was not sent"
    }
  }

  /// “3 entries”.
  private var entries: String {
    let count = missing.reduce(0) { $0 + $1.count }
    return "\(count) \(count == 1 ? "entry" : "entries")"
  }

  /// Entries that were committed, by what is kept beside the store, and are not in it.
  ///
  /// Logs that the store does not write to any more are not compared: what it had to leave there was
  /// moved.
  ///
  /// - Parameter isOfStore: whether it was kept for this store or a copy of it, so that a log that is
  ///   not here at all is missing too.
  static func missing(
    _ kept: StoreToken, isOfStore: Bool, _ db: Connection
  ) throws -> [Missing] {
    try kept.heads.sorted { $0.key < $1.key }.compactMap { log, head in
      guard let row = try LogRow.find(log, db) else {
        return isOfStore ? Missing(log: log, first: 1, last: max(1, head.sequence)) : nil
      }
      guard row.isOwn, row.isOpen else { return nil }
      if head.sequence > row.head {
        return Missing(log: log, first: row.head + 1, last: head.sequence)
      }
      guard try row.hash(at: head.sequence, db)?.check != head.check else { return nil }
      return Missing(log: log, first: head.sequence, last: head.sequence)
    }
  }
}

/// What was beside a store and in its folder at one moment.
struct KeptTokens {
  private let tokens: [TokenPlace: StoreToken]

  init(of folder: String) {
    var tokens: [TokenPlace: StoreToken] = [:]
    for place in [TokenPlace.beside, .inside] { tokens[place] = place.read(folder) }
    self.tokens = tokens
  }

  subscript(place: TokenPlace) -> StoreToken? { tokens[place] }
}

extension RecordStore {
  func unnoticedDifference() throws(StoreError) -> StoreDifference? {
    // One that writes has noticed when it was opened.
    guard access != .writing, !database.isEngine, let kept else { return nil }
    let found = try read { try continuity.difference(kept, $0) }
    return found.flatMap { $0.missing.isEmpty ? nil : $0 }
  }

  /// Reports what a store has lost that is only read: damage where it is still the same file, a
  /// remark about a copy that somebody put back.
  func verifyLoss(_ result: inout Verification) throws(StoreError) {
    guard let found = try unnoticedDifference() else { return }
    for missing in found.missing {
      let place = "\(missing.log):\(missing.first)"
      switch found.cause {
      case .entriesLost:
        result.note(
          "ledger", place,
          "\(missing.count) of the entries that were written here, from this one on, are missing "
            + "from the file")
      case .putBack:
        result.remarks.append(
          Verification.Problem(code: found.cause.rawValue, place: place, text: found.displayText))
      }
    }
  }
}
