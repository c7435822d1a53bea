package import Replication

extension RecordStore {
  /// This replica's key, for those that sign requests and bundles in its name.
  package var signingKey: ReplicaKey { key }
}
