package import Replication
package import Storage

/// What one request of the exchange asks a database server, for its first answer.
extension RecordStore {
  /// Names what the calls of a request are going to read, so that a database server answers all of it
  /// at once. To be called in a transaction; a file is asked nothing ahead.
  ///
  /// - Parameters:
  ///   - queries: what else the program asks for this request.
  ///   - replica: whose request it is.
  ///   - scopes: what it may read.
  ///   - reason: see ``release(replica:scope:reason:by:rules:most:)``.
  package func readAhead(
    _ queries: [Query], and segments: [LogSegment], from replica: ReplicaID, scopes: Set<Scope>,
    releasing reason: String
  ) throws(StoreError) {
    guard database.isEngine else { return }
    try read { db in
      db.readAhead(queries + scopes.map { Self.waiting(of: replica, $0, reason) })
      guard !segments.isEmpty else {
        return db.readAhead([
          Self.unsignedHeads, EntryTable.anythingWaits, EntryTable.anythingAside,
        ])
      }
      db.readAhead(
        Intake.queries(
          segments, IntakeLimits(sender: replica), knownReplicas: storeExtension?.knownReplicas))
    }
  }

  /// The same for what a program asks of the store and beside it.
  package func readAhead(_ queries: @autoclosure () -> [Query]) throws(StoreError) {
    guard database.isEngine else { return }
    try read { $0.readAhead(queries()) }
  }

  /// The same for what answers a request.
  package func readAhead(
    ofAnswerTo frontier: Frontier, scopes: Set<Scope>
  ) throws(StoreError) {
    guard database.isEngine else { return }
    try read { db in
      db.readAhead(
        [EntryTable.anythingWaits, EntryTable.anythingAside]
          + LogRow.queries(of: scopes, and: frontier.positions.keys))
    }
  }
}
