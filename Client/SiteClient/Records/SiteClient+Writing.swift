public import IRMER
public import RecordStore
internal import RecordTables
public import Records
public import Replication

/// A record that was just logged. It is on the disk.
public struct Logged: Sendable {
  /// `SITE-YYYY-NNNN`, permanently unique in the trust.
  public let reference: String
  /// The entry that was written.
  public let entry: EntryReference
  /// The record after the entry.
  public let snapshot: RecordSnapshot
}

extension SiteClient {
  /// Who writes, where and when.
  ///
  /// - Parameter role: the author's; by default the one given when the store was created.
  public nonisolated func context(as role: String? = nil) -> AuthorContext {
    let now = Moment(milliseconds: environment.now())
    var context = AuthorContext(
      role: role ?? identity.author, site: identity.scope,
      nation: Nation(rawValue: identity.nation) ?? .england, now: now, today: today(clock: now))
    do throws(SiteError) {
      context.people = try knownPeople()
    } catch {
      context.peopleFailure = ValidationError(
        "known-people-unreadable", "the list of names to keep out of records cannot be read")
    }
    return context
  }

  /// The same, for a new record.
  ///
  /// - Throws: as ``storedPeople()``: the record's words could not be checked by the list.
  nonisolated func contextOfNew(as role: String?) throws(SiteError) -> AuthorContext {
    _ = try knownPeople()
    return context(as: role)
  }

  private nonisolated func today(clock now: Moment) -> DeviceDate {
    if let stated = environment.statedToday { return DeviceDate(stated: stated, clock: now) }
    do throws(StoreError) {
      let lastSync = try store.lastSync().map(Moment.init(milliseconds:))
      return DeviceDate(clock: now, lastSync: lastSync, offset: try store.clockOffset())
    } catch {
      // Unreadable data proves nothing here; the next write reports the error.
      return DeviceDate(clock: now)
    }
  }

  /// Checks a document and makes a new record of it, without writing it.
  ///
  /// - Parameters:
  ///   - why: the author's reason, which confirms what is refused without one.
  ///   - keepsUnknownFields: whether keys that this version does not know are kept.
  public nonisolated func draft(
    _ kind: RecordKind, _ document: JSONValue, why: String = "", as role: String? = nil,
    keepsUnknownFields: Bool = false
  ) throws(SiteError) -> Draft {
    var generator = randomness
    var context = try contextOfNew(as: role)
    let id = RecordID.make(at: context.now.milliseconds, using: &generator)
    context.keepsUnknownFields = keepsUnknownFields
    context.why = why
    return try validating { () throws(ValidationError) in
      try Draft(kind, document: document, id: id, context: context, using: &generator)
    }
  }

  /// Logs a new record.
  @discardableResult
  public func log(
    _ kind: RecordKind, _ document: JSONValue, why: String = "", as role: String? = nil,
    keepsUnknownFields: Bool = false
  ) throws(SiteError) -> Logged {
    let draft = try draft(
      kind, document, why: why, as: role, keepsUnknownFields: keepsUnknownFields)
    guard let logged = try log([draft], as: role).first else {
      throw .store(.damaged(detail: "a record that was written is not there"))
    }
    return logged
  }

  /// Logs new records in one transaction: all of them or none.
  public func log(_ drafts: [Draft], as role: String? = nil) throws(SiteError) -> [Logged] {
    let author = role ?? identity.author
    let changes = drafts.map { draft in
      Change(
        record: draft.snapshot.id, kind: draft.kind.rawValue, scope: identity.scope,
        author: author, reason: draft.reason, operations: draft.operations,
        referenceYear: draft.referenceYear)
    }
    return try storing { () throws(StoreError) in
      let written = try store.write(changes)
      announce(written.map(\.record))
      return try written.map { written throws(StoreError) in
        let key = RecordKey(scope: identity.scope, record: written.record)
        guard let stored = try store.record(key) else {
          throw .damaged(detail: "a record that was written is not there")
        }
        return Logged(
          reference: written.reference ?? "", entry: written.entry,
          snapshot: RecordSnapshot(stored))
      }
    }
  }

  /// Writes an edit of a record.
  ///
  /// - Parameter snapshot: what the author was looking at. The edit supersedes exactly that: what
  ///   was merged since stays, and a difference becomes a conflict.
  @discardableResult
  public func write(
    _ edit: Edit, to snapshot: RecordSnapshot, as role: String? = nil
  ) throws(SiteError) -> Written {
    guard let only = try write([edit], to: snapshot, as: role).first else {
      throw .store(.damaged(detail: "a change that was written is not there"))
    }
    return only
  }

  /// Writes edits of one record in one transaction: all of them or none.
  public func write(
    _ edits: [Edit], to snapshot: RecordSnapshot, as role: String? = nil
  ) throws(SiteError) -> [Written] {
    for edit in edits { try checkReAudit(edit, of: snapshot) }
    return try storing { () throws(StoreError) in
      var (changes, copies): ([Change], [Change]) = ([], [])
      for edit in edits {
        let (edit, page) = try keepingCopy(edit, of: snapshot, as: role)
        changes.append(
          Change(
            record: snapshot.id, kind: snapshot.kind.rawValue, scope: snapshot.scope,
            author: role ?? identity.author, reason: edit.reason, operations: edit.operations))
        guard let page else { continue }
        copies.append(
          Change(
            record: page.record, kind: RecordKind.sentCopy.rawValue, scope: snapshot.scope,
            author: role ?? identity.author, operations: page.operations))
      }
      let counted = try recounted(edits, of: snapshot, as: role)
      let written = try store.write(changes + copies + counted)
      announce(written.map(\.record))
      return Array(written.prefix(changes.count))
    }
  }

