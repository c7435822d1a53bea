internal import CentreStore
package import IRMER
internal import RecordStore
package import Records
package import Replication

// Logging in a browser, for places that may not install software: the entry is the centre's own, in
// the scope of the site that the reporter is bound to, and its reason says so.

/// A log that somebody has started at the centre, with what is needed to continue it.
package struct ReporterLog: Sendable {
  /// The identifier that its record will have.
  package let record: RecordID
  package let draft: AnswerDraft

  package init(record: RecordID, draft: AnswerDraft) { (self.record, self.draft) = (record, draft) }
}

/// The result of saving a log.
package enum ReporterSaving: Sendable {
  /// The record is on the disk, now or by an earlier request of the same log.
  case saved(RecordID)
  /// The log does not exist any more.
  case unknown
}

extension Centre {
  /// The reason in the history for the first entry of a record that was logged in a browser.
  package static let reporterReason = "Logged in a browser at the centre, for the site."

  // MARK: Unfinished answers

  package func reporterLog(of principal: Principal) async throws -> ReporterLog? {
    let kept = try await reading { try $0.administration.unfinishedLog(of: principal.id) }
    guard let kept, let draft = (try? JSONValue(parsing: kept.answers)).flatMap(AnswerDraft.init)
    else { return nil }
    return ReporterLog(record: kept.record, draft: draft)
  }

  package func newLogRecord() -> RecordID {
    var generator = SystemRandomNumberGenerator()
    return RecordID.make(at: now(), using: &generator)
  }

  /// Saves the answers so far, in place of those saved before.
  package func keep(_ log: ReporterLog, of list: QuestionList, by principal: Principal) async throws
  {
    let kept = Administration.UnfinishedLog(
      record: log.record, answers: log.draft.json(list).serialized(),
      savedAt: log.draft.savedAt.milliseconds)
    try await writing { try $0.administration.keep(kept, of: principal.id) }
  }

  package func removeReporterLog(of principal: Principal) async throws {
    try await writing { try $0.administration.removeUnfinishedLog(of: principal.id) }
  }

  // MARK: The record

  /// Who writes, where and when; `nil` for somebody who is not bound to a site.
  package func reporterContext(for principal: Principal) async throws -> AuthorContext? {
    guard let site = principal.site else { return nil }
    let trust = store.identity.nation
    let nation = try await reading { try $0.administration.nation(ofSite: site, in: trust) }
    return AuthorContext(
      role: principal.author, site: site,
      nation: Nation(rawValue: nation ?? trust) ?? .england, now: moment)
  }

  package func equipment(ofSite site: Scope) async throws -> EquipmentRegister {
    EquipmentRegister(try await snapshots(of: .equipment).filter { $0.scope == site })
  }

  /// The records that would result from the answers.
  ///
  /// - Throws: ``EditRefusal`` where something forbids it.
  package func drafts(
    _ documents: [JSONValue], as record: RecordID, _ context: AuthorContext
  ) throws(EditRefusal) -> [RecordSnapshot] {
    try made(documents, as: record, context).map(\.draft.snapshot)
  }

  /// The records of one event; where there are several, each is linked to the others.
  ///
  /// - Parameter first: the identifier of the first; the others get new ones.
  private func made(
    _ documents: [JSONValue], as first: RecordID, _ context: AuthorContext
  ) throws(EditRefusal) -> [(id: RecordID, draft: Draft)] {
    var generator = SystemRandomNumberGenerator()
    var ids = [first]
    while ids.count < documents.count {
      ids.append(RecordID.make(at: now(), using: &generator))
    }
    do throws(ValidationError) {
      var made: [(id: RecordID, draft: Draft)] = []
      for (document, id) in zip(documents, ids) {
        let others = ids.filter { $0 != id }.map { "\($0)" }
        let linked = others.isEmpty ? document : NationSplit.linked(document, to: others)
        made.append(
          (
            id,
            try Draft(.incident, document: linked, id: id, context: context, using: &generator)
          ))
      }
      return made
    } catch {
      throw .invalid(error)
    }
  }

