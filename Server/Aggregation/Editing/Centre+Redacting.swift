internal import RecordStore
internal import Records
internal import Replication

extension Centre {
  /// Removes what every entry of a record wrote at a path or below it. The entries' headers and
  /// hashes stay; every site follows with its next exchange.
  ///
  /// - Parameters:
  ///   - path: as the record's page shows it.
  ///   - version: of the record as the person saw it.
  /// - Throws: ``EditRefusal``, ``UnknownRecord``.
  package func redact(
    _ path: String, of name: String, version: String, why: String, by principal: Principal
  ) async throws {
    do throws(ValidationError) { try NameRules.checkReason(why) } catch {
      throw EditRefusal.invalid(error)
    }
    try await writing { centre in
      let snapshot = try centre.readSnapshot(named: name)
      guard snapshot.version == version else { throw EditRefusal.changedMeanwhile }
      guard let target = snapshot.path(shown: path), !["reference", "status"].contains(target.text)
      else {
        throw EditRefusal.invalid(
          ValidationError("unknown-path", "Choose what is to be redacted.", field: "path"))
      }
      let hides = { (path: FieldPath) in path == target || path.isBelow(target) }
      var seen: Set<EntryReference> = []
      let changes = try centre.store.history(of: snapshot.id, in: snapshot.scope).compactMap {
        entry -> Change? in
        let named = entry.header.origin ?? entry.reference
        guard let payload = entry.payload, payload.redaction == nil,
          payload.operations.contains(where: {
            hides($0.path) && $0.value != nil && $0.value != .redacted
          }), seen.insert(named).inserted
        else { return nil }
        return Change(
          record: snapshot.id, kind: snapshot.kind.rawValue, scope: snapshot.scope,
          author: principal.role.rawValue, reason: why, operations: [],
          redaction: MergedRecord.redaction(
            of: Entry(header: entry.header, payload: payload), named: named, hiding: hides))
      }
      guard !changes.isEmpty else {
        throw EditRefusal.invalid(
          ValidationError("nothing-to-redact", "Nothing is written there.", field: "path"))
      }
      try centre.store.write(changes)
    }
    note(principal, "redacted", name)
  }
}
