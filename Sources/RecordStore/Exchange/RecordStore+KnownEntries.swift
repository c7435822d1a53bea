public import Replication
internal import Storage

extension RecordStore {
  /// What this store knows of entries: their record, and their check. Entries that are not here are
  /// left out.
  ///
  /// - Parameter frontier: how much of each log another replica has, to leave out entries beyond
  ///   that; `nil` for all that are here.
  public func knownEntries(
    at places: Set<EntryPlace>, within frontier: Frontier? = nil
  ) throws(StoreError) -> KnownEntries {
    try read { db in
      let logs = try LogRow.find(Set(places.map(\.log)).sorted(), db)
      var known: KnownEntries = [:]
      db.readAhead(
        places.compactMap { place in
          logs[place.log].map { EntryTable.queryKnown($0, place.sequence) }
        })
      for place in places {
        guard let log = logs[place.log], place.sequence <= log.head else { continue }
        if let frontier, frontier.sequence(of: place.log) < place.sequence { continue }
        known[place] = try EntryTable.known(log, place.sequence, db)
      }
      return known
    }
  }
}
