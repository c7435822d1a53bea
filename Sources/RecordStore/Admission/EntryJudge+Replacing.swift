internal import Replication
internal import Storage

extension EntryJudge {
  /// What an operation replaces is merged here, in this scope, at the operation's own path: whoever
  /// reads a record's history sees at each path everything that changed it.
  func judgeBases(
    of subject: Subject, _ record: Merging.Touched?, _ ahead: KnownAhead, _ db: Connection
  ) throws -> EntryVerdict? {
    let state = record?.state ?? MergedRecord()
    var seen: Set<EntryReference> = []
    for operation in subject.payload.operations {
      for target in operation.supersedes {
        // The cost of each does not grow with the record.
        if !state.copies(of: target, at: operation.path).isEmpty { continue }
        if seen.insert(target.entry).inserted,
          let waits = try judgeBase(target.entry, in: subject.log.scope, ahead, db)
        {
          return waits
        }
        guard let record else { continue }
        guard try replaced.mayReplace(target, by: operation, in: record.row, ahead, db) else {
          return .waits(.malformed, on: nil)
        }
      }
    }
    return nil
  }

  private func judgeBase(
    _ name: EntryReference, in scope: Scope, _ ahead: KnownAhead, _ db: Connection
  ) throws -> EntryVerdict? {
    switch try ahead.status(of: name, in: scope, db) {
    case .merged: nil
    case .foreign: .waits(.foreignIdentifier, on: nil)
    case .unmerged, .unknown:
      .waits(.restsOnWaiting, on: EntryPlace(log: name.log, sequence: name.sequence))
    }
  }
}
