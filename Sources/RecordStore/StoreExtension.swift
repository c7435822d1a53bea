package import Replication
package import Storage

/// Tables that a program keeps beside the records: in their file, and changed in the transactions that
/// change them. A centre's people, alerts and counts are such tables; a site has none.
///
///     `rowsWillChange` ─▶ rows of records change ─▶ `rowsDidChange` ─▶ `settle` ─▶ commit
package protocol StoreExtension: Sendable {
  /// What the connection that writes to a file needs: temporary tables and triggers. In a database
  /// server's schema they are part of the schema.
  var marks: String { get }

  /// Those triggers of ``marks`` that are on plain tables: they go with a table that is made anew.
  var readModelMarks: String { get }

  /// A query for the replicas that are known here. The logs of others are limited; see
  /// ``IntakeLimits/strangersPerScopeMax``.
  var knownReplicas: String { get }

  /// Whether anything here follows from a column of a plain table.
  func follows(from column: String, of table: String) -> Bool

  /// Rows of some records change next, in a column that something follows from.
  func rowsWillChange(of records: [Int64], _ db: Connection) throws

  /// They have changed.
  ///
  /// - Parameter new: records that had no rows before.
  func rowsDidChange(of records: [Int64], new: [Int64], _ db: Connection) throws

  /// The rows of every record were made anew.
  func remake(_ db: Connection) throws

  /// Does what follows from what a transaction has changed, before its commit.
  ///
  /// - Parameter now: milliseconds since 1970.
  func settle(at now: Int64, _ db: Connection) throws

  /// Notes what a replica sent, in the transaction that appends it.
  func note(
    _ received: Ingested, from sender: ReplicaID, at now: Int64, _ db: Connection) throws

  /// Compares the tables with what they follow from.
  func verify(_ result: inout Verification, _ db: Connection) throws
}
