internal import Foundation
internal import Replication
internal import Storage

extension RecordStore {
  /// Replaces the key: from now on this is another replica, with the same records.
  ///
  /// Unsigned entries of its logs are rewritten in a log of the new key (``UnsentEntries``); the
  /// rest stays as it is.
  package func takeNewKey() throws(StoreError) {
    var generator = environment.generator
    guard let key = ReplicaKey(randomly: &generator) else {
      throw .inaccessible(detail: "no key could be made")
    }
    try KeyFile.write(key, in: folder)
    owner.replaceKey(key)
    try adoptKey()
  }

  /// Makes the logs match the key file. Does nothing where they do.
  func adoptKey() throws(StoreError) {
    let publicKey = identity.publicKey
    let noted = try read { try $0.value("SELECT publicKey FROM identity", as: [UInt8].self) }
    guard noted != publicKey else { return }
    try write { db in
      var appender = try Appender(store: self, db)
      var merging = Merging(self)
      var unsent = UnsentEntries()
      for log in try LogRow.all(db) where log.isOwn && !log.isSigned(by: key) {
        if log.head > log.signed {
          let now = environment.now()
          let isRewritten = try unsent.rewrite(log, at: now, &appender, &merging, db)
          if !isRewritten {
            let healing = ForkHealing(log: log, from: log.signed + 1, now: now)
            _ = try healing.moveOurs(&appender, &merging, db)
          }
        } else if log.isOpen {
          try ForkHealing.retire(log, from: log.head + 1, now: environment.now(), db)
        }
      }
      try merging.write(db)
      try appender.finish(db)
      try db.send("UPDATE identity SET publicKey = ?", [publicKey])
      // Every server that serves a database's store has its key from there.
      if db.isEngine, let bytes = try KeyFile.bytes(in: folder) {
        try StoredFiles.keep([KeyFile.name: bytes], db)
      }
      try Self.noteSyncBlocker(
        code: "new-key",
        text: "this store has a new key, because its key file was missing or another device used "
          + "the key; it goes on in another log, nothing is lost",
        at: environment.now(), db)
    }
  }
}

extension RecordStore {
  /// A secret for one purpose, the same in every process that works on this store; kept nowhere.
  package func secret(for purpose: String) -> [UInt8] { key.secret(for: purpose) }
}

extension ReplicaKey {
  /// A key from the store's own randomness; `nil` if the bytes are not a valid key.
  init?(randomly generator: inout StoreEnvironment.Generator) {
    self.init(
      privateBytes: Array((0..<4).flatMap { _ in EntryPayload.salt(using: &generator) }))
  }
}
