internal import Replication
internal import Storage

extension EntryJudge {
  /// What an operation replaces is merged here, in this scope, at the operation's own path: whoever
  /// reads a record's history sees at each path everything that changed it.
  func judgeBases(
    of subject: Subject, _ record: Merging.Touched?, _ ahead: KnownAhead, _ db: Connection
  ) throws -> EntryVerdict? {
    let state = record?.state ?? MergedRecord()
    var live: [OperationID: [MergedRecord.LiveOperation]]?
    var seen: Set<EntryReference> = []
    for operation in subject.payload.operations {
      let here = state.operations(at: operation.path)
      for target in operation.supersedes where !here.contains(where: { $0.id == target }) {
        let known = live ?? Dictionary(grouping: state.live + state.removed, by: \.id)
        live = known
        if let places = known[target] {
          guard places.contains(where: { operation.mayReplace($0.path) }) else {
            return .waits(.malformed, on: nil)
          }
          continue
        }
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
    case .apart, .unknown:
      .waits(.restsOnWaiting, on: EntryPlace(log: name.log, sequence: name.sequence))
    }
  }
}
