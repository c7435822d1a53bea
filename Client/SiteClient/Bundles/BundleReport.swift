internal import RecordStore
public import Replication

/// Which entries of a site's store a bundle contains.
public enum BundleContents: Hashable, Sendable {
  /// All entries of the store.
  case everything
  /// The entries that the centre has not acknowledged.
  case pending
}

/// The result of writing or reading a bundle.
public struct BundleReport: Hashable, Sendable {
  /// Entries in the file.
  public var entries = 0
  /// Read: entries that were not here. Written: entries that the centre has not acknowledged.
  public var new = 0
  /// Entries of the file that are quarantined here.
  public var quarantined = 0
  /// Entries that follow ones missing here; a bundle that begins earlier contains those.
  public var missing = 0
  /// Logs that two stores wrote to; both lines are kept.
  public var forked: [LogID] = []
  /// Logs that do not continue what is here, and why. Nothing of them was stored.
  public var refused: [LogID: String] = [:]
  /// Whether it reported what the centre has received.
  public var isAcknowledgement = false
  /// Whether it claims to be of a centre, which a store that has not joined one cannot tell: nothing that
  /// it reports counts as received.
  public var isUnprovenReceipt = false
  /// Written: whether only its receivers can read it. A store that knows none yet writes it
  /// unsealed.
  public var isSealed = false
  /// Read: bundles that are sealed to others. They are stored unchanged, and the next exchange or
  /// bundle relays them.
  public var sealedToOthers = 0
  /// Read: bundles inside this one that were not taken in, and why. Everything beside them was.
  public var enclosedRefused: [BundleRefusal] = []
  /// Written: the size of the file.
  public var bytes = 0
  /// Written: bundles of others that it encloses.
  public var enclosed = 0
  /// Records that changed here.
  public var records: Set<RecordID> = []

  /// Nothing was read.
  public init() {}
}

extension BundleReport {
  /// Adds the result of an enclosed bundle. Its entries do not count as entries of the file around
  /// it.
  mutating func add(_ inner: BundleReport) {
    new += inner.new
    quarantined += inner.quarantined
    missing += inner.missing
    forked = Array(Set(forked).union(inner.forked)).sorted()
    refused.merge(inner.refused) { first, _ in first }
    records.formUnion(inner.records)
    sealedToOthers += inner.sealedToOthers
    enclosedRefused += inner.enclosedRefused
  }

  init(_ ingested: Ingested, entries: UInt64) {
    self.entries = Int(clamping: entries)
    new = ingested.new
    quarantined = max(0, ingested.quarantined)
    missing = ingested.missing
    forked = ingested.forked.sorted()
    records = ingested.records
    refused = ingested.refused.mapValues(\.rawValue)
  }
}
