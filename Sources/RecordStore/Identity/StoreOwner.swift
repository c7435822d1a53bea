internal import Replication
internal import Synchronization

/// The store's identity and signing key: together, since a store may change its key.
final class StoreOwner: Sendable {
  private let state: Mutex<(identity: StoreIdentity, key: ReplicaKey)>

  init(_ identity: StoreIdentity, _ key: ReplicaKey) { state = Mutex((identity, key)) }

  var identity: StoreIdentity { state.withLock { $0.identity } }
  var key: ReplicaKey { state.withLock { $0.key } }

  func replaceKey(_ key: ReplicaKey) {
    state.withLock { state in
      let old = state.identity
      state.identity = StoreIdentity(
        side: old.side, replica: key.replica, publicKey: key.publicBytes, scope: old.scope,
        trust: old.trust, nation: old.nation, name: old.name, author: old.author)
      state.key = key
    }
  }
}