  /// Saves a log as a record of its site, or where people were exposed in several nations as one for
  /// each. A form that is sent twice is saved once.
  ///
  /// - Parameter record: which log, as the page that was sent names it.
  /// - Throws: ``EditRefusal``.
  package func save(
    _ documents: [JSONValue], as record: RecordID, _ context: AuthorContext,
    by principal: Principal
  ) async throws -> ReporterSaving {
    let now = now()
    let outcome = try await writing { centre -> ReporterSaving in
      let administration = centre.administration
      let isMine = try administration.isLogged(record, by: principal.id)
      if isMine, try centre.store.record(RecordKey(scope: context.site, record: record)) != nil {
        return .saved(record)
      }
      guard try administration.unfinishedLog(of: principal.id)?.record == record else {
        return .unknown
      }
      let made = try centre.made(documents, as: record, context)
      // First, so that a record always has its author on the list; repeating it changes nothing.
      for id in made.map(\.id) {
        try administration.note(logged: id, in: context.site, by: principal.id, at: now)
      }
      try centre.store.write(
        made.map { id, draft in
          Change(
            record: id, kind: RecordKind.incident.rawValue, scope: context.site,
            author: principal.author, reason: Centre.reporterReason + draft.ownReason,
            operations: draft.operations, referenceYear: draft.referenceYear)
        })
      try administration.removeUnfinishedLog(of: principal.id)
      return .saved(record)
    }
    if case .saved = outcome { note(principal, "logged", "\(record)") }
    return outcome
  }

  // MARK: What they logged

  /// Records on the list of one person.
  package static let loggedMax = 200

  /// What a person logged, the latest first.
  package func logged(by principal: Principal) async throws -> [LoggedIncident] {
    let keys = try await reading {
      try $0.administration.logged(by: principal.id, limit: Self.loggedMax)
    }
    var found: [LoggedIncident] = []
    for key in keys {
      if let incident = try await logged(key) { found.append(incident) }
    }
    return found
  }

  /// One record that a person logged.
  ///
  /// - Throws: ``UnknownRecord`` for any other, whether it exists or not.
  package func logged(_ name: String, by principal: Principal) async throws -> LoggedIncident {
    guard let id = RecordID(text: name), let site = try await site(of: id, by: principal),
      let incident = try await logged(RecordKey(scope: site, record: id))
    else { throw UnknownRecord() }
    note(principal, "opened their own report", "\(id)")
    return incident
  }

  private func site(of record: RecordID, by principal: Principal) async throws -> Scope? {
    let keys = try await reading {
      try $0.administration.logged(by: principal.id, limit: .max)
    }
    return keys.first { $0.record == record }?.scope
  }

  private func logged(_ key: RecordKey) async throws -> LoggedIncident? {
    let stored = try await reading { try $0.store.record(key) }
    guard let stored else { return nil }
    let snapshot = RecordSnapshot(
      id: stored.id, kind: stored.kind, scope: stored.scope, state: stored.state)
    guard let first = try await history(of: snapshot).last else { return nil }
    return LoggedIncident(snapshot, first: first)
  }
}

extension Draft {
  /// What the author gave as the reason, after the centre's own words.
  fileprivate var ownReason: String { reason.isEmpty ? "" : " \(reason)" }
}

/// A record as the person who logged it sees it: what they entered, and the feedback to them.
package struct LoggedIncident: Sendable {
  package let id: String
  package let reference: String?
  package let site: String
  package let at: Moment
  /// Field paths with what was entered; text that was redacted since is left out.
  package let entered: [(path: String, value: Value)]
  package let isRedacted: Bool
  package let feedback: [IncidentView.Feedback]

  init(_ snapshot: RecordSnapshot, first: HistoryItem) {
    (id, reference, site) = ("\(snapshot.id)", snapshot.reference, snapshot.scope.code)
    at = first.at
    entered = first.changes.compactMap { change in change.to.map { (change.path, $0) } }
    isRedacted = first.isRedacted
    feedback = IncidentView(snapshot).feedback
  }
}
