package import RecordStore
internal import RecordTables
package import Records
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

  /// The same for a request that brings nothing, and for its answer.
  package func readAhead(
    ofQuietRequestFrom replica: ReplicaID, _ line: LineClaim?, at frontier: Frontier,
    scopes: Set<Scope>, releasing reason: String
  ) throws(StoreError) {
    let own =
      [Administration.statusQuery(of: replica)]
      + (line.map { [Administration.tokenQuery(of: replica, $0.line)] } ?? [])
    try readAhead(own, and: [], from: replica, scopes: scopes, releasing: reason)
    try readAhead(ofAnswerTo: frontier, scopes: scopes)
  }

  /// The same for what a page asks.
  package func readAhead(_ questions: [PageQuestion]) throws(StoreError) {
    try readAhead(questions.flatMap(\.queries))
  }
}

/// What pages ask in the same words each time.
package enum PageQuestion: Hashable, Sendable {
  /// How far the store is.
  case version
  /// How much has arrived from each site.
  case coverage
  /// Who writes each log.
  case origins
  /// Every record of a kind.
  case records(RecordKind)
  case sharedIdentifiers
  case audits
  case counts([CountQuestion])
  /// The day of the first discovery.
  case firstDay
  case rebasings
  /// Every entry of a record.
  case history(of: RecordID, in: Scope)
  case people
  case themesTouched
  case savedViews(of: String)
  case lastAccess(of: String, before: Int64)
  case device(ReplicaID)
  /// Whose keys a site's bundles are sealed to.
  case recipients(of: String)

  fileprivate var queries: [Query] {
    switch self {
    case .version: RecordStore.versionQueries
    case .coverage:
      [Administration.everyDevice] + RecordStore.ledgerQueries + [Administration.lacking]
    case .origins: [Administration.everyDevice] + RecordStore.descriptorQueries
    case .records(let kind):
      [RecordStore.recordsQuery(kind: kind.rawValue), RecordStore.sharedIdentifiersQuery]
    case .sharedIdentifiers: [RecordStore.sharedIdentifiersQuery]
    case .audits: RecordStore.listedAuditsQueries
    case .counts(let questions): questions.map(\.query)
    case .firstDay: [RecordStore.firstDay]
    case .rebasings: [Administration.everyRebasing]
    case .history(let id, let scope): [RecordStore.historyQuery(of: id, in: scope)]
    case .people: [Administration.everyPerson, Administration.everySecondFactor]
    case .themesTouched: [RecordStore.anyTouched]
    case .savedViews(let person): [Administration.savedViewsQuery(of: person)]
    case .lastAccess(let person, let time):
      [Administration.lastAccessQuery(of: person, before: time)]
    case .device(let replica): [Administration.deviceQuery(replica)]
    case .recipients(let site): [Administration.recipientsQuery(of: site)]
    }
  }
}
