internal import Replication
internal import Storage

extension ForkHealing {
  /// Where an entry of the other line goes.
  ///
  /// - Parameter replica: of the log that it moves to: it counts among the entries that wait there.
  func place(
    of sealed: SealedEntry, _ name: EntryReference, _ admission: MovedAdmission,
    _ waitingRoom: inout WaitingRoom, in replica: ReplicaID, _ merging: inout Merging,
    _ db: Connection
  ) throws -> Place {
    let header = try? EntryHeader(decoding: sealed.header)
    let place = Place(
      try admission.decide(origin: header?.origin, merging.ahead, db), name: name)
    guard place.state == .merged else { return place }
    let beyondQuota = Place(.quarantined, reason: Quarantine.overQuota, name: name)
    do {
      let entry = try sealed.decoded(header, in: name.log)
      let verdict = try admission.verdict(on: sealed, header, entry, name, &merging, db)
      if case .waits(let why, let base) = verdict {
        return try waitingRoom.take(replica, db)
          ? Place(why, on: base, name: name) : beyondQuota
      }
      if let limits = waitingRoom.limits, let entry,
        try merging.isFull(for: entry, in: log.descriptor, limits, db)
      {
        return beyondQuota
      }
    } catch is OverQuota {
      return beyondQuota
    } catch is MalformedBytes {
      // It is quarantined when it is moved.
    }
    return place
  }
}
