internal import Replication

/// How much a record holds, or what one replica wrote of it.
struct RecordUse: Hashable {
  /// Operations that it shows, and those that were removed with a list element and may return.
  var operations = 0
  /// Operations that were superseded: only their names are held.
  var superseded = 0
  /// Bytes of the values and paths of the first.
  var bytes = 0
}

extension Merging.Touched {
  /// What the record holds.
  var holding: RecordUse {
    RecordUse(
      operations: state.live.count + state.removed.count, superseded: state.superseded.count,
      bytes: bytes)
  }

  /// What the record would hold with an entry more, and without what that replaces.
  func use(with payload: EntryPayload) -> RecordUse {
    let replaced = state.replaced(by: payload.operations)
    var use = holding
    use.operations += payload.operations.count - replaced.live.count
    use.superseded += replaced.fresh
    use.bytes += payload.valueBytes - replaced.live.valueBytes
    return use
  }

  /// What is in some logs of all that the record holds.
  func share(of logs: Set<LogID>) -> RecordUse {
    var share = RecordUse()
    for operations in [state.live, state.removed] {
      let theirs = operations.lazy.filter { logs.contains($0.stamp.entry.log) }
      share.operations += theirs.count
      share.bytes += theirs.valueBytes
    }
    for target in state.superseded where logs.contains(target.entry.log) { share.superseded += 1 }
    return share
  }
}
