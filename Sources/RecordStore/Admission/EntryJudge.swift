internal import Foundation
internal import Replication
internal import Storage

/// Judges whether an entry may become part of the records; the same rules apply to every author.
///
/// The verdict follows from the entry's contents and the entries that are here, never from the
/// order in which they arrived: an entry that cannot be judged yet waits, and is judged again when
/// what it waits for arrives (``Reconsideration``).
struct EntryJudge {
  /// An entry that is to be judged.
  struct Subject {
    let entry: Entry
    let sealed: SealedEntry
    /// The log it is in now.
    let log: LogDescriptor
    /// The name that its operations use.
    let name: EntryReference

    var key: RecordKey { RecordKey(scope: log.scope, record: entry.header.record) }
    var payload: EntryPayload { entry.payload }
  }

  static let centreKey = Query("SELECT centrePublicKey FROM enrolment")

  /// The keys that are trusted about other entries: this store's own and its centre's.
  private let trusted: Set<[UInt8]>
  let replaced: ReplacedOperations
  private let founding: FoundingEntries
  private let domain: any RecordDomain

  init(_ store: RecordStore, _ db: Connection) throws {
    let budget = ReadingBudget()
    (replaced, founding) = (ReplacedOperations(budget), FoundingEntries(budget))
    domain = store.environment.domain
    let centre = try db.value(Self.centreKey.sql, as: [UInt8].self)
    trusted = Set([store.identity.publicKey] + [centre.map { Array($0) }].compactMap(\.self))
  }

  /// To be called when entries have left their records: what was read of them is not certain any more.
  func forget() { founding.forget() }

  func verdict(
    on subject: Subject, _ merging: inout Merging, _ db: Connection
  ) throws -> EntryVerdict {
    if subject.payload.redaction != nil { founding.forget() }
    let found = try firstFault(of: subject, &merging, db)
    // It also waits for its origin: once that is redacted, the moved copy has no contents either.
    guard case .waits(let reason, nil)? = found, let origin = subject.entry.header.origin else {
      return found ?? .authorised
    }
    return .waits(reason, on: EntryPlace(log: origin.log, sequence: origin.sequence))
  }

  private func firstFault(
    of subject: Subject, _ merging: inout Merging, _ db: Connection
  ) throws -> EntryVerdict? {
    if hasForeignReference(subject) { return .waits(.foreignReference, on: nil) }
    if let waits = try judgeOrigin(of: subject, merging.ahead, db) { return waits }
    let record = try merging.find(subject.key, db)
    if let waits = try judgeRecord(of: subject, record, merging, db) { return waits }
    if let waits = try judgeRedaction(in: subject, record, db) { return waits }
    return try judgeBases(of: subject, record, merging.ahead, db)
  }

  /// An entry that arrived without its payload: only a redaction removes one. Until that is here,
  /// somebody may be hiding it.
  func verdictOnEmptied(
    _ header: EntryHeader?, _ place: EntryReference, in scope: Scope,
    _ merging: inout Merging, _ db: Connection
  ) throws -> EntryVerdict {
    guard let header else { return .authorised }
    let name = header.origin ?? place
    let key = RecordKey(scope: scope, record: header.record)
    if let record = try merging.find(key, db), !record.kind.isSpelled(as: header.kind),
      try isFounded(record, db)
    {
      return .waits(.otherKind, on: nil)
    }
    if try merging.ahead.isRedacted(name, in: key, db) { return .authorised }
    return .waits(.unprovenOrigin, on: EntryPlace(log: name.log, sequence: name.sequence))
  }

  // MARK: Reference

  /// A reference is of the record's scope, comes with the entry that founds the record, and never
  /// changes.
  private func hasForeignReference(_ subject: Subject) -> Bool {
    Self.changesReference(subject)
      || Self.references(in: subject).contains {
        !domain.isReference($0.value?.text ?? "", of: subject.log.scope)
      }
  }

