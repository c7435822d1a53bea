/// Where an entry stands: its log and its number there.
public struct EntryPlace: Hashable, Sendable {
  public let log: LogID
  public let sequence: UInt64

  public init(log: LogID, sequence: UInt64) { (self.log, self.sequence) = (log, sequence) }
}

/// What both sides of an exchange can tell of an entry that both have, so that it need not travel.
public struct KnownEntry: Hashable, Sendable {
  public let record: RecordID
  /// The first four bytes of its chain hash.
  public let check: UInt32

  public init(record: RecordID, check: UInt32) { (self.record, self.check) = (record, check) }
}

public typealias KnownEntries = [EntryPlace: KnownEntry]
