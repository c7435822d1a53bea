internal import CentreStore
package import IRMER
internal import RecordStore
internal import RecordTables
package import Records
package import Replication

extension Centre {
  /// The day in London: the guidance's periods count calendar days there.
  package var today: CalendarDate { moment.londonDay }
  package var moment: Moment { Moment(milliseconds: now()) }

  func storeVersion() throws -> StoreVersion {
    try store.inOneReading { () throws(StoreError) in
      try store.readAhead([.version])
      return StoreVersion(frontier: try store.frontier(), waiting: try store.waitingCount())
    }
  }

  /// The current state of one record, by its UUID, `SITE:UUID`, its reference or a part of that.
  ///
  /// - Throws: ``UnknownRecord`` when there is none, ``AmbiguousRecord`` when there are several.
  package func snapshot(named name: String) async throws -> RecordSnapshot {
    try await together([.sharedIdentifiers]) { try $0.centre.readSnapshot(named: name) }
  }

  /// - Parameter kind: of several records of that name, the one of this kind.
  func readSnapshot(
    named name: String, ofKind kind: RecordKind? = nil
  ) throws -> RecordSnapshot {
    let keys: [RecordKey]
    do throws(StoreError) {
      return try snapshot(of: try store.record(named: name))
    } catch {
      switch error {
      case .unknown: throw UnknownRecord()
      case .ambiguous(_, let records): keys = records
      default: throw error
      }
    }
    var found: [StoredRecord] = []
    for key in keys {
      if let record = try store.record(key), record.kind == kind?.rawValue { found.append(record) }
    }
    guard found.count == 1 else { throw AmbiguousRecord(names: RecordKey.names(of: keys)) }
    return try snapshot(of: found[0])
  }

  private func snapshot(of record: StoredRecord) throws(StoreError) -> RecordSnapshot {
    var snapshot = RecordSnapshot(
      id: record.id, kind: record.kind, scope: record.scope, state: record.state)
    if try store.sharedIdentifiers().contains("\(record.id)") {
      snapshot.name = "\(record.key)"
    }
    return snapshot
  }

  /// Records by names that lists gave: those that can be opened, and the names of the others, which
  /// are skipped.
  func readSnapshots(
    named names: [String]
  ) throws -> (found: [RecordSnapshot], unopened: [String]) {
    var (found, unopened): ([RecordSnapshot], [String]) = ([], [])
    // Nearly every name is a UUID that one record has: these are read together.
    let ids = names.compactMap { RecordID(text: $0) }
    let known = Dictionary(
      zip(ids, try store.records(each: ids)), uniquingKeysWith: { first, _ in first })
    for name in names {
      if let id = RecordID(text: name), let records = known[id], records.count == 1 {
        found.append(try snapshot(of: records[0]))
        continue
      }
      do {
        found.append(try readSnapshot(named: name))
      } catch is UnknownRecord {
        unopened.append(name)
      } catch is AmbiguousRecord {
        unopened.append(name)
      }
    }
    return (found, unopened)
  }

  /// Every record of a kind, in the order in which they arrived.
  package func snapshots(of kind: RecordKind) async throws -> [RecordSnapshot] {
    try await reading { try $0.readSnapshots(of: kind) }
  }

  func readSnapshots(of kind: RecordKind) throws -> [RecordSnapshot] {
    try named(try store.records(kind: kind.rawValue))
  }

  /// Incidents that are read together where all are read, each of some 20 kB.
  private static let incidentsAtOnce = 256

  /// Every incident discovered within some days, in the order in which they arrived, without holding
  /// them all in memory.
  func eachIncident(
    from: CalendarDate?, to: CalendarDate?, _ body: (RecordSnapshot) async throws -> Void
  ) async throws {
    var place: Int64? = 0
    while let after = place {
      let (snapshots, last) = try await reading { centre in
        let page = try centre.store.records(
          kind: RecordKind.incident.rawValue, after: after, limit: Self.incidentsAtOnce)
        return (try centre.named(page.records), page.last)
      }
      for snapshot in snapshots {
        let day = snapshot.date("discoveredOn")
        if let from, day.map({ $0 < from }) ?? true { continue }
        if let to, day.map({ $0 > to }) ?? true { continue }
        try await body(snapshot)
      }
      place = last
    }
  }

  private func named(_ records: [StoredRecord]) throws -> [RecordSnapshot] {
    let shared = try store.sharedIdentifiers()
    return records.map { record in
      var snapshot = RecordSnapshot(
        id: record.id, kind: record.kind, scope: record.scope, state: record.state)
      if shared.contains("\(record.id)") { snapshot.name = "\(record.key)" }
      return snapshot
    }
  }

  /// Where the values of a record that are in conflict were written.
  package func origins(of snapshot: RecordSnapshot) async throws -> ValueOrigins {
    let conflicts = snapshot.conflicts
    guard !conflicts.isEmpty else { return ValueOrigins() }
    let names = conflicts.flatMap(\.candidates).map(\.stamp.entry)
    let moved = try await reading { try $0.store.moved(among: names) }
    return ValueOrigins(logs: try await origins(), moved: moved)
  }

  /// Where each log is written: the site of its device, or the trust for the centre's own.
  package func origins() async throws -> [LogID: LogOrigin] {
    try await together([.origins]) { try $0.origins() }
  }
}

extension CentreReading {
  /// As ``Centre/versions(of:)``.
  package func versions(of names: [String]) throws -> [String: String] {
    let found = try centre.readSnapshots(named: Set(names).sorted()).found
    return Dictionary(
      found.map { ("\($0.id)", $0.version) }, uniquingKeysWith: { first, _ in first })
  }

  func origins() throws -> [LogID: LogOrigin] {
    let own = store.identity.replica
    let names = Dictionary(
      try centre.administration.devices().map { ($0.replica, $0) }, uniquingKeysWith: { $1 })
    let pairs = try store.descriptors().map { log in
      let site =
        log.replica == own ? centre.trust.code : names[log.replica]?.site ?? log.scope.code
      return (log.id, LogOrigin(site: site, replica: log.replica.description))
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }
}

/// A state of the records on one day: what depends on clocks also changes with the day.
package struct DayVersion: Hashable, Sendable {
  let version: StoreVersion
  let day: CalendarDate
}

extension Centre {
  /// The state of the records now.
  package func dayVersion() async throws -> DayVersion {
    let today = today
    return try await reading { DayVersion(version: try $0.storeVersion(), day: today) }
  }
}

/// There is no record of that name.
package struct UnknownRecord: Error {
  package init() {}
}

/// Several records have that name.
package struct AmbiguousRecord: Error {
  /// The unique name of each of them.
  package let names: [String]

  package init(names: [String]) { self.names = names }
}

/// Distinguishes one state of the merged records from another: how long every log is, and how many
/// of its entries are unmerged.
struct StoreVersion: Hashable, Sendable {
  let frontier: Frontier
  let waiting: Int
}