  private static func references(in subject: Subject) -> [Replication.Operation] {
    subject.payload.operations.filter {
      $0.path == StoredReference.path && $0.value != .redacted
    }
  }

  private static func changesReference(_ subject: Subject) -> Bool {
    let references = references(in: subject)
    let founds = subject.payload.foundsRecord && subject.payload.redaction == nil
    return !references.isEmpty && !founds || references.contains { !$0.supersedes.isEmpty }
  }

  /// Whether an entry can never be released: it would change a reference or hide a value, and the
  /// person who decides is not shown what.
  func mayNotBeReleased(
    _ subject: Subject, _ record: Merging.Touched?, _ db: Connection
  ) throws -> Bool {
    try Self.changesReference(subject) || hidesValue(subject, record, db) != nil
  }

  // MARK: Origin

  /// A move is accepted from the entry's first author, from the centre, and where the original is
  /// here with the same contents.
  private func judgeOrigin(
    of subject: Subject, _ ahead: KnownAhead, _ db: Connection
  ) throws -> EntryVerdict? {
    guard let origin = subject.entry.header.origin, !trusted.contains(subject.log.publicKey)
    else { return nil }
    let place = EntryPlace(log: origin.log, sequence: origin.sequence)
    guard let first = try ahead.descriptor(of: origin.log, db) else {
      return .waits(.unprovenOrigin, on: place)
    }
    guard first.scope == subject.log.scope else { return .waits(.unprovenOrigin, on: nil) }
    if first.publicKey == subject.log.publicKey { return nil }
    let same = try NamedEntry.all(origin, db).filter { known in
      (known.replica == first.replica) && Self.isEqual(known.sealed, to: subject)
    }
    if same.isEmpty { return .waits(.unprovenOrigin, on: place) }
    let isApart = same.allSatisfy { $0.state == .quarantined || $0.state == .keptOut }
    return isApart ? .waits(.restsOnWaiting, on: place) : nil
  }

  private static func isEqual(_ known: SealedEntry, to subject: Subject) -> Bool {
    guard known.payloadDigest == subject.sealed.payloadDigest,
      let header = try? EntryHeader(decoding: known.header)
    else { return false }
    return header.moved(from: subject.name) == subject.entry.header
  }

  // MARK: Redaction

  /// A redaction needs a reason, and restates its target; nothing else may show a value as
  /// redacted.
  private func judgeRedaction(
    in subject: Subject, _ record: Merging.Touched?, _ db: Connection
  ) throws -> EntryVerdict? {
    if let waits = try hidesValue(subject, record, db) { return waits }
    guard let redaction = subject.payload.redaction else { return nil }
    guard subject.payload.reason.contains(where: { !$0.isWhitespace }) else {
      return .waits(.unprovenOrigin, on: nil)
    }
    let place = EntryPlace(log: redaction.target.log, sequence: redaction.target.sequence)
    let targets = try targets(of: redaction, db)
    guard !targets.isEmpty else { return .waits(.restsOnWaiting, on: place) }
    let isTrue = targets.contains {
      Self.restates(redaction, $0.sealed, in: record?.state, of: subject.entry.header.record)
    }
    guard isTrue else { return .waits(.unprovenOrigin, on: place) }
    switch try EntryStatus.of(redaction.target, in: subject.log.scope, db) {
    case .merged: return nil
    case .foreign: return .waits(.foreignIdentifier, on: nil)
    case .unmerged, .unknown:
      // An entry that arrived without its payload waits for exactly this.
      let isEmptied = targets.allSatisfy { $0.sealed.payload == nil }
      let why = try Quarantine.reason(of: place, db)
      return isEmptied && why == AdmissionReason.unprovenOrigin.rawValue
        ? nil : .waits(.restsOnWaiting, on: place)
    }
  }

