internal import GRDB

extension StorageError {
  /// Translates what SQLite reported.
  init(_ error: DatabaseError) {
    let kind: Kind =
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_ERROR, .SQLITE_MISMATCH:
        .damaged
      case .SQLITE_FULL: .full
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
      case .SQLITE_IOERR where Self.isLackOfRoom(error.extendedResultCode): .full
      default: .inaccessible
      }
    self.init(
      kind, message: error.message ?? "\(error.resultCode)",
      code: "\(error.extendedResultCode.rawValue)")
  }

  private static func isLackOfRoom(_ code: ResultCode) -> Bool {
    code == .SQLITE_IOERR_WRITE || code == .SQLITE_IOERR_SHMSIZE
  }
}
