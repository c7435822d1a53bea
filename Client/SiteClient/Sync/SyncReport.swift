public import RecordStore

/// What one synchronisation did. Entries count as sent once the centre has reported that it holds
/// them.
public struct SyncReport: Hashable, Sendable {
  /// Entries that the centre received.
  public var sent = 0
  /// Entries received.
  public var received = 0
  /// Requests that were answered.
  public var rounds = 0
  /// Request and response bodies as sent, without headers and TLS.
  public var bytesUp = 0
  /// Bytes of the answers' bodies as received.
  public var bytesDown = 0
  /// Entries that the centre, or this store, has in quarantine now.
  public var quarantined = 0
  /// Paths in conflict now.
  public var conflicts = 0
  /// Logs that two stores continued.
  public var forks: [Fork] = []
  /// Entries that the centre had acknowledged before but no longer had: it was restored from an
  /// older copy. They were sent again.
  public var lackedByCentre = 0
  /// Logs of other devices that the centre does not take from this one. Their entries stay here and are
  /// offered again.
  public var notTaken: [LogNotTaken] = []
  /// Bundles sealed to others that this store relayed and the centre accepted.
  public var forwarded = 0
  /// Both sides hold the same entries, and nothing waits. It is false where there is something in
  /// ``notTaken``, although this store's own exchange is complete then.
  public var upToDate = false

  /// A report of nothing done yet.
  public init() {}
}

/// The progress of a synchronisation.
public struct SyncProgress: Hashable, Sendable {
  /// Requests that were answered so far.
  public var rounds: Int
  /// Entries sent so far.
  public var sent: Int
  /// Entries that were pending when it began.
  public var pending: Int
  /// Entries received so far.
  public var received: Int
  /// Bytes of the requests' bodies as sent.
  public var bytesUp: Int
  /// Bytes of the answers' bodies as received.
  public var bytesDown: Int
}
