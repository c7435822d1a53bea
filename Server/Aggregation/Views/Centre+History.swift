internal import CentreStore
internal import RecordStore
package import Records
internal import Replication

extension Centre {
  /// Every change ever made to a record, the latest first.
  package func history(of snapshot: RecordSnapshot) async throws -> [HistoryItem] {
    try await together([.origins, .history(of: snapshot.id, in: snapshot.scope)]) {
      try $0.history(of: snapshot)
    }
  }

  /// An incident with its history and what may be the same event; of another record, itself alone.
  ///
  /// - Throws: as ``snapshot(named:)``.
  package func incident(
    named name: String
  ) async throws -> (snapshot: RecordSnapshot, history: [HistoryItem], twins: [IncidentRow]) {
    try await together([.sharedIdentifiers, .origins]) { reading in
      let snapshot = try reading.centre.readSnapshot(named: name)
      guard snapshot.kind == .incident else { return (snapshot, [], []) }
      try reading.store.readAhead([.history(of: snapshot.id, in: snapshot.scope)])
      let twins = try reading.possibleDuplicates(of: snapshot)
      return (snapshot, try reading.history(of: snapshot), twins)
    }
  }
}

extension CentreReading {
  fileprivate func history(of snapshot: RecordSnapshot) throws -> [HistoryItem] {
    let origins = try origins()
    let sources = try store.history(of: snapshot.id, in: snapshot.scope).map { entry in
      let origin = origins[entry.reference.log]
      return HistorySource(
        reference: entry.reference, header: entry.header, payload: entry.payload,
        site: origin?.site ?? snapshot.scope.code,
        replica: origin?.replica ?? entry.replica.description,
        skewMilliseconds: entry.skewMilliseconds)
    }
    return History.items(sources, of: snapshot).reversed()
  }
}
