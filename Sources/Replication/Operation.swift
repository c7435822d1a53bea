/// One entry among all logs: its log, its sequence number there, and the first four bytes of its
/// chain hash.
///
/// The check distinguishes two entries that a copied store wrote under one number (a fork): a
/// reference means exactly the entry that its author had seen.
public struct EntryReference: Hashable, Comparable, Sendable {
  /// The log that holds the entry.
  public let log: LogID
  /// Its position in that log, from 1.
  public let sequence: UInt64
  /// The first bytes of the entry's hash, by which two entries at one position differ.
  public let check: UInt32

  /// A reference; whether the entry exists is not checked.
  public init(log: LogID, sequence: UInt64, check: UInt32) {
    (self.log, self.sequence, self.check) = (log, sequence, check)
  }

  public static func < (left: EntryReference, right: EntryReference) -> Bool {
    if left.log != right.log { return left.log < right.log }
    if left.sequence != right.sequence { return left.sequence < right.sequence }
    return left.check < right.check
  }
}

/// Names one operation permanently. It keeps this name when its entry moves to another log.
public struct OperationID: Hashable, Comparable, Sendable {
  /// The entry that holds it.
  public let entry: EntryReference
  /// Its position in the entry, from 0.
  public let index: UInt32

  /// The name of one operation.
  public init(entry: EntryReference, index: UInt32) { (self.entry, self.index) = (entry, index) }

  public static func < (left: OperationID, right: OperationID) -> Bool {
    left.entry == right.entry ? left.index < right.index : left.entry < right.entry
  }
}

/// Writes one value at one path, superseding the values that its author had in front of them.
public struct Operation: Hashable, Sendable {
  /// The field that it sets or removes.
  public let path: FieldPath
  /// `nil` removes.
  public let value: Value?
  /// The operations that the author saw here. They are no longer live.
  public let supersedes: [OperationID]

  /// - Parameters:
  ///   - value: Nil for a removal.
  ///   - supersedes: The operations that the author had in front of them and replaces.
  public init(path: FieldPath, value: Value?, supersedes: [OperationID] = []) {
    (self.path, self.value, self.supersedes) = (path, value, supersedes)
  }
}
