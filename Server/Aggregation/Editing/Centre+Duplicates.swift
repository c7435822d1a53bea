internal import IRMER
internal import RecordStore
internal import Records
internal import Replication

extension Centre {
  /// Records that two incidents are the same event: one is kept, the other withdrawn, in one
  /// transaction.
  ///
  /// The earlier of the two dates of discovery is used for the one that is kept, so that no clock
  /// gets longer. An incident that the authority knows of is never withdrawn for one that it does
  /// not know of.
  ///
  /// - Parameter versions: of both records as the person saw them.
  /// - Throws: ``EditRefusal``, ``UnknownRecord``.
  package func confirmDuplicate(
    keeping kept: (id: String, version: String), dropping dropped: (id: String, version: String),
    why: String, by principal: Principal
  ) async throws {
    let context = authorContext(for: principal)
    try await writing { centre in
      let (one, other) = try centre.pair(kept, dropped)
      let edits: [(RecordSnapshot, Edit)]
      do throws(ValidationError) {
        edits = try Self.merging(other, into: one, why: why, context)
      } catch {
        throw EditRefusal.invalid(error)
      }
      try centre.write(edits, by: principal)
    }
    note(principal, "confirmed a duplicate", kept.id)
  }

  /// Records that two incidents are two events.
  ///
  /// - Throws: ``EditRefusal``, ``UnknownRecord``.
  package func dismissDuplicate(
    _ first: (id: String, version: String), _ second: (id: String, version: String), why: String,
    by principal: Principal
  ) async throws {
    try await edit(first.id, version: first.version, by: principal) {
      snapshot, context, generator throws(ValidationError) in
      try Edit.setting(
        [("links/-", Self.link(to: second.id, "not-the-same", why))], on: snapshot, why: why,
        context: context, using: &generator)
    }
  }

  /// Records for several pairs at once that each is two events: for all, or for none where a record
  /// has changed since it was shown.
  ///
  /// - Throws: ``EditRefusal``, ``UnknownRecord``.
  package func dismissDuplicates(
    _ pairs: [(first: (id: String, version: String), second: (id: String, version: String))],
    why: String, by principal: Principal
  ) async throws {
    let context = authorContext(for: principal)
    try await writing { centre in
      for pair in pairs { _ = try centre.pair(pair.first, pair.second) }
      for pair in pairs {
        // One record may be part of several pairs: it is read again for each.
        let snapshot = try centre.readSnapshot(named: pair.first.id)
        var generator = SystemRandomNumberGenerator()
        let edit: Edit
        do throws(ValidationError) {
          edit = try Edit.setting(
            [("links/-", Self.link(to: pair.second.id, "not-the-same", why))], on: snapshot,
            why: why, context: context, using: &generator)
        } catch {
          throw EditRefusal.invalid(error)
        }
        try centre.write([(snapshot, edit)], by: principal)
      }
    }
    for pair in pairs { note(principal, "dismissed a duplicate", pair.first.id) }
  }

  private func pair(
    _ first: (id: String, version: String), _ second: (id: String, version: String)
  ) throws -> (RecordSnapshot, RecordSnapshot) {
    let both = try [first, second].map { named in
      let snapshot = try readSnapshot(named: named.id)
      guard snapshot.version == named.version else { throw EditRefusal.changedMeanwhile }
      guard snapshot.kind == .incident else { throw UnknownRecord() }
      return snapshot
    }
    guard both[0].id != both[1].id else { throw UnknownRecord() }
    return (both[0], both[1])
  }

  private static func link(to record: String, _ relation: String, _ why: String) -> JSONValue {
    ["record": .string(record), "relation": .string(relation), "why": .string(why)]
  }

  private static func merging(
    _ dropped: RecordSnapshot, into kept: RecordSnapshot, why: String, _ context: AuthorContext
  ) throws(ValidationError) -> [(RecordSnapshot, Edit)] {
    guard !IncidentView(dropped).wasNotified || IncidentView(kept).wasNotified else {
      throw ValidationError(
        "already-notified",
        "The authority was notified of \(dropped.reference ?? "the other"): keep that one.")
    }
    var generator = SystemRandomNumberGenerator()
    var values = [("links/-", link(to: "\(dropped.id)", "duplicate", why))]
    if let earlier = dropped.date("discoveredOn"), let day = kept.date("discoveredOn"),
      earlier < day
    {
      values.append(("discoveredOn", JSONValue(earlier)))
    }
    let keeping = try Edit.setting(
      values, on: kept, why: why, context: context, using: &generator)
    let withdrawal = try Edit.withdraw(
      dropped, why: "the same event as \(kept.reference ?? "\(kept.id)"): \(why)",
      context: context, using: &generator)
    return [(kept, keeping), (dropped, withdrawal)]
  }

  private func write(_ edits: [(RecordSnapshot, Edit)], by principal: Principal) throws {
    try store.write(
      edits.map { snapshot, edit in
        Change(
          record: snapshot.id, kind: snapshot.kind.rawValue, scope: snapshot.scope,
          author: principal.author, reason: edit.reason, operations: edit.operations)
      })
  }
}
