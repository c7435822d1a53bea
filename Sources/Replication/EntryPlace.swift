/// The position of an entry: its log and its number there.
public struct EntryPlace: Hashable, Sendable {
  /// The log that holds the entry.
  public let log: LogID
  /// Its position in that log, from 1.
  public let sequence: UInt64

  /// A position; whether an entry is there is not checked.
  public init(log: LogID, sequence: UInt64) { (self.log, self.sequence) = (log, sequence) }
}

/// What both sides of an exchange know about an entry that both have, so that it need not be sent.
public struct KnownEntry: Hashable, Sendable {
  /// The record that the entry is about.
  public let record: RecordID
  /// The first four bytes of its chain hash.
  public let check: UInt32

  /// - Parameter check: The first bytes of the entry's hash.
  public init(record: RecordID, check: UInt32) { (self.record, self.check) = (record, check) }
}

/// The entries that a replica has, by position.
public typealias KnownEntries = [EntryPlace: KnownEntry]
