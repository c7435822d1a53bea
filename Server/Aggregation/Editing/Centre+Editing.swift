package import IRMER
internal import RecordStore
package import Records
internal import Replication

/// Why a change by a person at the centre was not written.
package enum EditRefusal: Error, Hashable, Sendable {
  /// The record has changed since the person had it in front of them.
  case changedMeanwhile
  /// The change breaks a rule of the record; the error says what to do.
  case invalid(ValidationError)
}

extension Centre {
  /// Refuses a reason that names somebody.
  static func checkReason(_ why: String) throws(EditRefusal) {
    do throws(ValidationError) { try NameRules.checkReason(why) } catch { throw .invalid(error) }
  }

  /// Builds a change from the record that its author sees.
  package typealias Building =
    @Sendable (RecordSnapshot, AuthorContext, inout SystemRandomNumberGenerator)
    throws(ValidationError) -> Edit

  /// Writes a person's change, as an entry of the centre's own log under their role.
  ///
  /// - Parameter version: of the record as the person saw it.
  /// - Throws: ``EditRefusal``, ``UnknownRecord``.
  package func edit(
    _ name: String, version: String, by principal: Principal, _ build: @escaping Building
  ) async throws {
    let context = authorContext(for: principal)
    try await writing { centre in
      let snapshot = try centre.readSnapshot(named: name)
      guard snapshot.version == version else { throw EditRefusal.changedMeanwhile }
      var generator = SystemRandomNumberGenerator()
      let edit: Edit
      do throws(ValidationError) {
        edit = try build(snapshot, context, &generator)
      } catch {
        throw EditRefusal.invalid(error)
      }
      try centre.checkReAudit(from: snapshot, to: edit.after)
      let isSending = SentCopy.Subject(from: snapshot, to: edit.after) != nil
      let equipment = isSending ? try centre.readSnapshots(of: .equipment) : []
      let kept = edit.keepingCopy(
        of: snapshot,
        equipment: EquipmentRegister(equipment.filter { $0.scope == snapshot.scope }),
        context: context, using: &generator)
      let change = Change(
        record: snapshot.id, kind: snapshot.kind.rawValue, scope: snapshot.scope,
        author: principal.author, reason: edit.reason, operations: kept.edit.operations)
      let copy = kept.page.map { page in
        Change(
          record: page.record, kind: RecordKind.sentCopy.rawValue, scope: snapshot.scope,
          author: principal.author, operations: page.operations)
      }
      let counted = try centre.recounted(edit, of: snapshot, context, by: principal)
      try centre.store.write([change] + [copy].compactMap(\.self) + counted)
    }
    note(principal, "changed", name)
  }

  /// Counts people who were added to a record in the other records of the same event.
  private func recounted(
    _ edit: Edit, of snapshot: RecordSnapshot, _ context: AuthorContext, by principal: Principal
  ) throws -> [Change] {
    var changes: [Change] = []
    var generator = SystemRandomNumberGenerator()
    for name in NationSplit.recordsToRecount(after: [edit], of: snapshot) {
      let other: RecordSnapshot
      do { other = try readSnapshot(named: name) } catch is UnknownRecord { continue }
      guard
        let recount = NationSplit.recount(
          other, after: [edit], of: snapshot, context: context, using: &generator)
      else { continue }
      changes.append(
        Change(
          record: other.id, kind: other.kind.rawValue, scope: other.scope,
          author: principal.author, reason: recount.reason, operations: recount.operations))
    }
    return changes
  }

  /// Refuses to close an audit on one that cannot be its re-audit. One that is not here, such as a plan
  /// that its site has not sent yet, cannot be checked.
  private func checkReAudit(from before: RecordSnapshot, to after: RecordSnapshot) throws {
    guard let name = ReAudit.named(from: before, to: after) else { return }
    let reAudit: RecordSnapshot
    do { reAudit = try readSnapshot(named: name) } catch is UnknownRecord { return }
    do throws(ValidationError) {
      try ReAudit.check(reAudit, of: before)
    } catch {
      throw EditRefusal.invalid(error)
    }
  }

  /// Writes a new record of the trust: a theme, a procedure.
  ///
  /// - Returns: its identifier.
  /// - Throws: ``EditRefusal``.
  package func add(
    _ kind: RecordKind, _ document: JSONValue, by principal: Principal
  ) async throws -> String {
    try await add(kind, [document], by: principal)[0]
  }

  /// Writes new records of the trust in one transaction.
  ///
  /// - Returns: their identifiers, in order.
  /// - Throws: ``EditRefusal``.
  package func add(
    _ kind: RecordKind, _ documents: [JSONValue], by principal: Principal
  ) async throws -> [String] {
    let context = authorContext(for: principal)
    let ids = try await writing { centre in
      var generator = SystemRandomNumberGenerator()
      let changes = try documents.map { document in
        let id = RecordID.make(at: context.now.milliseconds, using: &generator)
        let draft: Draft
        do throws(ValidationError) {
          draft = try Draft(kind, document: document, id: id, context: context, using: &generator)
        } catch {
          throw EditRefusal.invalid(error)
        }
        return Change(
          record: id, kind: kind.rawValue, scope: centre.trust, author: principal.author,
          reason: draft.reason, operations: draft.operations,
          referenceYear: draft.referenceYear)
      }
      try centre.store.write(changes)
      return changes.map(\.record.description)
    }
    for id in ids { note(principal, "added \(kind)", id) }
    return ids
  }

  func authorContext(for principal: Principal) -> AuthorContext {
    AuthorContext(
      role: principal.author, site: trust,
      nation: Nation(rawValue: store.identity.nation) ?? .england, now: moment,
      names: .refusal)
  }
}
