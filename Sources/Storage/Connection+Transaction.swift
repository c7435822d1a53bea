internal import GRDB

extension Connection {
  /// Whether what runs now is part of a transaction; an engine gives nothing else.
  var isInsideTransaction: Bool {
    guard case .sqlite(let connection) = kind else { return true }
    return connection.database.isInsideTransaction
  }

  /// How a part of a transaction ends.
  package enum Outcome { case keep, undo }

  /// Runs a part of a transaction, and keeps it or undoes it, also where it throws.
  package func part(_ body: () throws -> Outcome) throws {
    switch kind {
    case .sqlite(let connection):
      try connection.checkTransaction()
      try translatingSQLite {
        try connection.database.inSavepoint { try body() == .keep ? .commit : .rollback }
      }
    case .engine(let engine):
      try engine.beginPart()
      do {
        switch try body() {
        case .keep: try engine.keepPart()
        case .undo: try engine.undoPart()
        }
      } catch {
        try? engine.undoPart()
        throw error
      }
    }
  }

  /// Runs work on the last committed state while all other writers wait. To be called outside any
  /// transaction; whatever the work writes to the database is rolled back.
  package func withWritersWaiting(_ body: () throws -> Void) throws {
    switch kind {
    case .sqlite(let connection):
      try translatingSQLite {
        try connection.database.inTransaction(.immediate) {
          try connection.inTransaction(body)
          return .rollback
        }
      }
    case .engine: try body()
    }
  }
}
