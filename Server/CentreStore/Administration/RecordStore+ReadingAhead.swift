package import RecordStore
package import Replication
internal import Storage

extension RecordStore {
  /// Names what the calls of a request are going to read, so that a database server answers all of it
  /// at once. To be called in a transaction; a file is asked nothing ahead.
  ///
  /// - Parameters:
  ///   - replica: whose request it is.
  ///   - scopes: what it may read.
  ///   - reason: see ``release(replica:scope:reason:by:rules:most:)``.
  package func readAhead(
    of segments: [LogSegment], from replica: ReplicaID, _ line: LineClaim?, scopes: Set<Scope>,
    releasing reason: String
  ) throws(StoreError) {
    let own =
      [Administration.statuses, Administration.usageQuery(of: replica, at: environment.now())]
      + (line.map { [Administration.tokenQuery(of: replica, $0.line)] } ?? [])
    try readAhead(own, and: segments, from: replica, scopes: scopes, releasing: reason)
  }

  /// The same for how much has arrived from each site.
  package func readAheadOfCoverage() throws(StoreError) {
    try readAhead([Administration.everyDevice] + Self.ledgerQueries + [Administration.lacking])
  }
}
