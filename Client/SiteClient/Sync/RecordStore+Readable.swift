internal import RecordStore
internal import Replication

// What a site decides alike over the network and by stick.

extension RecordStore {
  /// The scopes whose entries are records here; others are only relayed.
  func readableScopes() throws(StoreError) -> Set<Scope> {
    var scopes: Set<Scope> = [identity.scope]
    if let trust = try trust() { scopes.insert(trust) }
    return scopes
  }

  /// Whether a fork of a log is healed here, in one of our logs.
  ///
  /// The centre heals its own logs, and those of scopes in which this replica may not write: the
  /// next exchange offers it the line that is here.
  ///
  /// - Parameter centre: the key of the centre that this store joined.
  func isHealedHere(_ log: LogDescriptor, centre: [UInt8]?) -> Bool {
    log.scope == identity.scope && log.publicKey != centre
  }
}
