internal import Foundation
internal import Replication
internal import Storage

extension RecordStore {
  /// Checks the file, every hash and signature, and every record and row against the logs.
  public func verify() throws(StoreError) -> Verification {
    var result = try verifyLogs()
    try verifyLoss(&result)
    for (reference, keys) in try sharedReferences().sorted(by: { $0.key < $1.key }) {
      result.remarks.append(
        Verification.Problem(
          code: "ambiguous-identifier", place: reference,
          text: "more than one record bears this reference: "
            + RecordKey.names(of: keys).joined(separator: ", ")))
    }
    return result
  }

  private func verifyLogs() throws(StoreError) -> Verification {
    try read { db in
      var result = Verification()
      for line in try db.inconsistencies(limit: 10) {
        result.note("file", Self.fileName, line)
      }
      var merging = Merging(self)
      let rows = try LogVerification(db)
      for log in try Self.soundLogs(&result, db) {
        try Self.verify(log, rows, &result, db) {
          remerge($0, of: log, filedUnder: $1, &merging, &$2)
        }
      }
      try verify(records: merging, &result, db)
      try verifyLedger(&result, db)
      try environment.domain.verify(&result, db)
      try SharedIdentifiers.verify(&result, db)
      try SharedReferences.verify(&result, db)
      try storeExtension?.verify(&result, db)
      return result
    }
  }

  /// Checks the file, and every hash and signature, of a database that need not be open as a store.
  static func verifyChains(_ db: Connection) throws -> Verification {
    var result = Verification()
    for line in try db.inconsistencies(limit: 10) {
      result.note("file", Self.fileName, line)
    }
    let rows = try LogVerification(db)
    for log in try soundLogs(&result, db) { try verify(log, rows, &result, db) { _, _, _ in } }
    return result
  }

  /// The logs whose rows can be read; the others are reported.
  private static func soundLogs(_ result: inout Verification, _ db: Connection) throws -> [LogRow] {
    try db.rows("SELECT * FROM log ORDER BY id").compactMap { row in
      let name = row.value("log", as: LogID.self)
      let place = try name.map { "\($0)" } ?? "log \(row["id"] as Int64)"
      guard let log = try? LogRow(row), log.log == name else {
        result.note("ledger", place, "the log does not say whose it is")
        return nil
      }
      let isFiled =
        try row["scope"] == log.descriptor.scope.code
        && row["replica"] == log.descriptor.replica.bytes
      if !isFiled {
        result.note("ledger", place, "the log is filed under another site or replica than its own")
      }
      return log
    }
  }

  private static func verify(
    _ log: LogRow, _ rows: LogVerification, _ result: inout Verification, _ db: Connection,
    visit: (_ entry: EntryRow, _ filedUnder: [UInt8]?, inout Verification) -> Void
  ) throws {
    var signatures: [UInt64: [UInt8]] = [:]
    for row in try db.rows("SELECT sequence, signature FROM checkpoint WHERE log = ?", [log.key]) {
      try signatures[row["sequence"] as UInt64] = row["signature"] as [UInt8]
    }
    rows.verify(log, checkpoint: signatures.keys.max() ?? 0, &result)
    var previous = log.descriptor.genesis
    var expected: UInt64 = 1
    var lastSigned: UInt64 = 0
    try EntryTable.forEach(of: log, db) { found in
      let place = "\(log.log):\(found.sequence)"
      guard let entry = found.entry else {
        result.note("chain", place, "the entry cannot be read")
        previous = found.hash ?? previous
        expected = (UInt64(exactly: found.sequence) ?? expected) + 1
        return
      }
      if entry.sequence != expected {
        result.note("chain", place, "entries before this one are missing")
      }
      let hash = entry.sealed.chained(to: previous)
      if hash != entry.hash { result.note("chain", place, "the entry was altered") }
      if let signature = signatures[entry.sequence] {
        let checkpoint = Checkpoint(log: log.log, sequence: entry.sequence, signature: signature)
        if checkpoint.isValid(hash: hash, publicKey: log.descriptor.publicKey) {
          lastSigned = entry.sequence
        } else {
          result.note("signature", place, "the checkpoint does not fit the entries")
        }
      }
      visit(entry, found.record, &result)
      previous = entry.hash
      expected = entry.sequence + 1
      result.entries += 1
    }
    if log.head != expected - 1 || log.headHash != previous {
      result.note("ledger", "\(log.log)", "the log's head is not its last entry")
    }
    if !log.isOwn, lastSigned < log.head {
      result.note("signature", "\(log.log)", "entries after the last checkpoint are not signed")
    }
  }

  private func remerge(
    _ entry: EntryRow, of log: LogRow, filedUnder record: [UInt8]?, _ merging: inout Merging,
    _ result: inout Verification
  ) {
    guard entry.state == .merged else { return }
    do {
      guard let decoded = try entry.sealed.decoded(in: log.log) else { return }
      if record != decoded.header.record.bytes {
        result.note(
          "record", "\(log.log):\(entry.sequence)", "the entry is filed under another record")
      }
      let name = log.reference(to: entry.sequence, hash: entry.hash)
      merging.rebuild(decoded, at: name, scope: log.descriptor.scope)
    } catch {
      result.note("chain", "\(log.log):\(entry.sequence)", "the entry cannot be read")
    }
  }

  /// Every unmerged entry is listed with a reason, and every listed entry is unmerged.
  private func verifyLedger(_ result: inout Verification, _ db: Connection) throws {
    for listing in try EntryTable.listings(db) {
      let isRight =
        switch listing.state {
        case .quarantined: listing.isListed && listing.decision == nil
        case .keptOut:
          listing.isListed && listing.decision == QuarantineDecision.keptOut.rawValue
        case .relayed: !listing.isListed
        case .merged, nil: false
        }
      guard !isRight else { continue }
      result.note(
        "ledger", "\(listing.log):\(listing.sequence)",
        "the entry is not listed as what it is: merged, or in quarantine for a reason")
    }
  }

  private func verify(
    records merging: Merging, _ result: inout Verification, _ db: Connection
  ) throws {
    var merging = merging
    merging.settle()
    var remaining = merging.touched
    try db.forEach("SELECT uuid, kind, scope, reference, state FROM record") { row in
      result.records += 1
      guard let id = row.value("uuid", as: RecordID.self),
        let scope = row.value("scope", as: Scope.self),
        let rebuilt = remaining.removeValue(forKey: Merging.Key(scope: scope, record: id))
      else {
        try result.note("record", "\(row["scope"] as String)", "a record that no entry speaks of")
        return
      }
      let stored = try row["state"] as [UInt8]
      let isAsEntered = stored == RecordState.asEntered
      if try (!isAsEntered && (try? PackedBytes.unpacked(stored)) != rebuilt.state.encoded())
        || rebuilt.kind != row["kind"] as String
      {
        result.note("record", "\(id)", "the record is not what its entries say")
      }
      let reference = StoredReference.of(rebuilt.state, in: scope, environment.domain)
      if try reference != row["reference"] as String? {
        result.note("record", "\(id)", "the record is filed under another reference than its own")
      }
    }
    for key in remaining.keys {
      result.note("record", "\(key.record)", "entries speak of a record that is not there")
    }
  }
}
