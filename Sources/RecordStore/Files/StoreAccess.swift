/// What a store is opened for.
public enum StoreAccess: Hashable, Sendable {
  /// Reading and writing.
  case writing
  /// Reading alone: nothing needs to be written, so that a full or read-only disk, a store that
  /// another process holds and another user's files are no obstacle.
  case reading
  /// As ``reading``, for a check that says itself where a damaged file is damaged.
  case verifying
  /// Reading in a copy in memory, which may be changed and is forgotten.
  case copy
}
