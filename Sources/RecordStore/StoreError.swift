internal import GRDB

/// Why the store could not do what was asked. What was stored before is as it was.
public enum StoreError: Error, Hashable, Sendable {
  /// There is no store in the folder.
  case absent(folder: String)
  /// There is one already.
  case present(folder: String)
  /// The file is damaged, or was altered by something other than Candour.
  case damaged(detail: String)
  /// No room is left where the store stands.
  case full
  /// Another process kept the store locked for too long.
  case busy
  /// The folder or file cannot be read or written.
  case inaccessible(detail: String)
  /// SQLite does not take a setting without which a commit could be lost. Nothing was written.
  case notDurable(detail: String)
  /// A place that no file of ours may take: it stays as it is, and nothing was written.
  case notOverwritten(detail: String)
  /// Written by a later version of Candour.
  case tooNew(version: String)
  /// No such record, entry or reference.
  case unknown(identifier: String)
  /// The UUID, reference or part of one fits more than one record.
  case ambiguous(identifier: String, records: [RecordKey])
  /// An entry beyond the limits of ``EntryLimits``.
  case tooLarge(detail: String)
  /// The change ends the conflict at a path, and gives no reason.
  case reasonRequired(path: String)

  /// Says in Candour's words what SQLite reported.
  init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_ERROR, .SQLITE_MISMATCH:
      self = .damaged(detail: error.message ?? "\(error.resultCode)")
    case .SQLITE_FULL: self = .full
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE: self = .full
    default: self = .inaccessible(detail: error.message ?? "\(error.resultCode)")
    }
  }
}
