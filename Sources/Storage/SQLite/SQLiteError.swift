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

  /// Whether SQLite would have to write in order to read the file.
  var needsWrite: Bool {
    guard let number = Int32(code) else { return false }
    let kinds: [ResultCode] = [
      .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_PERM,
    ]
    return kinds.contains(ResultCode(rawValue: number).primaryResultCode)
  }

  /// Whether the file is no SQLite file, or its pages do not fit together.
  package var isDamagedFile: Bool {
    guard let number = Int32(code) else { return false }
    let kind = ResultCode(rawValue: number).primaryResultCode
    return kind == .SQLITE_CORRUPT || kind == .SQLITE_NOTADB
  }
}

/// Runs work of GRDB's and translates its errors.
func translatingSQLite<T>(_ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch let error as DatabaseError {
    throw StorageError(error)
  }
}
