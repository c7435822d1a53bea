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
        places.compactMap { place in logs[place.log].map { Self.query(in: $0, place.sequence) } })
      for place in places {
        guard let log = logs[place.log] else { continue }
        if let frontier, frontier.sequence(of: place.log) < place.sequence { continue }
        known[place] = try Self.known(in: log, place.sequence, db)
      }
      return known
    }
  }

  private static let selection = "SELECT header, hash FROM entry WHERE log = ? AND sequence = ?"

  private static func query(in log: LogRow, _ sequence: UInt64) -> Query {
    Query(selection, [log.key, sequence])
  }

  private static func known(
    in log: LogRow, _ sequence: UInt64, _ db: Connection
  ) throws -> KnownEntry? {
    guard sequence <= log.head else { return nil }
    var statement = try db.statement(selection)
    statement.bind(log.key)
    statement.bind(sequence)
    return try statement.first { row in
      guard let header = try? EntryHeader(decoding: try row.bytes(0)),
        let hash = Digest(bytes: try row.bytes(1))
      else { return nil }
      return KnownEntry(record: header.record, check: hash.check)
    } ?? nil
  }
}
