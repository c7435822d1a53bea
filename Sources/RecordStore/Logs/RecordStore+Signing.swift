package import Replication

extension RecordStore {
  /// This replica's key, for code that signs requests and bundles in its name.
  package var signingKey: ReplicaKey { key }
}
