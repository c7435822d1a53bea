package import Replication
internal import Storage

extension RecordStore {
  /// Ingests relayed entries of scopes that this store may read by now, as if they arrived today:
  /// entries of the centre and of replicas that it endorses are merged, the rest waits until it
  /// does.
  ///
  /// - Returns: the records that changed.
  @discardableResult
  package func mergeRelayed() throws(StoreError) -> Set<RecordID> {
    guard identity.side == .site, try read({ try !relayedLogs($0).isEmpty }) else { return [] }
    let endorsed = try endorsed()
    let centre = try enrolment()?.centrePublicKey
    return try write { db in
      var merging = Merging(self)
      var records: Set<RecordID> = []
      for log in try relayedLogs(db) {
        let isKnown =
          log.isOwn || log.descriptor.publicKey == centre
          || log.descriptor.replica == identity.replica
          || endorsed.contains(
            EndorsedReplica(replica: log.descriptor.replica, scope: log.descriptor.scope))
        for entry in try EntryTable.entries(of: log, in: .relayed, db) {
          let record = try settle(entry, in: log, isKnown: isKnown, &merging, db)
          if let record { records.insert(record) }
        }
      }
      try merging.write(db)
      return records
    }
  }

  /// The logs of readable scopes with entries that were only relayed.
  private func relayedLogs(_ db: Connection) throws -> [LogRow] {
    let trust = try db.value("SELECT trust FROM identity", as: String.self)
    return try EntryTable.logs(
      with: .relayed, in: (identity.scope.code, trust ?? identity.scope.code), db)
  }

  /// - Returns: the record that the entry is part of now.
  private func settle(
    _ entry: EntryRow, in log: LogRow, isKnown: Bool, _ merging: inout Merging, _ db: Connection
  ) throws -> RecordID? {
    let isReadable = entry.isReadable(in: log)
    if isReadable, isKnown { return try setState(.merged, of: entry, in: log, &merging, db) }
    try setState(.quarantined, of: entry, in: log, &merging, db)
    try Quarantine.insert(
      log, entry.sequence, reason: isReadable ? Self.unknownReplica : Quarantine.malformed,
      record: try? EntryHeader(decoding: entry.sealed.header).record,
      since: environment.now(), db)
    return nil
  }
}
