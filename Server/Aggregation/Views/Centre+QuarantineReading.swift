package import IRMER
internal import RecordStore
package import Records
internal import Replication

/// The contents of a quarantined entry, in the words of the pages.
package struct HeldBackContents: Hashable, Sendable {
  package struct Value: Hashable, Sendable {
    /// The field's label.
    package let label: String
    package let path: String
    /// `nil`: it is removed.
    package let value: JSONValue?
  }

  package let kind: String
  package let author: String
  package let at: Moment
  package let why: String
  /// What it would set.
  package let values: [Value]
  package let reference: String?
  package let isKnown: Bool
}

/// A decision about a quarantined entry.
package struct HeldBackDecision: Hashable, Sendable {
  package let entry: String
  package let site: String
  package let reason: String
  package let wasReleased: Bool
  package let at: Moment
  package let by: String
  package let why: String
}

extension Centre {
  /// The most values of one entry that are shown.
  private static let valuesMax = 40

  /// The contents of entries, by the names that lists give them.
  package func contents(ofHeldBack names: [String]) async throws -> [String: HeldBackContents] {
    let places = names.compactMap { name in EntryPlace(label: name).map { (name, $0) } }
    let (found, states) = try await reading { centre in
      let found = try centre.store.contents(of: places.map(\.1))
      var states: [RecordKey: MergedRecord] = [:]
      for key in Set(found.values.map(\.key)) {
        states[key] = try centre.store.record(key)?.state
      }
      return (found, states)
    }
    var contents: [String: HeldBackContents] = [:]
    for (name, place) in places {
      guard let entry = found[place] else { continue }
      let record = RecordSnapshot(
        id: entry.key.record, kind: entry.kind, scope: entry.key.scope,
        state: states[entry.key] ?? MergedRecord())
      let shown = record.displayPaths(of: entry.values.map(\.path))
      let values = zip(shown, entry.values).filter { $1.value != .element }
        .prefix(Self.valuesMax).map { path, operation in
          HeldBackContents.Value(
            label: FieldLabel.displayText(path, in: RecordKind(rawValue: entry.kind)), path: path,
            value: operation.value?.json)
        }
      contents[name] = HeldBackContents(
        kind: entry.kind, author: entry.author, at: Moment(milliseconds: entry.at),
        why: entry.why, values: values, reference: entry.reference, isKnown: entry.isKnown)
    }
    return contents
  }

  /// Decisions about quarantined entries, the latest first, and where the next page begins.
  package func quarantineDecisions(
    after cursor: Cursor?, limit: Int = Filter.limitStandard
  ) async throws -> (decisions: [HeldBackDecision], next: Cursor?) {
    let found = try await reading {
      try $0.store.quarantineDecisions(after: cursor?.key, limit: limit + 1)
    }
    let decisions = found.prefix(limit).map {
      HeldBackDecision(
        entry: $0.entry, site: $0.scope, reason: $0.reason,
        wasReleased: $0.decision == "released", at: Moment(milliseconds: $0.at), by: $0.by,
        why: $0.why)
    }
    let next = found.count > limit ? Cursor(key: found[limit - 1].place) : nil
    return (decisions, next)
  }
}
