internal import GRDB

extension Database {
  /// Writes a copy of the whole database to a file that is absent or empty.
  ///
  /// - Throws: ``StorageError`` within a transaction, and for an engine's, which has its own copies.
  package func copy(to path: String) throws {
    try outsideTransaction { db in
      guard case .sqlite(let connection) = db.kind else {
        throw StorageError(
          .inaccessible, message: "this database is copied with its server's own tools", code: "")
      }
      try translatingSQLite {
        try connection.database.execute(sql: "VACUUM INTO ?", arguments: [path])
      }
    }
  }

  /// Checks that the database can be locked for writing.
  package func checkLock() throws {
    try outsideTransaction { try $0.withWritersWaiting {} }
  }
}

/// Erasure of redacted text from the file; see ``SecureErasure``.
///
/// An engine's server keeps old versions of a row until it cleans them: see its own documentation.
extension Connection {
  /// To be called in the transaction that removes the text.
  package func noteErasure() throws {
    guard case .sqlite(let connection) = kind else { return }
    try translatingSQLite { try SecureErasure.noteRedaction(connection.database) }
  }

  /// Whether text is to be erased now.
  package var isErasureDue: Bool {
    get throws {
      guard case .sqlite(let connection) = kind else { return false }
      return try translatingSQLite { try SecureErasure.work(connection.database) == .due }
    }
  }

  /// Erases what is due, outside any transaction.
  package func erase(isOpening: Bool) throws {
    guard case .sqlite(let connection) = kind else { return }
    try translatingSQLite {
      try SecureErasure.overwrite(connection.database, isOpening: isOpening)
    }
  }
}
