/// What a store is opened for.
public enum StoreAccess: Hashable, Sendable {
  /// Reading and writing.
  case writing
  /// Only reading: nothing needs to be written, so a full or read-only disk, a store that another
  /// process has locked and another user's files are no obstacle.
  case reading
  /// As ``reading``, for a check that itself reports where a file is damaged.
  case verifying
  /// Reading in a copy in memory, which may be changed and is discarded.
  case copy
}
