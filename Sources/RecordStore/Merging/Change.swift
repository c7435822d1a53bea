public import Replication

/// One atomic change to one record, by a person at this replica.
public struct Change: Sendable {
  /// The record that changes.
  public var record: RecordID
  /// The record's kind.
  public var kind: String
  /// Whose record it is.
  public var scope: Scope
  /// The author's role.
  public var author: String
  /// Why; empty when no reason was asked for.
  public var reason: String
  /// Built from the state that the author had in front of them.
  public var operations: [Operation]
  /// What the change removes from an earlier entry.
  public var redaction: Redaction?
  /// For a new record that people refer to: the year of its reference `SITE-YYYY-NNNN`, whose
  /// number the store draws.
  public var referenceYear: Int?

  /// A change from its parts; nothing is checked here.
  public init(
    record: RecordID, kind: String, scope: Scope, author: String, reason: String = "",
    operations: [Operation], redaction: Redaction? = nil, referenceYear: Int? = nil
  ) {
    self.record = record
    self.kind = kind
    self.scope = scope
    self.author = author
    self.reason = reason
    self.operations = operations
    self.redaction = redaction
    self.referenceYear = referenceYear
  }
}

/// A change that is durable in this store.
public struct Written: Hashable, Sendable {
  /// The entry that was written.
  public let entry: EntryReference
  /// The record that it is about.
  public let record: RecordID
  /// When it was written.
  public let time: HybridTime
  /// The reference that was drawn for a new record.
  public let reference: String?
}
