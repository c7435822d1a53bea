package import Replication
package import Storage

/// What a store has to know of the records that a program keeps: their kinds, how people refer to them,
/// and the plain tables that are made from them. The logs, the merge and the exchange know no more.
///
/// Asked once for a record or a batch of records, never for each operation.
package protocol RecordDomain: Sendable {
  /// Counted up when the rows of a record or the tables change: a store then makes them anew.
  var version: Int { get }

  /// Which of two kinds a record has whose entries name both: the same on every replica, in every
  /// order of arrival. Texts of different bytes are different kinds, also where Unicode has them equal.
  func isBefore(_ kind: String, _ other: String) -> Bool

  /// Whether a text is a reference that a scope may give its record.
  func isReference(_ text: String, of scope: Scope) -> Bool

  /// Draws a reference for a new record; `nil` where the scope can give none.
  func drawReference(
    of scope: Scope, year: Int, using generator: inout StoreEnvironment.Generator
  ) -> String?

  /// What it costs to make a record's rows, in values read.
  func work(_ state: MergedRecord) -> Int

  /// Makes the plain tables anew, without rows.
  func makeTables(_ db: Connection) throws

  /// Makes the rows of some records from these alone: every core may be asked at once.
  ///
  /// - Returns: what replaces their rows in the tables, in the transaction that writes the records.
  func prepare(_ records: [ChangedRecord]) -> RowWriting

  /// Compares every row with the record that it is made from.
  func verify(_ result: inout Verification, _ db: Connection) throws
}

/// Replaces the rows of some records, and says before which of them change.
package typealias RowWriting = @Sendable (RowChanges, Connection) throws -> Void

/// A record whose rows are to be written.
package struct ChangedRecord: Sendable {
  /// Of `record`; the plain tables name it `ownerRow`.
  package let row: Int64
  /// Whether it has no rows yet.
  package let isNew: Bool
  package let key: RecordKey
  package let kind: String
  package let state: MergedRecord

  package init(row: Int64, isNew: Bool, key: RecordKey, kind: String, state: MergedRecord) {
    (self.row, self.isNew, self.key) = (row, isNew, key)
    (self.kind, self.state) = (kind, state)
  }
}
