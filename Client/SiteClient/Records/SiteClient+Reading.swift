public import IRMER
public import RecordStore
internal import RecordTables
public import Records
public import Replication

extension SiteClient {
  /// The current state of one record, by its UUID or reference.
  public func record(named name: String) throws(SiteError) -> RecordSnapshot {
    try storing { () throws(StoreError) in RecordSnapshot(try store.record(named: name)) }
  }

  /// One record of a kind.
  ///
  /// - Throws: ``SiteError/otherKind(identifier:is:not:)`` for a record of another kind.
  public func record(
    named name: String, _ kind: RecordKind
  ) throws(SiteError) -> RecordSnapshot {
    let found = try record(named: name)
    guard found.kind == kind else {
      throw .otherKind(identifier: name, is: found.kind, not: kind)
    }
    return found
  }

  /// Every record of a kind, in the order in which they arrived in this store.
  public func records(_ kind: RecordKind) throws(SiteError) -> [RecordSnapshot] {
    try storing { () throws(StoreError) in
      try store.records(kind: kind.rawValue).map(RecordSnapshot.init)
    }
  }

  /// Every record with a conflict to settle.
  public func recordsInConflict() throws(SiteError) -> [RecordSnapshot] {
    try storing { () throws(StoreError) in
      try store.recordsInConflict().map(RecordSnapshot.init)
    }
  }

  /// Every change ever made to a record, the earliest first: who, when, where, from which value to
  /// which.
  public func history(of snapshot: RecordSnapshot) throws(SiteError) -> [HistoryItem] {
    let origins = try origins(in: snapshot.scope)
    let sources = try entries(of: snapshot).map { entry in
      let origin = origins[entry.reference.log]
      return HistorySource(
        reference: entry.reference, header: entry.header, payload: entry.payload,
        site: origin?.site ?? snapshot.scope.code, replica: "\(entry.replica)",
        skewMilliseconds: entry.skewMilliseconds)
    }
    return History.items(sources, of: snapshot)
  }

  func entries(of snapshot: RecordSnapshot) throws(SiteError) -> [HistoryEntry] {
    try entries(of: RecordKey(scope: snapshot.scope, record: snapshot.id))
  }

  func entries(of key: RecordKey) throws(SiteError) -> [HistoryEntry] {
    try storing { () throws(StoreError) in try store.history(of: key.record, in: key.scope) }
  }

  /// Where each log of a scope was written, as far as this store knows: at the site, or at the
  /// centre.
  public func origins(in scope: Scope) throws(SiteError) -> [LogID: LogOrigin] {
    try storing { () throws(StoreError) in
      let centre = try store.enrolment().map { ReplicaID(publicKey: $0.centrePublicKey) }
      let trust = try store.trust()?.code ?? "centre"
      return try store.replicas().mapValues { replica in
        LogOrigin(site: replica == centre ? trust : scope.code, replica: "\(replica)")
      }
    }
  }

  /// A record as `incident show` prints it.
  public func document(of snapshot: RecordSnapshot) throws(SiteError) -> JSONObject {
    snapshot.document(on: context().today.day, origins: try origins(of: snapshot))
  }

  /// Where the values of a record that are in conflict were written.
  public func origins(of snapshot: RecordSnapshot) throws(SiteError) -> ValueOrigins {
    guard snapshot.isInConflict else { return ValueOrigins() }
    let logs = try origins(in: snapshot.scope)
    let names = snapshot.conflicts.flatMap(\.candidates).map(\.stamp.entry)
    return try storing { () throws(StoreError) in
      ValueOrigins(logs: logs, moved: try store.moved(among: names))
    }
  }

  /// Checks every hash, every signature, and every record and row against the logs.
  public func verify() throws(SiteError) -> Verification {
    try storing { () throws(StoreError) in try store.verify() }
  }
}

extension RecordSnapshot {
  init(_ stored: StoredRecord) {
    self.init(id: stored.id, kind: stored.kind, scope: stored.scope, state: stored.state)
  }
}
