/// Why a database did not do what it was asked.
package struct StorageError: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The data is damaged, or the statement and the schema do not fit.
    case damaged
    /// No space is left.
    case full
    /// Somebody else kept the lock for too long.
    case busy
    /// The commit was sent and its answer did not arrive: it may have happened.
    case uncertain
    /// A setting without which a commit could be lost has no effect. Nothing was written.
    case notDurable
    /// The database server does not answer, is starting, or another one is taking over.
    case unreachable
    /// A later version has changed the schema while this one was running.
    case superseded
    /// The database cannot be reached, read or written.
    case inaccessible
  }

  package let kind: Kind
  /// The engine's own words. Never a value of a column.
  package let message: String
  /// The engine's own code: SQLite's extended result code or PostgreSQL's SQLSTATE.
  package let code: String

  package init(_ kind: Kind, message: String, code: String) {
    self.kind = kind
    self.message = message
    self.code = code
  }
}