  /// Counts people who were added to a record in the other records of the same event.
  private func recounted(
    _ edits: [Edit], of snapshot: RecordSnapshot, as role: String?
  ) throws(StoreError) -> [Change] {
    var changes: [Change] = []
    var generator = randomness
    for name in NationSplit.recordsToRecount(after: edits, of: snapshot) {
      guard let id = RecordID(text: name),
        let stored = try store.record(RecordKey(scope: snapshot.scope, record: id)),
        let recount = NationSplit.recount(
          RecordSnapshot(stored), after: edits, of: snapshot, context: context(as: role),
          using: &generator)
      else { continue }
      changes.append(
        Change(
          record: id, kind: RecordKind.incident.rawValue, scope: snapshot.scope,
          author: role ?? identity.author, reason: recount.reason, operations: recount.operations))
    }
    return changes
  }

  /// Refuses to close an audit on a re-audit that is here and was not approved.
  private func checkReAudit(_ edit: Edit, of snapshot: RecordSnapshot) throws(SiteError) {
    guard let name = ReAudit.named(from: snapshot, to: edit.after),
      let reAudit = try? record(named: name)
    else { return }
    try validating { () throws(ValidationError) in try ReAudit.check(reAudit, of: snapshot) }
  }

  /// Adds a copy of what the edit says was sent to an authority.
  private func keepingCopy(
    _ edit: Edit, of snapshot: RecordSnapshot, as role: String?
  ) throws(StoreError) -> (Edit, FrozenPage?) {
    guard SentCopy.Subject(from: snapshot, to: edit.after) != nil else { return (edit, nil) }
    let equipment = try store.records(kind: RecordKind.equipment.rawValue).map(RecordSnapshot.init)
    var generator = randomness
    return edit.keepingCopy(
      of: snapshot, equipment: EquipmentRegister(equipment), context: context(as: role),
      using: &generator)
  }

  /// A page that was sent, unchanged.
  ///
  /// - Throws: ``SiteError`` where it has not arrived here yet, or is not what was sent.
  public func page(of copy: SentCopy) throws(SiteError) -> String {
    let record = try record(named: copy.record, .sentCopy)
    guard let page = SentCopy.page(in: record), record.text("sha256") == copy.digest else {
      throw .store(.damaged(detail: "the copy \(copy.record) is not what was sent"))
    }
    return page
  }

  /// Sets fields of a record in one atomic change: `path=value`, as the command line writes them.
  @discardableResult
  public func set(
    _ assignments: [String], on snapshot: RecordSnapshot, why: String = "", as role: String? = nil
  ) throws(SiteError) -> Written {
    let edit = try validating { () throws(ValidationError) -> Edit in
      try self.edit(as: role) { context, generator throws(ValidationError) in
        try Edit.parse(
          assignments, on: snapshot, why: why, context: context, using: &generator)
      }
    }
    return try write(edit, to: snapshot, as: role)
  }

  /// Adds a note to a record.
  @discardableResult
  public func note(
    _ text: String, on snapshot: RecordSnapshot, as role: String? = nil
  ) throws(SiteError) -> Written {
    let edit = try validating { () throws(ValidationError) -> Edit in
      try self.edit(as: role) { context, generator throws(ValidationError) in
        try Edit.note(text, on: snapshot, context: context, using: &generator)
      }
    }
    return try write(edit, to: snapshot, as: role)
  }

  /// Settles a conflict: one value replaces all candidates that the snapshot shows.
  @discardableResult
  public func resolve(
    _ path: String, _ settlement: Edit.Settlement, why: String, on snapshot: RecordSnapshot,
    as role: String? = nil
  ) throws(SiteError) -> Written {
    let edit = try validating { () throws(ValidationError) -> Edit in
      try self.edit(as: role) { context, generator throws(ValidationError) in
        try Edit.resolve(
          path, settlement, why: why, on: snapshot, context: context, using: &generator)
      }
    }
    return try write(edit, to: snapshot, as: role)
  }

  /// Withdraws a record: it is kept, with its history, and its status is `void`.
  @discardableResult
  public func withdraw(
    _ snapshot: RecordSnapshot, why: String, as role: String? = nil
  ) throws(SiteError) -> Written {
    let edit = try validating { () throws(ValidationError) -> Edit in
      try self.edit(as: role) { context, generator throws(ValidationError) in
        try Edit.withdraw(snapshot, why: why, context: context, using: &generator)
      }
    }
    return try write(edit, to: snapshot, as: role)
  }

  /// Checks cases of an audit and parses them, without writing them.
  public nonisolated func cases(
    _ documents: [JSONValue], for audit: RecordSnapshot, as role: String? = nil
  ) throws(SiteError) -> ObservedCases {
    var generator = randomness
    return try validating { () throws(ValidationError) in
      try Edit.observing(
        documents, on: audit, context: context(as: role), using: &generator)
    }
  }

  /// Builds an edit with this store's context and randomness.
  public nonisolated func edit<Failure: Error>(
    as role: String? = nil,
    _ build: (AuthorContext, inout SiteRandomness) throws(Failure) -> Edit
  ) throws(Failure) -> Edit {
    var generator = SiteRandomness(random: environment.random)
    return try build(context(as: role), &generator)
  }

  nonisolated var randomness: SiteRandomness { SiteRandomness(random: environment.random) }
}

/// The randomness of a ``SiteEnvironment`` as a generator of the standard library.
public struct SiteRandomness: RandomNumberGenerator, Sendable {
  let random: @Sendable () -> UInt64
  public mutating func next() -> UInt64 { random() }
}