  /// Only a redaction hides a value. An operation may say `redacted` where it replaces a value that a
  /// redaction has hidden: somebody settled a conflict with it.
  private func hidesValue(
    _ subject: Subject, _ record: Merging.Touched?, _ db: Connection
  ) throws -> EntryVerdict? {
    let state = record?.state ?? MergedRecord()
    for operation in subject.payload.operations where operation.value == .redacted {
      let isHidden = try operation.supersedes.contains { target in
        let live = state.copies(of: target, at: operation.path)
        if live.contains(where: { $0.value == .redacted }) { return true }
        guard live.isEmpty, let record else { return false }
        return try replaced.isHidden(target, in: record.row, db)
      }
      if isHidden { continue }
      let place = operation.supersedes.first?.entry
      return .waits(
        .unprovenOrigin, on: place.map { EntryPlace(log: $0.log, sequence: $0.sequence) })
    }
    return nil
  }

  /// The target as its own writer or the centre has it, or as it was accepted: not a copy that
  /// waits for proof.
  private func targets(of redaction: Redaction, _ db: Connection) throws -> [NamedEntry] {
    let first = try LogRow.find(redaction.target.log, db)?.descriptor.replica
    let trusted = Set(trusted.map { ReplicaID(publicKey: $0) })
    return try NamedEntry.all(redaction.target, db).filter {
      $0.replica == first || $0.state == .merged || trusted.contains($0.replica)
    }
  }

  private static func restates(
    _ redaction: Redaction, _ target: SealedEntry, in state: MergedRecord?, of record: RecordID
  ) -> Bool {
    guard let header = try? EntryHeader(decoding: target.header), header.record == record,
      header.time == redaction.time, header.author.isSpelled(as: redaction.author)
    else { return false }
    guard let entry = (try? target.decoded(header, in: redaction.target.log)) ?? nil else {
      return restates(redaction, whatIsLeftIn: state ?? MergedRecord())
    }
    let said = entry.payload.operations
    guard said.count == redaction.operations.count else { return false }
    return zip(said, redaction.operations).allSatisfy { said, restated in
      said.path == restated.path && said.supersedes == restated.supersedes
        && (restated.value == .redacted || isEqual(said.value, restated.value))
    }
  }

  /// The payload is gone: compare with what another redaction left of it. What that one hides stays
  /// hidden, whatever this one says.
  private static func restates(
    _ redaction: Redaction, whatIsLeftIn state: MergedRecord
  ) -> Bool {
    redaction.operations.enumerated().allSatisfy { index, restated in
      let id = OperationID(entry: redaction.target, index: UInt32(index))
      let left = state.operations(at: restated.path).filter { $0.id == id }
      return restated.value == .redacted || left.isEmpty
        || left.contains { $0.value == .redacted || isEqual($0.value, restated.value) }
    }
  }

  private static func isEqual(_ one: Value?, _ other: Value?) -> Bool {
    one?.encoded() == other?.encoded()
  }

  // MARK: Record

  private func judgeRecord(
    of subject: Subject, _ record: Merging.Touched?, _ merging: Merging, _ db: Connection
  ) throws -> EntryVerdict? {
    let kind = subject.entry.header.kind
    if let record, try isFounded(record, db) {
      let isSame = record.kind.isSpelled(as: kind)
      let outranks = subject.payload.foundsRecord && domain.isBefore(kind, record.kind)
      return isSame || outranks ? nil : .waits(.otherKind, on: nil)
    }
    if subject.payload.foundsRecord { return nil }
    let isForeign = try merging.isElsewhere(subject.key, db)
    return .waits(isForeign ? .foreignIdentifier : .restsOnWaiting, on: nil)
  }

  /// Whether the entry that founded a record is merged here.
  private func isFounded(_ record: Merging.Touched, _ db: Connection) throws -> Bool {
    if record.state.operations(at: EntryPayload.foundingPath).contains(where: { $0.value != nil }) {
      return true
    }
    return try founding.isMerged(in: record.row, db)
  }
}
