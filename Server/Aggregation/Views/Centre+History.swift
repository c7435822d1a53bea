internal import RecordStore
package import Records
internal import Replication

extension Centre {
  /// Every change ever made to a record, the latest first.
  package func history(of snapshot: RecordSnapshot) async throws -> [HistoryItem] {
    let origins = try await origins()
    return try await reading { centre in
      let sources = try centre.store.history(of: snapshot.id, in: snapshot.scope).map { entry in
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
}
