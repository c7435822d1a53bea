public import IRMER
public import RecordStore
public import Records
import Replication

/// An incident with as many individuals as an event may have, checked and not yet written.
public struct EventDraft: Sendable {
  /// The record to be logged.
  public let draft: Draft
  /// The changes that add the individuals that do not fit in its first entry.
  let additions: [Edit]
}

extension SiteClient {
  /// Checks an incident of up to 2,000 individuals, without writing it.
  ///
  /// - Parameters:
  ///   - why: the author's reason, which confirms what is refused without one.
  ///   - keepsUnknownFields: whether keys that this version does not know are kept.
  public nonisolated func event(
    _ document: JSONValue, why: String = "", as role: String? = nil,
    keepsUnknownFields: Bool = false
  ) throws(SiteError) -> EventDraft {
    var generator = randomness
    var context = try contextOfNew(as: role)
    let id = RecordID.make(at: context.now.milliseconds, using: &generator)
    context.keepsUnknownFields = keepsUnknownFields
    context.why = why
    let made = try validating { () throws(ValidationError) in
      try Draft.event(document, id: id, context: context, using: &generator)
    }
    return EventDraft(draft: made.draft, additions: made.additions)
  }

  /// Checks the records of one event in several nations, each linked to the others.
  public nonisolated func linkedEvents(
    _ documents: [JSONValue], why: String = "", as role: String? = nil
  ) throws(SiteError) -> [EventDraft] {
    var generator = randomness
    var context = try contextOfNew(as: role)
    context.why = why
    let ids = documents.map { _ in
      RecordID.make(at: context.now.milliseconds, using: &generator)
    }
    return try zip(documents, ids).map { document, id throws(SiteError) in
      let others = ids.filter { $0 != id }.map { "\($0)" }
      let made = try validating { () throws(ValidationError) in
        try Draft.event(
          NationSplit.linked(document, to: others), id: id, context: context,
          using: &generator)
      }
      return EventDraft(draft: made.draft, additions: made.additions)
    }
  }

  /// Logs incidents with all their individuals in one transaction: all of them or none.
  public func log(events: [EventDraft], as role: String? = nil) throws(SiteError) -> [Logged] {
    let author = role ?? identity.author
    let changes = events.flatMap { event in
      [
        Change(
          record: event.draft.snapshot.id, kind: event.draft.kind.rawValue, scope: identity.scope,
          author: author, reason: event.draft.reason, operations: event.draft.operations,
          referenceYear: event.draft.referenceYear)
      ]
        + event.additions.map { edit in
          Change(
            record: event.draft.snapshot.id, kind: event.draft.kind.rawValue,
            scope: identity.scope, author: author, reason: edit.reason,
            operations: edit.operations)
        }
    }
    return try storing { () throws(StoreError) in
      let written = try store.write(changes)
      announce(written.map(\.record))
      return try events.map { event throws(StoreError) in
        let id = event.draft.snapshot.id
        guard let first = written.first(where: { $0.record == id }),
          let stored = try store.record(id)
        else { throw .damaged(detail: "a record that was written is not there") }
        return Logged(
          reference: first.reference ?? "", entry: first.entry, snapshot: RecordSnapshot(stored))
      }
    }
  }

  /// Joins records of one event into the first, in one transaction; the others are withdrawn.
  public func join(
    _ others: [RecordSnapshot], into first: RecordSnapshot, why: String, as role: String? = nil
  ) throws(SiteError) -> [Written] {
    var generator = randomness
    let changes = try validating { () throws(ValidationError) in
      try Edit.joining(
        others, into: first, why: why, context: context(as: role), using: &generator)
    }.flatMap { entry in
      entry.edits.map { edit in
        Change(
          record: entry.record.id, kind: entry.record.kind.rawValue, scope: entry.record.scope,
          author: role ?? identity.author, reason: edit.reason, operations: edit.operations)
      }
    }
    return try storing { () throws(StoreError) in
      let written = try store.write(changes)
      announce(written.map(\.record))
      return written
    }
  }
}
